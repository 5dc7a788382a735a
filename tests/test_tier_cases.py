"""The table of tier cases, through the engine alone: figures counted here by hand, without a database."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.member_loyalty.engine import tier_review, tiers
from odoo.addons.member_loyalty.engine.tier_periods import Validity, Window

CASES = json.loads((Path(__file__).parents[1] / "member_loyalty/tests/tier_cases.json").read_text())
BASIS = {"gross": False, "refunds": True, "paid_in": False, "imported": True}


def test_table_is_large_enough():
    assert len(CASES) >= 60
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case):
    ladder = [tiers.Tier(0, 0)] + [as_tier(rank, rule) for rank, rule in enumerate(case["tiers"].values(), start=1)]
    by_name = dict(zip(["Base", *case["tiers"]], ladder, strict=True))
    rules = dict(enumerate(["Base", *case["tiers"]]))
    day, since = as_day(case["day"]), as_day(case.get("joined", "2024-01-15"))
    until = as_day(case.get("until"))
    at_once = case.get("at_once", False)

    def counted(tier, as_of, last):
        rule = case["tiers"].get(rules[tier.id], {})
        return figures(case, rule, max(tier.window.first_day(as_of, since), date(1900, 1, 1)), last)

    now = tier_review.Standing(by_name[case.get("from", "Base")], until)
    ending = None if at_once and not (until and day > until) else until
    outcome = tier_review.judge(
        ladder,
        now,
        {tier.id: counted(tier, day, day) for tier in ladder},
        counted(now.tier, *tier_review.staying_days(now.tier, ending, day)),
        day,
        since,
        at_once,
    )
    expected = case["expect"]
    assert outcome.move == expected["move"]
    assert rules[outcome.standing.tier.id] == expected["tier"]
    assert outcome.standing.until == as_day(expected["until"])
    if "grounds" in expected:
        grounds = {name: [float(figure), float(asked)] for name, (figure, asked) in outcome.grounds.items()}
        assert grounds == expected["grounds"]
    if "effective" in expected:
        hold = case["hold"]
        held = tier_review.Hold(by_name[hold["tier"]], as_day(hold["until"]), hold["floor"])
        assert rules[tier_review.effective_tier(outcome.standing, held, day).id] == expected["effective"]


def as_day(text):
    return text and date.fromisoformat(text)


def as_tier(rank, rule):
    def terms(side):
        found = {name: rule.get(f"{side}_{name}", 0) for name in tiers.MEASURES}
        return tiers.Terms(**found, every=rule.get(f"{side}_match") == "all")

    return tiers.Tier(
        rank,
        rank,
        terms("entry"),
        None if rule.get("stay_same", True) else terms("stay"),
        Window(rule.get("window_kind", "rolling"), rule.get("window_months", 12)),
        Validity(rule.get("validity_kind", "lifetime"), rule.get("validity_months", 12)),
        rule.get("grace_days", 0),
        rule.get("downgrade", "figures"),
    )


def figures(case, rule, first, last):
    """Count by the plain meaning of the words, purchase by purchase."""
    basis = BASIS | case.get("basis", {})
    buys = [buy for buy in case["purchases"] if first <= datetime.fromisoformat(buy["at"]).date() <= last]
    points = sum(Decimal(str(buy["points"])) for buy in buys if buy.get("kind") in ("earn", "clawback"))
    amounts = {id(buy): amount(buy, basis) for buy in buys if counts(buy, rule, basis)}
    days, single = set(), Decimal(0)
    for number, buy in enumerate(case["purchases"]):
        if amounts.get(id(buy), 0) <= 0:
            continue
        back = [one for one in case["purchases"] if one.get("refund_of") == number]
        back = [one for one in back if datetime.fromisoformat(one["at"]).date() <= last]
        kept = amounts[id(buy)] + sum(min(amount(one, basis), 0) for one in back if basis["refunds"])
        single = max(single, kept)
        if kept > 0:
            days.add(buy["at"][:10])
    return tiers.Figures(single, sum(amounts.values(), Decimal(0)), len(days), Decimal(points))


def counts(buy, rule, basis):
    if "amount" not in buy or (buy.get("imported") and not basis["imported"]):
        return False
    if "refund_of" in buy and not basis["refunds"]:
        return False
    if "categories" in rule and not any(buy.get("category", "").startswith(name) for name in rule["categories"]):
        return False
    return "till" not in rule or buy.get("till") == rule["till"]


def amount(buy, basis):
    found = Decimal(str(buy.get("gross", buy["amount"]) if basis["gross"] else buy["amount"]))
    if basis["paid_in"]:
        found += Decimal(str(buy.get("paid_in", 0))) - Decimal(str(buy.get("prepaid", 0)))
    return found
