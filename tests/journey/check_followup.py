"""Compare what the wake-up ladder and the 3-3-3 service would have done in the year with a plain computation.

    setup/shell -d DB < tests/journey/check_followup.py

Both plans are previewed over the last year in which anybody bought, and the contacts of each step counted by week. The
plain computation goes through each member's purchase days, without SQL, runs or engine. Ends with an error if anything
differs; writes nothing.
"""

import sys
import time
from collections import Counter, defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

env = env  # noqa: F821 - the shell's
THREES = {"days": relativedelta(days=3), "weeks": relativedelta(days=21), "months": relativedelta(months=3)}
LADDER = {f"after {months} months": relativedelta(months=months) for months in (2, 4, 6)}


def plan(trigger, delays, **values):
    made = env["member.followup.plan"].create(
        {"name": trigger, "trigger": trigger, "again": "occasion", "holdout": "none", **values}
    )
    made.version_id.step_ids = [
        (
            0,
            0,
            {
                "name": name,
                "sequence": number,
                "counted_from": "occasion",
                "delay_days": delay.days,
                "delay_months": delay.months,
            },
        )
        for number, (name, delay) in enumerate(delays.items())
    ]
    return made


def foreseen(made, first, last):
    """:return: Counter by step and week"""
    begin = time.monotonic()
    names = {step.id: step.name for step in made.version_id.step_ids}
    told = Counter((names[one["step_id"]], (one["date"] - first).days // 7) for one in made._preview(first, last))
    print(f"{made.trigger:16} {sum(told.values()):8,} contacts, {time.monotonic() - begin:6.1f} s")
    return told


def purchase_days(last):
    """:return: dict of member id to sorted list of the days up to a day on which something was bought"""
    members = set(env["res.partner"].search([("is_member", "=", True)]).ids)
    domain = [("company_id", "=", env.company.id), *env["member.purchase"]._purchase_domain(last)]
    days = defaultdict(set)
    for purchase in env["member.purchase"].search_read(
        [*domain, ("local_date", "<=", last)], ["partner_id", "local_date"], load=None
    ):
        if purchase["partner_id"] in members:
            days[purchase["partner_id"]].add(purchase["local_date"])
    return {member: sorted(own) for member, own in days.items()}


def plain(first, last):
    found = Counter()
    for own in purchase_days(last).values():
        if own[0] >= first:
            found.update(week(name, own[0] + delay, first, last) for name, delay in THREES.items())
        for bought, following in zip(own, [*own[1:], None], strict=True):
            # Who was dormant before the first day isn't one of those whom the plan finds.
            if bought + LADDER["after 2 months"] >= first:
                found.update(
                    week(name, bought + delay, first, last)
                    for name, delay in LADDER.items()
                    if following is None or bought + delay < following
                )
    del found[None]
    return found


def week(name, day, first, last):
    return (name, (day - first).days // 7) if first <= day <= last else None


last = env["member.purchase"].search([], order="local_date desc", limit=1).local_date
first = last - timedelta(days=364)
told = foreseen(plan("first_purchase", THREES), first, last)
told += foreseen(plan("dormant", LADDER, trigger_months=2, exit_on_purchase=True), first, last)
wanted = plain(first, last)
for name in (*THREES, *LADDER):
    by_week = [told[name, number] for number in range(53)]
    print(f"{name:16} {sum(by_week):8,}   most in a week {max(by_week):,}")
differing = [key for key in told.keys() | wanted.keys() if told[key] != wanted[key]]
env.cr.rollback()
print(f"{len(wanted)} figures by step and week, {len(differing)} differ")
if differing:
    sys.exit("\n".join(f"{key}: {told[key]}, by the plain computation {wanted[key]}" for key in sorted(differing)[:20]))
