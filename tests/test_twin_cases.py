"""Cases that the till's JavaScript counts, too: static/tests/unit reads the same files."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.member_loyalty.engine import clawback, codes, earning, enrolment, numbering, redemption, tiers
from odoo.addons.member_loyalty.engine.rounding import as_decimal

FOLDER = Path(__file__).parents[1] / "member_loyalty/static/tests/cases"
PROGRAM = 9
LINE_NAMES = {
    "isReward": "is_reward",
    "rewardProgram": "reward_program",
    "rewardProduct": "reward_product",
    "isPayment": "reward_is_payment",
    "isAutomaticDiscount": "reward_is_automatic_discount",
    "isRefund": "is_refund",
}
RULE_NAMES = {
    "minimumQuantity": "minimum_quantity",
    "minimumAmount": "minimum_amount",
    "minimumWithTax": "minimum_with_tax",
}
POLICY_NAMES = {"withTaxes": "with_taxes", "afterDiscounts": "after_discounts"}


def cases(name):
    loaded = json.loads((FOLDER / f"{name}.json").read_text())
    names = [next(iter(case.values())) for case in loaded]
    assert len(set(names)) == len(loaded), "two cases have the same name"
    return pytest.mark.parametrize("case", loaded, ids=names)


def renamed(values, names):
    return {names.get(name, name): value for name, value in values.items()}


@cases("earning")
def test_earning(case):
    rules = [renamed(rule, RULE_NAMES) for rule in case["rules"]]
    for rule in rules:
        rule["products"] = frozenset(rule["products"]) if "products" in rule else None
    policy = renamed(case.get("policy", {}), POLICY_NAMES)
    if "unit" in policy:
        policy["unit"] = as_decimal(policy["unit"])
    points = earning.earned_points(
        PROGRAM,
        [earning.Rule(**rule) for rule in rules],
        [earning.Line(**renamed(line, LINE_NAMES)) for line in case["lines"]],
        case.get("multiplier", 1),
        earning.Policy(**policy),
    )
    assert points == as_decimal(case["points"])


@cases("spending")
def test_spending(case):
    """The server has no twin that says how much: it accepts what the till offers, and one step more is too much."""
    limits, points = case["limits"], as_decimal(case["points"])
    conditions = redemption.Conditions(limits.get("minimum", 0), limits.get("multiple", 0))
    most = min(as_decimal(limits[name]) for name in ("balance", "worth", "wanted") if name in limits)

    def is_accepted(spent):
        return spent <= most and not redemption.broken_conditions(conditions, spent, 0, 0, date(2026, 3, 2))

    step = as_decimal(limits.get("multiple") or 0.01)
    more = max(points + step, -(-as_decimal(limits.get("minimum", 0)) // step) * step)
    assert is_accepted(points) or not points
    assert not is_accepted(more)


@cases("periods")
def test_periods(case):
    periods = tuple(tuple(day and date.fromisoformat(day) for day in period) for period in case["periods"])
    day = date.fromisoformat(case["day"])
    broken = redemption.broken_conditions(redemption.Conditions(periods=periods), Decimal(1), 0, 0, day)
    assert broken == ([] if case["open"] else ["period"])


@cases("due")
def test_due(case):
    due = clawback.due(as_decimal(case["amount"]), case["sold"], case["returned"], as_decimal(case["already"]))
    assert due == as_decimal(case["due"])


@cases("enrolment")
def test_enrolment(case):
    rules = [enrolment.Rule(**rule) for rule in case["rules"]]
    bought = {
        int(rule): enrolment.Bought(**{name: as_decimal(amount) for name, amount in figures.items()})
        for rule, figures in case.get("bought", {}).items()
    }
    met = enrolment.first_met(rules, bought, {int(rule): amount for rule, amount in case.get("at_hand", {}).items()})
    assert (met and {"rule": met.rule.id, "figure": float(met.figure)}) == case["met"]


@cases("tier")
def test_tier(case):
    have, amount = case["have"], case.get("amount", 0)
    visits = have.get("visits", 0)
    figures = tiers.Figures(
        single=max(as_decimal(have.get("single", 0)), as_decimal(amount)),
        spend=as_decimal(have.get("spend", 0)) + as_decimal(amount),
        visits=case.get("visits_with_order", visits + 1) if amount > 0 else visits,
        points=as_decimal(have.get("points", 0)) + as_decimal(case.get("points", 0)),
    )
    terms = tiers.Terms(**case["asked"], every=case.get("every", False))
    assert (terms.met_by(figures) is not None) == case["met"]


@cases("coupon_code")
def test_coupon_code(case):
    assert codes.canonical(case["typed"]) == case["code"]


@cases("card_number")
def test_card_number(case):
    assert numbering.Scheme(**case["scheme"]).is_number(case["number"]) == case["right"]
