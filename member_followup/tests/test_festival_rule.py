from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestFestivalRule(TransactionCase):
    """The days of a festival while it is typed, and what is said of one that never comes."""

    def festival(self, **values):
        return self.env["member.festival"].create({"name": "Fair", **values})

    def refused(self, message, **values):
        with self.assertRaisesRegex(ValidationError, f"Fair: .*{message}"):
            self.festival(**values)

    def test_next_dates_while_typing(self):
        form = Form(self.env["member.festival"])
        form.name = "Mother's Day"
        form.kind = "weekday"
        form.month, form.weekday, form.nth = 5, "6", 2
        # Today is the first of them.
        self.assertEqual(
            form.next_dates.split("\n"), ["Sunday, May 10, 2026", "Sunday, May 9, 2027", "Sunday, May 14, 2028"]
        )
        form.nth = 6
        self.assertIn("weekday number 6", form.problem)
        self.assertFalse(form.next_dates)

    def test_days_by_hand_replace_those_of_their_year(self):
        seollal = self.festival(kind="chinese", date_ids=[Command.create({"date": "2027-02-07"})])
        self.assertEqual(
            seollal._dates_between(date(2026, 1, 1), date(2028, 12, 31)),
            [date(2026, 2, 17), date(2027, 2, 7), date(2028, 1, 26)],
        )

    def test_listed_days_are_all_there_are(self):
        fair = self.festival(kind="dates", date_ids=[Command.create({"date": "2026-11-08"})])
        self.assertEqual(fair.next_date, date(2026, 11, 8))
        with freeze_time("2026-11-09"):
            fair.invalidate_recordset()
            self.assertFalse(fair.next_date)

    def test_what_never_comes_is_refused_by_name(self):
        self.refused("13 is no month.*Month of 1 to 12", month=13)
        self.refused("0 is no month", kind="hijri", month=0)
        self.refused("Day 30 never comes.*1 to 29", month=2, day=30)
        self.refused("Day 31 never comes.*1 to 30", month=4, day=31)
        self.refused("Day 31 never comes.*1 to 30", kind="chinese", day=31)
        self.refused("Choose the Weekday", kind="weekday", weekday=False)
        self.refused("weekday number 6.*1 to 5", kind="weekday", nth=6)
        self.refused("25 is no solar term.*1 to 24", kind="term", nth=25)
        self.refused("200 days are too far.*180", offset=200)
        self.refused("No date is listed", kind="dates")
        festival = self.festival(kind="dates", date_ids=[Command.create({"date": "2026-11-08"})])
        with self.assertRaisesRegex(ValidationError, "No date is listed"):
            festival.date_ids = [Command.clear()]

    @mute_logger("odoo.sql_db")
    def test_no_day_twice(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.festival(date_ids=[Command.create({"date": "2026-11-08"}), Command.create({"date": "2026-11-08"})])

    def test_search_by_next_date(self):
        near, far = self.festival(month=5, day=20), self.festival(month=5, day=9)
        both = [("id", "in", (near | far).ids)]
        search = self.env["member.festival"].search
        self.assertEqual(search([("next_date", "<=", "2026-06-09"), *both]), near)
        self.assertEqual(search([("next_date", "<=", "today +30d"), *both]), near)
        self.assertEqual(search([("next_date", "=", fields.Date.to_date("2027-05-09")), *both]), far)

    def test_managers_change_festivals_and_staff_read_them(self):
        festival = self.festival()
        manager, staff = (
            new_test_user(self.env, f"festival_{role}", groups=f"member_loyalty.group_{role}")
            for role in ("manager", "staff")
        )
        self.assertTrue(festival.with_user(staff).next_date)
        festival.with_user(manager).write({"lead_days": 9, "date_ids": [Command.create({"date": "2027-03-03"})]})
        for record in (festival, festival.date_ids):
            with self.assertRaises(AccessError):
                record.with_user(staff).unlink()
