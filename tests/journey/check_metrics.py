"""Compare every member's metrics with what pandas makes of the same purchases.

    setup/shell -d DB < tests/journey/check_metrics.py

Twice: of the year as it was imported, and with what such a year lacks (tests/truth/shake.py). Counts everybody anew, as of
the last day that anybody bought, and takes it back. BG/NBD is fitted again by numpy, and agrees to three digits. Ends with
an error if anything differs.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path.cwd() / "tests")]
from truth import check, shake  # noqa: E402 (found by the path above)
from truth.facts import Facts  # noqa: E402

env = env  # noqa: F821 - the shell's
failures = 0
for shaken in (False, True):
    print("\nWith what the year lacks:" if shaken else "The year as it was imported:")
    if shaken:
        shake.add(env, env.company)
    day = shake.last_day(env.cr, env.company)
    definition = env["member.metrics.definition"]._of(env.company)
    env["member.metrics"]._refresh_all(definition, day)
    env.flush_all()
    facts = Facts(env.cr, env.company.id, day, [])
    print("BG/NBD (r, alpha, a, b):", facts.alive()[1], definition.cuts["bgnbd"])
    for name, known, differing in check.metrics(env, facts):
        print(f"{name:24} {known:6} values, {len(differing)} differences")
        for text in differing[:5]:
            print("   ", text)
        failures += len(differing)
    env.cr.rollback()
    env.invalidate_all()
if failures:
    sys.exit(f"{failures} differences")
