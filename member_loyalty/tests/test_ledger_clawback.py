from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestClawback(MemberCase):
    def test_partial_refunds_take_back_exactly_what_was_earned(self):
        self.program.rule_ids.reward_point_amount = 0.333
        member = self.new_member()
        order = self.sell(member, (self.soap, 7))
        earned = self.points(member)
        self.assertEqual(earned, 23.31)
        for _unit in range(7):
            self.refund(order, (order.lines, 1))
            self.assert_ledger_holds()
        self.assertEqual(self.points(member), 0)
        with self.assertRaisesRegex(UserError, "more is returned"), self.env.cr.savepoint():
            self.refund(order, (order.lines, 1))
        self.assertEqual(self.points(member), 0)

    def test_refund_lowers_the_spend_and_the_single_purchase(self):
        member = self.new_member()
        order = self.sell(member, (self.cream, 4))
        self.refund(order, (order.lines, 3))
        self.assertEqual(member.member_spend, 40.0)
        self.sell(member, (self.cream, 4))
        self.assertEqual(member.member_tier_id, self.classic)

    def test_refund_by_somebody_else_takes_nothing_from_their_card(self):
        order = self.sell(self.new_member(), (self.cream, 1))
        other = self.new_member("Bea", "+16502530001")
        self.sell(
            other,
            {"product": self.cream, "quantity": -1, "refunded_orderline_id": order.lines.id},
            is_refund=True,
        )
        self.assertEqual(self.points(other), 0)
        self.assert_ledger_holds()
