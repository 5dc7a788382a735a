from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_find import FindCase, days


@tagged("post_install", "-at_install")
class TestFindCalendar(FindCase):
    """Who enters by the calendar, and when."""

    def test_birthdays_before_and_after_the_day(self):
        self.ada.birthdate_date, self.ben.birthdate_date = date(1990, 6, 10), date(2004, 2, 29)
        self.cleo.birthdate_date = days(3)
        plan = self.started("birthday", trigger_days=-7, again="occasion")
        for number in range(8):
            self.found(plan, days(number))
        self.assertEntered(plan, (self.ada, date(2026, 6, 3)))
        after = self.started("birthday", trigger_days=2, again="occasion", day=date(2027, 2, 1))
        self.found(after, date(2027, 3, 5))
        after.date_found = date(2028, 2, 28)
        self.found(after, date(2028, 3, 5))
        self.assertEntered(after, (self.ben, date(2027, 3, 2)), (self.ben, date(2028, 3, 2)))
        self.assertEqual(sorted(after.run_ids.sudo().mapped("occasion")), ["birthday/2027", "birthday/2028"])

    def test_years_of_membership(self):
        self.ada.sudo().member_since = date(2024, 6, 2)
        self.ben.sudo().member_since = days(1)
        plan = self.started("anniversary")
        self.found(plan, days(1))
        self.assertEntered(plan, (self.ada, days(1)))

    def test_a_date_of_the_year(self):
        plan = self.started("season", trigger_month=2, trigger_day=29, again="occasion", trigger_days=-1)
        self.found(plan, date(2027, 3, 1))
        everybody = self.env["res.partner"].search([("is_member", "=", True)])
        self.assertEntered(plan, *[(partner, date(2027, 2, 27)) for partner in everybody])
        with self.assertRaisesRegex(ValidationError, "no day 30 in month 2"):
            plan.trigger_day = 30

    def test_festivals_where_they_are_kept(self):
        self.ben.country_id = self.env.ref("base.mx")
        festival = self.env["member.festival"].create(
            {"name": "Midsummer", "kind": "fixed", "month": 6, "day": 20, "lead_days": 7}
        )
        abroad = self.env["member.festival"].create(
            {
                "name": "Fiesta",
                "kind": "dates",
                "lead_days": 0,
                "date_ids": [(0, 0, {"date": days(2)})],
                "country_ids": self.env.ref("base.mx").ids,
            }
        )
        plan = self.started("festival", festival_ids=(festival | abroad).ids, again="occasion")
        everybody = self.env["res.partner"].search([("is_member", "=", True)])
        self.found(plan, days(12))
        self.assertEntered(plan, *[(partner, days(12)) for partner in everybody], (self.ben, days(2)))

    def test_a_corrected_date_is_the_same_festival(self):
        festival = self.env["member.festival"].create(
            {"name": "Midsummer", "kind": "fixed", "month": 6, "day": 20, "lead_days": 0}
        )
        plan = self.started("festival", festival_ids=festival.ids, again="occasion")
        self.found(plan, days(19))
        entered = len(plan.run_ids.sudo())
        self.assertEqual(entered, self.env["res.partner"].search_count([("is_member", "=", True)]))
        festival.date_ids = [(0, 0, {"date": days(20)})]
        self.found(plan, days(20))
        self.assertEqual(len(plan.run_ids.sudo()), entered)
