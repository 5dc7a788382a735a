"""Open what stands behind the reports' figures: each count of records has to be as many as its domain finds.

    setup/shell -d DB < tests/journey/check_reports.py

Reads every block of every report, as of now and of the last month end; of a table, the first forty rows.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path.cwd() / "tests")]
from truth import check  # noqa: E402 (found by the path above)

env = env  # noqa: F821 - the shell's
whole, differing = 0, []
for report, count, found in check.opened(env, env["res.users"].search([("login", "=", "manager")]) or env.user):
    whole += count
    differing += [f"{report} {text}" for text in found]
print(f"{whole:,} figures opened, {len(differing)} differ")
if differing:
    sys.exit("\n".join(differing))
