"""Compare every figure of every report with what pandas makes of the same purchases.

    setup/shell -d DB < tests/journey/check_report_truth.py

Twice: of the year as it was imported, and with what such a year lacks (tests/truth/shake.py). Each block as a manager
gets it: of everybody, of a store, a tier, somebody's members, a month end, and with the reports' own choices. Time stands
still on the last day that anybody bought, everybody and each month end are counted anew, and all of it is taken back.
Ends with an error if anything differs.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path[:0] = [str(Path.cwd() / "tests")]
import pandas  # noqa: E402
from freezegun import freeze_time  # noqa: E402

from truth import check, shake  # noqa: E402 (found by the path above)
from truth.facts import Facts  # noqa: E402

env = env  # noqa: F821 - the shell's


def prepare(day, shaken):
    """Count everybody, the month ends and pairs anew.

    :return: Facts
    """
    definition, kept = env["member.metrics.definition"]._of(env.company), check.month_ends(day)
    if shaken:
        # Once to count those who stay, and once more from month end to month end.
        shake.leave(env, kept)
    check.count(env, day)
    env.cr.execute("UPDATE res_partner SET member_left_on = NULL WHERE member_left_on <= %s", [day])
    env.cr.execute("DELETE FROM member_metrics_snapshot WHERE company_id = %s", [env.company.id])
    for end in kept:
        if shaken:
            shake.leave(env, [end])
        env["member.metrics.snapshot"]._take(definition, end)
    env.flush_all()
    return Facts(env.cr, env.company.id, day, kept)


failures = 0
manager = env["res.users"].search([("login", "=", "manager")]) or env.user
for shaken in (False, True):
    begin = time.monotonic()
    print("With what the year lacks:" if shaken else "The year as it was imported:")
    if shaken:
        shake.add(env, env.company)
    day = shake.last_day(env.cr, env.company)
    # Noon of the day, wherever the store is.
    with freeze_time(pandas.Timestamp(day) + timedelta(hours=17)):
        for report, compared, differing in check.reports(env, prepare(day, shaken), manager):
            print(f"{report:12} {compared:8,} figures, {len(differing)} differences")
            for text in differing[:8]:
                print("   ", text)
            failures += len(differing)
    env.cr.rollback()
    env.invalidate_all()
    print(f"{time.monotonic() - begin:.0f} s\n")
if failures:
    sys.exit(f"{failures} differences")
