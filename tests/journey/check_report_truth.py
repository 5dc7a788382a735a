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
from itertools import product
from pathlib import Path

sys.path[:0] = [str(Path.cwd() / "tests")]
import pandas  # noqa: E402
from dateutil.relativedelta import relativedelta  # noqa: E402
from freezegun import freeze_time  # noqa: E402

from truth import ends, flow, habits, members, pairs, shake  # noqa: E402 (found by the path above)
from truth.compare import differences  # noqa: E402
from truth.facts import Facts  # noqa: E402

env = env  # noqa: F821 - the shell's
company = env.company
BLOCKS = {
    "recency": {"states": members.recency_states, "months": members.recency_months},
    "classes": {"classes": members.classes_classes, "curve": members.classes_curve},
    "rfm": {
        "groups": members.rfm_groups,
        "members": members.rfm_members,
        "spend": members.rfm_spend,
        "scores": members.rfm_scores,
    },
    "quadrants": {
        "marks": members.quadrants_marks,
        "quadrants": members.quadrants_quadrants,
        "moves": members.quadrants_moves,
    },
    "habits": {
        name: getattr(habits, name)
        for name in ("intervals", "tickets", "week", "categories", "prices", "discounts", "prepaid", "tills")
    },
    "groups": {"cross": habits.groups_cross, "first": habits.groups_first, "second": habits.groups_second},
    "ends": {name: getattr(ends, name) for name in ("attention", "slowing", "returns", "debts")},
    "flow": {name: getattr(flow, name) for name in ("growth", "moves", "states", "sales")},
    "retention": {name: getattr(flow, name) for name in ("cohorts", "second", "rates")},
    "pairs": {"products": pairs.products, "categories": pairs.categories},
    "dashboard": {
        "figures": ends.figures,
        "sleeping": ends.sleeping,
        "states": members.recency_states,
        "quadrants": members.quadrants_marks,
        "curve": members.classes_curve,
        "sales": flow.sales,
        "scores": members.rfm_members,
        "moves": flow.moves,
        "cohorts": flow.cohorts,
    },
}
# Reports that month ends tell, too.
PAST = ("recency", "classes", "rfm", "quadrants", "flow", "retention", "dashboard")
UNORDERED = {("quadrants", "marks"), ("dashboard", "quadrants"), ("groups", "cross"), ("groups", "first")}
UNORDERED |= {("groups", "second"), ("pairs", "products")}
CHOICES = {
    "quadrants": [{"lines": lines} for lines in ("kept", "mean", "median", "12;1500")],
    "retention": [
        {"joined": joined, "months": months} for joined, months in product(("purchase", "enrolment"), ("12", "24"))
    ],
    "pairs": [{"support": support, "order": order} for support, order in product(("0", "0.5"), ("lift", "together"))],
    "dashboard": [{"joined": "purchase", "months": "12", "lines": "kept"}],
}


def prepare(day, shaken):
    """Count everybody, the month ends and pairs anew.

    :return: Facts
    """
    definition = env["member.metrics.definition"]._of(company)
    kept = [day.replace(day=1) + relativedelta(months=-back, days=-1) for back in range(12, -1, -1)]
    if shaken:
        # Once to count those who stay, and once more from month end to month end.
        shake.leave(env, kept)
    env["member.metrics"]._refresh_all(definition, day)
    env.cr.execute("UPDATE res_partner SET member_left_on = NULL WHERE member_left_on <= %s", [day])
    env.cr.execute("DELETE FROM member_metrics_snapshot WHERE company_id = %s", [company.id])
    for end in kept:
        if shaken:
            shake.leave(env, [end])
        env["member.metrics.snapshot"]._take(definition, end)
    definition.sales_seen = False
    env["member.month"]._refresh(definition)
    for kind in ("product", "category"):
        env["member.basket.pair"]._refresh(definition, day, kind)
    definition.winning_cost = 35
    env.flush_all()
    return Facts(env.cr, company.id, day, kept)


def choices(facts, report, model):
    """All the filters that a report is asked for with."""
    busiest = facts.now.favourite_config_id.dropna().mode().tolist()
    whose = [
        {},
        {"tier_ids": [int(facts.now.member_tier_id.mode()[0])]},
        {"user_ids": [int(facts.now.user_id.mode()[0])]},
        *({"config_ids": [int(till)]} for till in busiest),
    ]
    if report in PAST:
        whose += [{"day": facts.ends[-2]}, {"day": facts.ends[6], "tier_ids": whose[1]["tier_ids"]}]
    options = CHOICES.get(report, [{}])
    if report == "groups":
        asked = list(model._dimensions())
        measures = ("members", "spend", "average", "purchases")
        options = [
            {"first": one, "second": asked[(place + 5) % len(asked)], "measure": measures[place % 4]}
            for place, one in enumerate(asked)
        ]
    return [{**filters, "options": dict(chosen)} for filters in whose for chosen in options]


def check(facts):
    """:return: number of differences"""
    manager = env["res.users"].search([("login", "=", "manager")]) or env.user
    whole = 0
    for report, blocks in BLOCKS.items():
        model = env[f"member.report.{report}"].with_user(manager)
        assert set(blocks) == set(model._blocks), f"{report} has other blocks"
        compared, differing = 0, []
        for filters in choices(facts, report, model):
            asked = {**filters, "day": filters["day"].date().isoformat()} if filters.get("day") else filters
            for name, told in blocks.items():
                block = model.read_block(name, asked)
                count, found = differences(block, told(facts, filters), (report, name) in UNORDERED)
                compared += count
                differing += [f"{name} {asked}: {text}" for text in found]
        print(f"{report:12} {compared:8,} figures, {len(differing)} differences")
        for text in differing[:8]:
            print("   ", text)
        whole += len(differing)
    return whole


failures = 0
for shaken in (False, True):
    begin = time.monotonic()
    print("With what the year lacks:" if shaken else "The year as it was imported:")
    if shaken:
        shake.add(env, company)
    day = shake.last_day(env.cr, company)
    # Noon of the day, wherever the store is.
    with freeze_time(pandas.Timestamp(day) + timedelta(hours=17)):
        failures += check(prepare(day, shaken))
    env.cr.rollback()
    env.invalidate_all()
    print(f"{time.monotonic() - begin:.0f} s\n")
if failures:
    sys.exit(f"{failures} differences")
