from odoo import Command
from odoo.tests import tagged

from .test_till_tours import TillCase


class BenefitTillCase(TillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gift_set = cls.env["product.product"].search([("name", "=", "Gift Set")])
        quotas = {"Gift Wrapping": 2, "Birthday Gift": 1}
        extras = {
            "Gift Wrapping": {"needs_note": True},
            "Birthday Gift": {"product_id": gift_set.id, "period": "year"},
        }
        cls.env["member.benefit"].create(
            [
                {
                    "name": name,
                    "company_id": cls.company.id,
                    "line_ids": [Command.create({"tier_id": cls.classic.id, "quota": quota})],
                    **extras[name],
                }
                for name, quota in quotas.items()
            ]
        )

    def uses(self, benefit):
        found = self.env["member.benefit.use"].search([("benefit_id.name", "=", benefit)], order="id")
        return [(use.state, use.note, bool(use.pos_order_id)) for use in found]


@tagged("post_install", "-at_install")
class TestTillBenefits(BenefitTillCase):
    def test_benefit_to_its_quota(self):
        self.run_tour("MemberBenefitTour")
        self.assertEqual(
            self.uses("Gift Wrapping"),
            [("undone", "Red paper", False), ("used", "Red paper", False), ("used", "Blue paper", False)],
        )
        self.assertEqual(self.uses("Birthday Gift"), [("undone", False, False), ("used", False, True)])

    def test_what_was_removed_or_canceled_can_be_used_again(self):
        # However long the order was parked.
        self.env["member.benefit"].search([]).undo_minutes = 0
        self.run_tour("MemberBenefitRemovedTour")
        self.assertEqual([state for state, *_rest in self.uses("Birthday Gift")], ["undone", "undone", "used"])
        self.assertFalse(self.env["pos.order"].search([("state", "=", "paid")]))


@tagged("post_install", "-at_install")
class TestTillBenefitsOnPhone(BenefitTillCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_benefit(self):
        self.run_tour("MemberBenefitPhoneTour")
        self.assertEqual(self.uses("Gift Wrapping"), [("undone", "Red paper", False)])


@tagged("post_install", "-at_install")
class TestTillMemberProducts(TillCase):
    def test_member_products(self):
        self.env["product.template"].search([("name", "=", "Gift Set")]).write(
            {"member_only": True, "member_quantity": 1}
        )
        self.run_tour("MemberProductsTour")
        self.assertEqual(self.env["pos.order"].search([]).mapped("partner_id"), self.ada)
