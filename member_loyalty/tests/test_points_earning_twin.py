import json
from dataclasses import asdict
from decimal import Decimal
from random import Random

from odoo.tests import tagged

from ..engine.earning import Line, Policy, Rule, earned_points, points_by_rule
from .test_till_tours import TillCase

BASKETS = 500
MULTIPLIERS = (1, 1.1, 1.25, 1.5, 2)
PROGRAM = 1
LINE_NAMES = {
    "is_reward": "isReward",
    "reward_program": "rewardProgram",
    "reward_product": "rewardProduct",
    "reward_is_payment": "isPayment",
    "reward_is_automatic_discount": "isAutomaticDiscount",
    "is_refund": "isRefund",
}
RULE_NAMES = {
    "minimum_quantity": "minimumQuantity",
    "minimum_amount": "minimumAmount",
    "minimum_with_tax": "minimumWithTax",
}
POLICY_NAMES = {"with_taxes": "withTaxes", "after_discounts": "afterDiscounts"}
COMPARE = """
    const { earnedPoints, pointsByRule } = odoo.loader.modules.get("@member_loyalty/app/utils/earning");
    const differing = cases.filter(({ rules, lines, multiplier, policy, expected, byRule }) => {
        for (const rule of rules) {
            rule.products = rule.products && new Set(rule.products);
        }
        return (
            earnedPoints(program, rules, lines, multiplier, policy) !== expected ||
            pointsByRule(program, rules, lines, policy).some((points, rule) => Math.abs(points - byRule[rule]) > 1e-6)
        );
    });
    differing.length
        ? console.error(`${differing.length} baskets differ: ${JSON.stringify(differing.slice(0, 3))}`)
        : console.log("test successful");
"""


def random_line(random):
    total = random.randint(1, 30000) / 100
    line = {"product": random.randint(1, 4), "quantity": random.choice([1, 2, 3, 0.5]), "total": total}
    kind = random.choice(["sold"] * 5 + ["refund", "discount", "gift", "wallet", "tip", "order discount"])
    if kind not in ("sold", "tip"):
        line["total"] = -total
    if kind in ("tip", "order discount"):
        line["nature"] = "other" if kind == "tip" else "discount"
    elif kind == "refund":
        line |= {"quantity": -line["quantity"], "is_refund": True}
    elif kind != "sold":
        line |= {
            "is_reward": True,
            "reward_program": random.choice([PROGRAM, 2]),
            "reward_product": random.randint(1, 4) if kind == "gift" else None,
            "reward_is_payment": kind == "wallet",
            "reward_is_automatic_discount": kind == "discount" and random.random() < 0.3,
        }
    else:
        line |= {"discount": random.choice([0, 0, 0, 10, 33.33, 100]), "earns": random.random() < 0.8}
    return Line(untaxed=round(line["total"] / 1.21, 2), **line)


def random_policy(random):
    return Policy(
        with_taxes=random.random() < 0.5,
        after_discounts=random.random() < 0.5,
        unit=Decimal(random.choice(["0.01", "0.1", "1"])),
        method=random.choice(["half_up", "down", "up"]),
    )


def random_rule(random):
    return Rule(
        mode=random.choice(["order", "money", "unit"]),
        amount=random.choice([1, 0.5, 0.05, 1.33, 10]),
        minimum_quantity=random.choice([0, 1, 3]),
        minimum_amount=random.choice([0, 50, 200.5]),
        minimum_with_tax=random.random() < 0.5,
        products=random.choice([None, frozenset({1, 2}), frozenset({3})]),
    )


def as_javascript(record, names):
    """The record with the names of its twin; what is None there is undefined, or null for the products of a rule."""
    return {
        names.get(name, name): _plain(value)
        for name, value in asdict(record).items()
        if value is not None or name == "products"
    }


def _plain(value):
    if isinstance(value, frozenset):
        return sorted(value)
    return float(value) if isinstance(value, Decimal) else value


@tagged("post_install", "-at_install")
class TestEarningTwin(TillCase):
    def test_till_and_server_count_the_same(self):
        random = Random(20)
        cases = []
        for _basket in range(BASKETS):
            rules = [random_rule(random) for _rule in range(random.randint(1, 3))]
            lines = [random_line(random) for _line in range(random.randint(1, 6))]
            multiplier = random.choice(MULTIPLIERS)
            policy = random_policy(random)
            cases.append(
                {
                    "rules": [as_javascript(rule, RULE_NAMES) for rule in rules],
                    "lines": [as_javascript(line, LINE_NAMES) for line in lines],
                    "multiplier": multiplier,
                    "policy": as_javascript(policy, POLICY_NAMES),
                    "expected": float(earned_points(PROGRAM, rules, lines, multiplier, policy)),
                    "byRule": [float(points) for points in points_by_rule(PROGRAM, rules, lines, policy)],
                }
            )
        self.assertGreater(len({case["expected"] for case in cases}), BASKETS / 4)
        self.main_pos_config.with_user(self.cashier).open_ui()
        self.browser_js(
            self._get_url(),
            f"const cases = {json.dumps(cases)}; const program = {PROGRAM}; {COMPARE}",
            ready="odoo.loader.modules.has('@member_loyalty/app/utils/earning')",
            login="till_cashier",
        )
