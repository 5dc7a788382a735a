"""What slipped past every refusal is found the night after: paid orders that gave something for nothing."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestHostileOrdersCheck(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.member_responsible_id = cls.manager
        cls.ada = cls.new_member()
        with freeze_time(fields.Datetime.now() - timedelta(days=1)):
            cls.card = cls.loaded(cls.ada, 500)
            cls.env["member.ledger.audit"].sudo()._check()

    def audit(self):
        # sudo: as the nightly cron does.
        return self.env["member.ledger.audit"].sudo()._check()

    def past_the_refusals(self, order):
        """As another addon's order, or one whose settlement was skipped, stands in the database."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM member_purchase WHERE pos_order_id = %s", [order.id])
        self.env.invalidate_all()

    def assert_told(self, audit, *orders):
        orders = self.env["pos.order"].concat(*orders)
        self.assertEqual((audit.order_ids, audit.amiss), (orders, len(orders)))
        self.assertEqual(audit.activity_ids.user_id, self.manager)
        for order in orders:
            self.assertIn(order.pos_reference, audit.activity_ids.note)
        self.assertIn("no card was charged for", audit.result)
        # Who gets the call can open what it names.
        self.assertEqual(audit.with_user(self.manager).order_ids.mapped("amount_total"), orders.mapped("amount_total"))

    def test_all_is_well(self):
        sold = self.sell(self.ada, (self.cream, 2), self.reward_line(self.card))
        self.refund(sold, *((line, line.qty) for line in sold.lines))
        self.sell(self.env["res.partner"], (self.soap, 1))
        audit = self.audit()
        self.assertFalse(audit.amiss or audit.order_ids or audit.activity_ids)

    def test_a_reward_without_its_charge(self):
        good = self.sell(self.ada, (self.cream, 2), self.reward_line(self.card))
        bad = self.sell(self.ada, (self.cream, 2))
        # A line that came after the settlement.
        good.lines.filtered("reward_id").sudo().copy({"order_id": bad.id})
        audit = self.audit()
        self.assert_told(audit, bad)
        self.assertFalse(self.audit().amiss, "it is told once")

    def test_an_order_without_its_purchase(self):
        orders = [self.sell(self.ada, (self.cream, 1)), self.sell(self.env["res.partner"], (self.soap, 1))]
        for order in orders:
            self.past_the_refusals(order)
        self.assert_told(self.audit(), *orders)

    def test_offline_and_flagged(self):
        """It was told at once; the list of the night has it too."""
        self.program.member_offline_limit = 100
        stranger = self.env["res.partner"].create({"name": "Ben"})
        order = self.sell(stranger, (self.cream, 1), self.reward_line(self.card), member_offline=True)
        self.assertTrue(order.member_flag)
        self.assert_told(self.audit(), order)

    def test_orders_from_before_are_left_alone(self):
        """Those of a shop that traded before the addon, and of a program that the ledger has taken over since."""
        order = self.sell(self.ada, (self.cream, 1))
        self.past_the_refusals(order)
        self.env.cr.execute(
            "UPDATE pos_order SET create_date = create_date - INTERVAL '2 days' WHERE id = %s", [order.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.audit().amiss)

    def test_balances_and_orders_are_told_apart(self):
        order = self.sell(self.ada, (self.cream, 1))
        self.past_the_refusals(order)
        self.env.cr.execute("UPDATE loyalty_card SET points = 7 WHERE id = %s", [self.card.id])
        self.program.company_id = self.company
        self.env.invalidate_all()
        audit = self.audit()
        self.assertEqual((audit.wrong, audit.amiss, len(audit.activity_ids)), (1, 1, 2))
