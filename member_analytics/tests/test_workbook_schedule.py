from datetime import date
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ..models.workbook import member_workbook
from .common_report import TwoMembersCase
from .workbooks import opened, table


@tagged("post_install", "-at_install")
@freeze_time("2026-05-04 12:00:00")
class TestWorkbookSchedule(TwoMembersCase):
    def schedule(self, users, **values):
        return (
            self.env["member.workbook.schedule"]
            .with_user(self.membership_manager)
            .create(
                {
                    "report": "member.report.recency",
                    "user_ids": [(6, 0, users.ids)],
                    "company_id": self.company.id,
                    "month_day": 4,
                    **values,
                }
            )
            .sudo()
        )

    def send(self):
        before = self.env["mail.mail"].sudo().search([])
        self.run_night("workbooks")
        return self.env["mail.mail"].sudo().search([]) - before

    def test_the_days(self):
        schedule = self.schedule(self.staff)
        self.assertEqual(schedule.display_name, "Recency")
        for values, first, second in (
            ({"interval": "monthly", "month_day": 4}, date(2026, 5, 4), date(2026, 6, 4)),
            ({"interval": "monthly", "month_day": 3}, date(2026, 6, 3), date(2026, 7, 3)),
            ({"interval": "weekly", "weekday": "0"}, date(2026, 5, 4), date(2026, 5, 11)),
            ({"interval": "weekly", "weekday": "6"}, date(2026, 5, 10), date(2026, 5, 17)),
        ):
            schedule.write(values)
            self.assertEqual((schedule.next_date, schedule._day_after(schedule.next_date)), (first, second), values)

    def test_each_gets_the_figures_that_they_may_see(self):
        schedule = self.schedule(self.staff | self.auditor)
        logs = self.env["member.export.log"].sudo().search([])
        mails = self.send()
        self.assertEqual(set(mails.mapped("email_to")), {self.staff.email_formatted, self.auditor.email_formatted})
        for user, members in ((self.staff, 1), (self.auditor, 2)):
            workbook = self.env["member.workbook"].with_user(user).search([("schedule_id", "=", schedule.id)])
            self.assertEqual(workbook.user_id, user)
            rows = table(opened(workbook).worksheets[0])
            self.assertEqual(sum(row["Members"] for row in rows), members)
            [mail] = mails.filtered(lambda mail, user=user: mail.email_to == user.email_formatted)
            self.assertEqual(mail.attachment_ids, workbook.sudo().attachment_id)
        logs = self.env["member.export.log"].sudo().search([]) - logs
        self.assertEqual(logs.user_id, self.staff | self.auditor)
        self.assertEqual(schedule.next_date, date(2026, 6, 4))
        self.assertFalse(self.send(), "not twice")

    def test_it_goes_on_where_it_was_broken_off(self):
        schedule = self.schedule(self.staff | self.auditor)
        schedule._send(self.staff)
        self.assertEqual(schedule._waiting(), self.auditor)

    def test_one_who_fails_keeps_nobody_from_theirs(self):
        schedule = self.schedule(self.staff | self.auditor)
        self.staff.email = False
        with self.assertLogs("odoo.addons.member_analytics.models.workbook.member_workbook_schedule", "ERROR"):
            mails = self.send()
        self.assertEqual(mails.mapped("email_to"), [self.auditor.email_formatted])
        self.assertIn("has no email address", schedule.message_ids[0].body)

    def test_recipients_must_be_allowed_to_read(self):
        for user in (self.cashier, self.new_stranger()):
            with self.assertRaises(ValidationError):
                self.schedule(user)
        schedule = self.schedule(self.staff)
        self.staff.group_ids = self.env.ref("base.group_user")
        with self.assertLogs("odoo.addons.member_analytics.models.workbook.member_workbook_schedule", "ERROR"):
            self.assertFalse(self.send())
        self.assertTrue(schedule.next_date > date(2026, 5, 4))

    def test_a_large_one_is_linked(self):
        self.schedule(self.staff)
        with patch.object(member_workbook, "LARGEST", 10):
            mail = self.send()
        self.assertFalse(mail.attachment_ids)
        self.assertIn("/odoo/member.workbook/", mail.body_html)

    def test_the_book(self):
        self.schedule(self.auditor, report="member.report")
        self.assertEqual(len(self.send().attachment_ids), 1)
