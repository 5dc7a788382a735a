from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestSpending(MemberCase):
    """What may be spent: refused in the sync while the till is online, flagged when it was offline."""

    def setUp(self):
        super().setUp()
        self.member = self.new_member()
        self.card = self.env["loyalty.card"]._member_card(self.member, self.program)
        self.sell(self.member, (self.cream, 3))

    def claim(self, **values):
        return self.sell(self.member, (self.cream, 1), self.reward_line(self.card), **values)

    def test_short_of_points_is_refused_with_the_balance_and_the_way_out(self):
        self.claim()
        data = self.till_order(self.member, [(self.cream, 1), self.reward_line(self.card)])
        with self.assertRaisesRegex(UserError, r"has a balance of 60\.00 .*uses 100\.00\. Lower the amount"):
            self.env["pos.order"].with_user(self.cashier).sync_from_ui([data])

    def test_sold_offline_is_accepted_flagged_and_told(self):
        self.claim()
        order = self.claim(member_offline=True)
        self.assertEqual((order.state, order.member_shortage), ("paid", 40.0))
        self.assertIn("has a balance of 60.00", order.member_flag)
        activity = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.member.id)]
        )
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.company._member_responsible())
        order._member_settle()
        self.assertEqual(len(activity.search([("res_id", "=", self.member.id)])), 1)
        self.assert_ledger_holds()

    def test_debt_that_the_shop_bears(self):
        self.program.member_debt = "zero"
        self.claim()
        order = self.claim(member_offline=True)
        self.assertEqual(
            sorted(order.member_entry_ids.mapped(lambda entry: (entry.kind, entry.amount))),
            [("earn", 40.0), ("redeem", -100.0), ("write_off", 40.0)],
        )
        self.assertEqual(self.points(self.member), 40.0)
        self.assert_ledger_holds()

    def test_taken_back_points_that_were_spent(self):
        sold = self.member.pos_order_ids
        self.claim()
        self.refund(sold, (sold.lines, 3))
        self.assertEqual(self.points(self.member), -60.0)
        self.program.member_debt = "zero"
        other = self.new_member("Bea", PHONES[1])
        card = self.env["loyalty.card"]._member_card(other, self.program)
        sold = self.sell(other, (self.cream, 3))
        self.sell(other, (self.cream, 1), self.reward_line(card))
        self.refund(sold, (sold.lines, 3))
        self.assertEqual(self.points(other), 0.0)
        self.assert_ledger_holds()

    def test_conditions_are_named(self):
        self.program.write({"member_redeem_minimum": 150, "member_redeem_multiple": 30, "member_redeem_share": 10})
        self.program.member_redeem_period_ids = [(0, 0, {"date_from": "2026-01-01", "date_to": "2026-01-31"})]
        with self.assertRaisesRegex(
            UserError, "(?s)minimum redemption is 150.*redemption step is 30.*at most 10.*01/01/2026 – 01/31/2026"
        ):
            self.claim()

    def test_points_come_back_with_the_reward_that_is_returned(self):
        order = self.claim()
        reward = order.lines.filtered("is_reward_line")
        self.refund(order, (order.lines - reward, 1), (reward, 1))
        self.assertEqual(self.points(self.member), 120.0)
        restored = self.env["member.ledger.entry"].search([("kind", "=", "restore")])
        self.assertEqual((restored.amount, restored.reverses_id.kind), (100.0, "redeem"))
        self.refund(order, (reward, 1))
        self.assertEqual(self.points(self.member), 120.0)
        self.assert_ledger_holds()

    def test_goods_brought_back_without_the_member_still_take_the_points(self):
        order = self.sell(self.member, (self.soap, 5))
        self.sell(None, {"product": self.soap, "quantity": -5, "refunded_orderline_id": order.lines.id}, is_refund=True)
        self.assertEqual(self.points(self.member), 120.0)
        self.assert_ledger_holds()
