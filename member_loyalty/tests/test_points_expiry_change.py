from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestExpiryChange(MemberCase):
    """A new rule of expiry reaches lots that exist only when a manager has seen whom it touches."""

    def setUp(self):
        super().setUp()
        self.member = self.new_member()
        self.sell(self.member, (self.cream, 1))
        self.lot = self.env["member.ledger.entry"].search([("kind", "=", "earn")])
        self.today = self.company._member_today()

    def rule(self, mode="months", months=12, **values):
        self.program.write({"member_expiry": mode, "member_expiry_months": months, **values})

    def change(self, user=None):
        action = self.program.with_user(user or self.manager).action_member_expiry_change()
        return self.env[action["res_model"]].with_user(user or self.manager).browse(action["res_id"])

    def test_a_new_rule_leaves_lots_alone(self):
        self.rule()
        self.sell(self.member, (self.soap, 1))
        self.assertFalse(self.lot.date_expiration)
        newest = self.env["member.ledger.entry"].search([("kind", "=", "earn")], limit=1)
        self.assertEqual(newest.date_expiration, fields.Date.add(self.today, months=12))

    def test_shows_before_and_applies_what_it_showed(self):
        self.rule()
        change = self.change()
        self.assertEqual((change.shorter_lots, change.shorter_members, change.shorter_amount), (1, 1, 40))
        self.assertEqual((change.longer_lots, change.over_lots), (0, 0))
        line = self.env["member.expiry.change.line"].search(change.action_view_lines()["domain"])
        self.assertEqual((line.partner_id, line.entry_id, line.old_date), (self.member, self.lot, False))
        self.assertFalse(self.lot.date_expiration)
        change.action_apply()
        self.assertEqual(self.lot.date_expiration, fields.Date.add(self.today, months=12))
        self.assertEqual((change.state, change.user_id), ("done", self.manager))
        with self.assertRaises(UserError):
            change.action_apply()
        with self.assertRaises(UserError):
            change.unlink()
        self.assert_ledger_holds()

    def test_longer_shorter_and_over(self):
        self.rule(months=6)
        self.change().action_apply()
        self.rule(months=9)
        self.assertEqual(self.change().longer_lots, 1)
        self.rule("never")
        self.assertEqual(self.change().longer_lots, 1)
        self.env.cr.execute(
            "UPDATE member_ledger_entry SET date = date - interval '8 month' WHERE id = %s", [self.lot.id]
        )
        self.rule(months=2)
        change = self.change()
        self.assertEqual((change.over_lots, change.over_members, change.over_amount), (1, 1, 40))
        change.action_apply()
        self.env["member.ledger.entry"].sudo()._release_due()
        self.env.invalidate_all()
        self.assertEqual(self.points(self.member), 0)
        self.assert_ledger_holds()

    def test_inactivity_counts_from_the_last_purchase(self):
        self.env.cr.execute(
            "UPDATE member_ledger_entry SET date = date - interval '8 month' WHERE id = %s", [self.lot.id]
        )
        self.rule("inactivity", 3)
        self.change().action_apply()
        self.assertEqual(self.lot.date_expiration, fields.Date.add(self.today, months=3))

    def test_fixed_day_of_the_year(self):
        self.rule("yearly", member_expiry_day=31, member_expiry_month="12")
        self.change().action_apply()
        # What is earned on the day itself lasts to the next one.
        year = fields.Date.add(self.today, days=1).year
        self.assertEqual(self.lot.date_expiration, date(year, 12, 31))

    def test_used_lots_and_new_rules_are_left_out(self):
        self.rule()
        change = self.change()
        card = self.lot.card_id
        self.env["member.ledger.entry"].sudo()._post(
            [{"key": "all", "card_id": card.id, "kind": "adjust", "amount": -40}]
        )
        change.action_apply()
        self.assertFalse(self.lot.date_expiration, "nothing was left of it")
        self.rule(months=3)
        later = self.change()
        self.assertFalse(later.shorter_lots)
        self.rule(months=4)
        with self.assertRaisesRegex(UserError, "Calculate again"):
            later.action_apply()
        later.action_calculate()
        later.action_apply()

    def test_other_programmes_and_paid_money_are_left_out(self):
        wallet = self.new_wallet(member_expiry="months")
        friend = self.new_member("Bea", PHONES[1])
        card = self.env["loyalty.card"]._member_card(friend, wallet)
        self.env["member.ledger.entry"].sudo()._post(
            [
                {"key": "p", "card_id": card.id, "kind": "top_up", "amount": 100},
                {"key": "b", "card_id": card.id, "kind": "bonus", "bucket": "bonus", "amount": 10},
            ]
        )
        action = wallet.with_user(self.manager).action_member_expiry_change()
        change = self.env["member.expiry.change"].browse(action["res_id"])
        self.assertEqual((change.shorter_lots, change.shorter_amount), (1, 10))

    def test_only_a_manager_and_only_by_its_buttons(self):
        self.rule()
        change = self.change()
        for user in (self.cashier, self.staff):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                change.with_user(user).action_apply()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["member.expiry.change"].with_user(user).create({"program_id": self.program.id})
        with self.assertRaises(UserError):
            change.write({"state": "done"})
        self.assertEqual(change.state, "draft")
