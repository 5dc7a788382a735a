"""Calls that no screen makes: by who only reads, and without the record that is asked about."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RolesCase


@tagged("post_install", "-at_install")
class TestHostileCalls(RolesCase):
    def test_who_only_reads_counts_nothing_again(self):
        self.program.write({"member_expiry": "months", "member_expiry_months": 12})
        action = self.program.with_user(self.manager).action_member_expiry_change()
        change = self.env[action["res_model"]].browse(action["res_id"])
        for user in (self.auditor, self.staff, self.cashier):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                change.with_user(user).action_calculate()
        change.with_user(self.membership_manager).action_calculate()

    def test_who_only_reads_submits_no_adjustment(self):
        member = self.new_member()
        values = {"kind": "goodwill", "partner_id": member.id, "program_id": self.program.id, "amount": 5}
        adjustment = self.env["member.adjustment"].with_user(self.clerk).create({**values, "reason": "Sorry"})
        for user in (self.auditor, self.staff, self.cashier):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                adjustment.with_user(user).action_submit()
        self.assertEqual(self.points(member), 0)
        adjustment.action_submit()
        self.assertEqual(self.points(member), 5)

    def test_nobody_approves_a_draft(self):
        """Its author is still writing it."""
        values = {"kind": "goodwill", "partner_id": self.new_member().id, "program_id": self.program.id, "amount": 5}
        draft = self.env["member.adjustment"].with_user(self.membership_manager).create({**values, "reason": "Mine"})
        with self.assertRaisesRegex(UserError, "doesn't wait for approval"):
            draft.with_user(self.manager).action_approve()
        self.assertEqual((draft.state, self.points(draft.partner_id)), ("draft", 0))

    def test_no_line_is_nobody_s_top_up(self):
        values = {"partner_id": self.new_member().id, "program_id": self.new_wallet().id, "amount": 50}
        wizard = self.env["member.topup.make"].with_user(self.staff)
        wizard.create({**values, "journal_id": self.bank_journal.id}).action_top_up()
        quote = self.config.with_user(self.cashier).topup_refund_quote(0)
        self.assertEqual((quote["status"], quote["amount"]), ("refused", 0))
        self.assertIn("didn't top up", quote["message"])
