"""Change the tiers' rules on the imported year: what trying a change out shows has to be what applying it does.

    setup/shell -d DB < tests/journey/revise_year.py

On the last day of the data. After each change everybody is reviewed twice more, which has to move nobody; then it is
taken back, which has to put everybody where they were. Ends with an error if anything differs.
"""

import sys
import time
from collections import Counter

from freezegun import freeze_time

LAST_DAY = "2018-01-01"
CHANGES = [
    ("Silver", "now", {"entry_spend": 800}),
    ("Silver", "now", {"entry_spend": 1500, "entry_single": 0}),
    ("Silver", "now", {"entry_match": "all"}),
    ("Silver", "now", {"entry_visits": 60}),
    ("Silver", "now", {"window_months": 3, "validity_kind": "months", "validity_months": 6}),
    ("Silver", "now", {"window_kind": "calendar"}),
    ("Gold", "now", {"entry_spend": 2000}),
    ("Gold", "now", {"entry_spend": 5000, "downgrade": "one"}),
    ("Gold", "now", {"entry_spend": 5000, "stay_same": False, "stay_spend": 2500}),
    ("Gold", "now", {"window_kind": "membership"}),
    ("Gold", "now", {"window_kind": "lifetime", "entry_visits": 100, "entry_match": "all"}),
    ("Gold", "later", {"entry_spend": 2500}),
    ("Gold", "later", {"entry_spend": 5000}),
    ("Gold", "new", {"entry_spend": 100}),
]


def standing():
    """:return: dict of member id to tier id, as the database has it"""
    env.flush_all()  # noqa: F821 - the shell's
    env.cr.execute("SELECT id, member_tier_id FROM res_partner WHERE member_number IS NOT NULL")  # noqa: F821
    return dict(env.cr.fetchall())  # noqa: F821


def moves(records):
    return {
        one.partner_id.id: (one.from_tier_id.id, one.to_tier_id.id)
        for one in records
        if one.from_tier_id != one.to_tier_id
    }


def finish(job):
    while job.state not in ("done", "failed"):
        job._run_batch()
    if job.state == "failed":
        raise SystemExit(job.error)


def review_everybody():
    """:return: number of members whom a review of all moves, by the night's way and by the sale's"""
    for company in env["res.company"]._member_in_turn():  # noqa: F821
        finish(env["member.job"]._start_step("tiers", company))  # noqa: F821
    members = env["res.partner"].search([("member_number", "!=", False)])  # noqa: F821
    return len([one for one in members._member_review_tier() if one.from_tier_id != one.to_tier_id])


def revise(tier_name, scope, values):
    """:return: what went wrong, as a list of words"""
    tier = env["member.tier"].search([("name", "=", tier_name)])  # noqa: F821
    before, begin = standing(), time.monotonic()
    revision = env["member.tier.revision"].browse(tier.action_revise()["res_id"])  # noqa: F821
    revision.write({"scope": scope, **values})
    revision.action_preview()
    finish(revision.job_id)
    shown, counted = moves(revision.line_ids), time.monotonic()
    revision.action_apply()
    finish(revision.job_id)
    applied, done = moves(revision.change_ids), time.monotonic()
    after = standing()
    really = {
        member: (before[member] or False, tier or False) for member, tier in after.items() if tier != before[member]
    }
    problems = [] if shown == applied == really else ["shown, applied and found differ"]
    problems += ["a second review moves members" for _time in range(2) if review_everybody()]
    problems += ["a second review changed tiers"] if standing() != after else []
    revision.action_undo()
    problems += ["taking back left members elsewhere"] if standing() != before else []
    print(
        f"{tier_name:7} {scope:6} {values!s:75} rise {revision.rise_count:5} fall {revision.fall_count:5} "
        f"without {revision.leave_count:5}  counted in {counted - begin:5.1f} s, applied in {done - counted:5.1f} s  "
        f"{', '.join(problems) or 'as shown'}"
    )
    return problems


with freeze_time(LAST_DAY):
    print(Counter(standing().values()), "moved by a first review:", review_everybody())
    failures = [problem for change in CHANGES for problem in revise(*change)]
    env.cr.commit()  # noqa: F821
sys.exit(1 if failures else 0)
