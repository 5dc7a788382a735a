from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestReminder(MemberCase):
    def setUp(self):
        super().setUp()
        self.today = self.company._member_today()
        self.program.member_reminder_days = 14
        self.ada = self.new_member(email="ada@example.com")
        self.lot(self.ada, 30, 10)

    def lot(self, member, amount, days):
        card = self.env["loyalty.card"]._member_card(member, self.program)
        self.env["member.ledger.entry"].sudo()._post(
            [
                {
                    "key": f"lot:{member.id}:{days}:{amount}",
                    "card_id": card.id,
                    "kind": "adjust",
                    "amount": amount,
                    "date_expiration": self.today + timedelta(days=days),
                }
            ]
        )

    def run_cron(self):
        before = self.env["mail.mail"].search([])
        self.run_night("reminders")
        return self.env["mail.mail"].search([]) - before

    def test_one_e_mail_a_card_and_day(self):
        self.lot(self.ada, 5, 10)
        self.lot(self.ada, 7, 40)
        mails = self.run_cron()
        self.assertEqual(len(mails), 1)
        self.assertIn("35 ", mails.subject)
        self.assertEqual(mails.recipient_ids, self.ada)
        self.assertIn("Club Points", mails.body_html)
        self.assertFalse(self.run_cron())
        reminder = self.env["member.reminder"].search([])
        self.assertEqual((reminder.partner_id, reminder.amount, reminder.email), (self.ada, 35, "ada@example.com"))
        self.lot(self.ada, 9, 12)
        self.assertEqual(len(self.run_cron()), 1, "another day of expiry")

    def test_who_gets_none(self):
        no_mail = self.new_member("No Mail", PHONES[1])
        withdrawn = self.new_member("Withdrawn", PHONES[2], email="w@example.com")
        withdrawn.member_consent_ids.action_withdraw()
        archived = self.new_member("Archived", PHONES[3], email="a@example.com")
        for member in (no_mail, withdrawn, archived):
            self.lot(member, 20, 5)
        archived.active = False
        self.assertEqual(self.run_cron().recipient_ids, self.ada)

    def test_programme_without_reminder(self):
        self.program.member_reminder_days = 0
        self.assertFalse(self.run_cron())

    def test_in_the_members_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        template = self.env.ref("member_loyalty.mail_template_expiry")
        template.with_context(lang="es_ES").subject = "Caducan {{ object.amount_text }}"
        self.ada.lang = "es_ES"
        self.assertEqual(self.run_cron().subject.split()[0], "Caducan")

    def test_batches(self):
        for number in range(3):
            self.lot(self.new_member(f"M{number}", PHONES[10 + number], email=f"m{number}@example.com"), 5, 5)
        self.assertEqual(len(self.env["member.reminder"]._due(2)), 2)
        with patch.object(self.env.registry["member.job"], "_piece", lambda _job, _first: 2):
            self.run_night("reminders")
        self.assertEqual(self.env["member.reminder"].search_count([]), 4)

    def test_each_company_has_its_own_day(self):
        """The last day has begun for one company and not for the other."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.company.partner_id.tz, other.partner_id.tz = "UTC", "Asia/Tokyo"
        self.program.member_reminder_days = 10
        with freeze_time(f"{self.today} 20:00:00"):
            self.lot(self.ada, 4, 11)
            self.assertEqual({row["amount"] for row in self.env["member.reminder"]._due(9)}, {30})
            self.program.company_id = False
            there = self.env["member.reminder"].with_company(other)
            self.assertEqual({row["amount"] for row in there._due(9)}, {30, 4})
            self.program.company_id = self.company
            self.assertFalse(there._due(9))
