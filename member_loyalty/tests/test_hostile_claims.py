from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHONES
from .common_points import PointsCase


@tagged("post_install", "-at_install")
class TestHostileClaims(PointsCase):
    """A reward on an order that no card pays for: refused, or flagged where it is sold already; never given."""

    def claiming(self, partner, **values):
        """Soap and cream for 50, with a reward that takes 5 off for 100 points."""
        lines = [(self.cream, 1), (self.soap, 1), self.reward_line(self.card)]
        return self.till_order(partner, lines, **values)

    def assert_refused(self, partner, words="can't be redeemed in this order"):
        data = self.claiming(partner)
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.sync(data)
        self.assertFalse(self.env["pos.order"].search([("uuid", "=", data["uuid"])]))
        self.assertEqual(self.card.points, 500)

    def assert_flagged(self, partner):
        self.program.member_offline_limit = 100
        order = self.sync({**self.claiming(partner), "member_offline": True})[0]
        self.assertIn("can't be redeemed in this order", order.member_flag)
        self.assertEqual(order.state, "paid")

    def test_paid_for(self):
        order = self.sync(self.claiming(self.ada))[0]
        self.assertFalse(order.member_flag)
        self.assertEqual(sorted(order.member_entry_ids.mapped("amount")), [-100, 50])

    def test_a_program_that_was_kept_to_another_till(self):
        self.program.pos_config_ids = self.config.copy({"name": "Elsewhere"})
        self.assert_refused(self.ada)
        self.assertIn("can't be redeemed at", self.asked()["message"])
        self.assert_flagged(self.ada)

    def test_a_program_that_has_ended(self):
        self.program.date_to = fields.Date.subtract(fields.Date.today(), days=3)
        self.assert_refused(self.ada)
        self.assertIn("can't be redeemed at", self.asked()["message"])
        self.assert_flagged(self.ada)

    def test_a_member_who_has_left(self):
        self.ada.sudo()._member_leave("wish")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.sync(self.claiming(self.ada))
        self.assertIn("isn't a member any more", self.asked()["message"])

    def test_nobody(self):
        self.assert_refused(self.env["res.partner"])

    def test_who_is_no_member(self):
        self.assert_refused(self.env["res.partner"].create({"name": "Ben", "phone": PHONES[1]}))

    def test_somebody_elses_card(self):
        """Whoever buys pays with their own points."""
        self.assert_refused(self.new_member("Ben", PHONES[1]), "has a balance of 0")

    def test_a_program_of_another_company_is_not_named(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        secret = self.program.copy({"name": "Secret Circle", "company_id": other.id})
        with self.assertRaises(AccessError) as refused:
            self.config.with_user(self.cashier).check_spending(self.ada.id, {str(secret.id): 100})
        self.assertNotIn("Secret", str(refused.exception))

    def asked(self):
        return self.config.with_user(self.cashier).check_spending(self.ada.id, {str(self.program.id): 100})
