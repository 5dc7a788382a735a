import json
from random import Random

from odoo import Command
from odoo.tests import tagged

from ..engine.rounding import as_decimal
from ..engine.tiers import Figures, Terms, Tier, reached_tier
from .test_till_tours import TillCase

MEMBERS = 500
COMPARE = """
    const { reachedStep } = odoo.loader.modules.get("@member_loyalty/app/utils/tier");
    const differing = cases.filter(
        ({ ladder, order, expected }) => (reachedStep(ladder, () => order)?.tier.id || null) !== expected
    );
    differing.length
        ? console.error(`${differing.length} members differ: ${JSON.stringify(differing.slice(0, 3))}`)
        : console.log("test successful");
"""


@tagged("post_install", "-at_install")
class TestUpgradeTour(TillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env["member.tier"].create(
            {"name": "Gold", "rank": 3, "entry_spend": 250, "points_multiplier": 2, "gift_points": 30}
            | {"gift_program_id": cls.program.id}
        )
        cls.env["member.benefit"].create(
            {
                "name": "Gift Wrapping",
                "company_id": cls.company.id,
                "line_ids": [Command.create({"tier_id": cls.gold.id, "quota": 2})],
            }
        )

    def test_upgrade_shown_at_payment(self):
        self.run_tour("MemberUpgradeTour")
        self.assertEqual(self.ada.member_tier_id, self.gold)
        kinds = [kind for kind, _amount in self.movements(self.ada)]
        self.assertEqual(kinds, ["earn", "earn", "bonus"])

    def test_offline_nothing_is_promised(self):
        self.run_tour("MemberUpgradeOfflineTour")
        self.assertEqual(self.ada.member_tier_id, self.silver)

    def test_till_and_server_decide_the_same(self):
        random = Random(7)
        cases = [self.draw(random) for _member in range(MEMBERS)]
        self.assertEqual({case["expected"] for case in cases}, {None, 1, 2, 3})
        self.main_pos_config.with_user(self.cashier).open_ui()
        self.browser_js(
            self._get_url(),
            f"const cases = {json.dumps(cases)}; {COMPARE}",
            ready="odoo.loader.modules.has('@member_loyalty/app/utils/tier')",
            login="till_cashier",
        )

    def draw(self, random):
        """A member, an order in hand, and the tier that the engine gives for both together."""
        amount, points = random.choice([0, 0.01, 49.99, 50, 99.99]), random.choice([0, 10, 50])
        ladder, tiers, figures = [], [], {}
        for number in (1, 2, 3):
            asked = {"spend": 100 * number, "single": 50 * number, "visits": 2 * number, "points": 40 * number}
            asked = {name: asked[name] for name in random.sample(list(asked), random.randint(1, 3))}
            every = random.choice([True, False])
            have = {
                "spend": random.choice([0, 0.01, 50.01, 100, 249.99]),
                "single": random.choice([0, 50, 99.99]),
                "visits": random.randint(0, 5),
                "points": random.choice([0, 30, 39.99, 70]),
            }
            visits = have["visits"] + random.choice([0, 1])
            tiers.append(Tier(number, number, Terms(**asked, every=every)))
            figures[number] = Figures(
                single=max(as_decimal(have["single"]), as_decimal(amount)),
                spend=as_decimal(have["spend"]) + as_decimal(amount),
                visits=visits if amount else have["visits"],
                points=as_decimal(have["points"]) + points,
            )
            ladder.append(
                {"tier": {"id": number}, "asked": asked, "every": every, "have": have, "visits_with_order": visits}
            )
        reached, _met = reached_tier(tiers, figures)
        return {
            "ladder": ladder,
            "order": {"amount": amount, "points": points},
            "expected": reached.id if reached else None,
        }
