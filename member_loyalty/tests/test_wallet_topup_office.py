from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_topup import TopupCase


@tagged("post_install", "-at_install")
class TestTopupOffice(TopupCase):
    """Staff top up a member's wallet without a till."""

    def wizard(self, user, **values):
        journal = self.bank_journal
        return (
            self.env["member.topup.make"]
            .with_user(user)
            .create({"partner_id": self.member.id, "journal_id": journal.id, "program_id": self.wallet.id, **values})
        )

    def test_staff_top_up_in_the_office(self):
        offer = self.offer(bonus=10.01, parts=2)
        self.offer(bonus=99, config_ids=[Command.set(self.config.ids)])
        form = Form(self.env["member.topup.make"].with_user(self.staff).with_context(default_partner_id=self.member.id))
        form.journal_id = self.bank_journal
        form.offer_id = offer
        self.assertEqual(form.amount, 100.0)
        self.assertIn("10.01", form.receives)
        action = form.save().action_top_up()
        topup = self.env["member.topup"].browse(action["res_id"])
        self.assertEqual(self.buckets(), (100.0, 5.01, 5.0))
        self.assertEqual((topup.user_id, topup.local_date, topup.bonus), (self.staff, self.today, 10.01))
        self.assertEqual(topup.entry_ids.user_id, self.staff)
        self.assert_ledger_holds()

    def test_the_office_keeps_to_the_limits(self):
        self.wallet.member_day_max = 150
        self.wizard(self.staff, amount=100).action_top_up()
        with self.assertRaisesRegex(UserError, "the maximum per day"), self.env.cr.savepoint():
            self.wizard(self.staff, amount=50.01).action_top_up()
        for amount in (0, -5):
            with self.assertRaisesRegex(UserError, "Enter the amount that the member pays"), self.env.cr.savepoint():
                self.wizard(self.staff, amount=amount).action_top_up()

    def test_points_are_no_wallet(self):
        with self.assertRaisesRegex(UserError, "isn't a membership wallet"):
            self.wizard(self.staff, amount=100, program_id=self.program.id).action_top_up()
        self.assertEqual(self.points(self.member), 0)

    def test_the_money_goes_to_the_books_at_once(self):
        self.wizard(self.staff, amount=100).action_top_up()
        move = self.card.member_entry_ids.move_id
        journal = self.bank_journal
        self.assertEqual((move.journal_id, move.state, move.amount_total), (journal, "posted", 100.0))

    def test_a_top_up_is_never_edited(self):
        topup = self.top_up_by(100).member_entry_ids.topup_id
        for write in (lambda: topup.write({"amount": 5}), topup.unlink):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                write()
