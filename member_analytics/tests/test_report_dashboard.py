from datetime import date, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import RolesCase

from .common import DAY, MetricsCase


@tagged("post_install", "-at_install")
class TestReportDashboard(MetricsCase, RolesCase):
    def setUp(self):
        super().setUp()
        self.report = self.env["member.report.dashboard"]
        self.day = DAY

    def join(self, since, *days, **values):
        """A member since a day, with a purchase of 10 on each of some days."""
        member = self.env["res.partner"].create({"name": f"Since {since}", **values})
        member.sudo()._member_enrol()
        member.sudo().member_since = since
        for day in days:
            self.bought(member, day, 10)
        return member

    def block(self, name, user="manager", **filters):
        return self.report.with_user(self.users[user]).read_block(name, filters)

    def figures(self, user="manager", **filters):
        block = self.block("figures", user, **filters)
        model = self.env[block["model"]].with_user(self.users[user])
        opened = {row["_key"]: model.search_count(row["_domain"]) for row in block["rows"]}
        return {row["_key"]: row["value"] for row in block["rows"]}, opened

    def test_figures_and_their_members(self):
        self.join(date(2025, 1, 5), date(2025, 3, 1), date(2026, 4, 30))  # active
        self.join(date(2026, 5, 1), DAY, DAY)  # new, twice on a day
        self.join(date(2025, 1, 5), date(2025, 4, 30))  # lost today: twelve months and a day
        self.join(date(2024, 1, 5), date(2025, 4, 29))  # lost yesterday, in the month before
        self.join(date(2024, 1, 5), date(2025, 5, 1))  # dormant for one day more
        self.join(date(2024, 1, 5))  # never
        self.refresh(DAY)
        told, opened = self.figures()
        self.assertEqual((told["members"], told["new"], told["lost"]), (6, 1, 1))
        self.assertEqual(
            (told["active"], told["asleep"], told["again"]), (2 / 6, 3 / 6, 1 / 5), "twice on one day is one visit"
        )
        expected = {"members": 6, "active": 2, "asleep": 3, "new": 1, "lost": 1, "again": 1}
        self.assertEqual(opened, expected)

    def test_month_of_a_leap_day(self):
        leap = date(2024, 2, 29)
        self.join(leap, leap)
        self.join(date(2024, 1, 31), date(2023, 2, 1))
        self.join(date(2024, 1, 31), date(2023, 1, 30))
        self.refresh(leap)
        # Twelve months before the leap day is February 28: who bought on the 1st was lost during this month.
        told, _opened = self.figures()
        self.assertEqual((told["new"], told["lost"]), (1, 1))

    def test_nobody(self):
        self.refresh(DAY)
        for name in self.report._blocks:
            self.assertEqual(self.block(name)["rows"], [], name)

    def test_nobody_bought(self):
        self.join(date(2026, 1, 1))
        self.refresh(DAY)
        told, _opened = self.figures()
        self.assertEqual((told["members"], told["active"], told["again"]), (1, 0, None))

    def test_as_of_a_month_end(self):
        self.join(date(2026, 4, 2), date(2026, 4, 2))
        self.join(date(2026, 3, 2), date(2026, 4, 2), date(2026, 4, 20))
        self.join(date(2026, 5, 1), date(2026, 5, 1))
        self.refresh(DAY)
        self.env["member.metrics.snapshot"].sudo()._take(self.definition, date(2026, 4, 30))
        told, opened = self.figures(day="2026-04-30")
        self.assertEqual((told["members"], told["new"], told["again"]), (2, 1, 1 / 2))
        self.assertEqual(opened["new"], 1)

    def test_what_sleeping_members_cost(self):
        for _number in range(3):
            self.join(date(2024, 1, 5), date(2025, 6, 1))
        self.join(date(2024, 1, 5), DAY)
        self.refresh(DAY)
        self.assertEqual(self.block("sleeping")["rows"], [])
        self.assertIn("Configuration", self.block("sleeping")["empty"])
        self.definition.winning_cost = 30
        values = [row["value"] for row in self.block("sleeping")["rows"]]
        # 3 × 30, by six, the difference; 3 of 15 in a hundred, 3 of 50 in a hundred.
        self.assertEqual(values, [3, 90, 15, 75, 20, 6])
        for row in self.block("sleeping")["rows"]:
            self.assertEqual(self.env["member.metrics"].search_count(row["_domain"]), 3)

    def test_costs_make_sense(self):
        for vals in ({"winning_cost": -1}, {"winning_ratio": 0}, {"member_success": 0}, {"stranger_success": 101}):
            with self.assertRaises(ValidationError):
                self.definition.write(vals)

    def test_filters(self):
        gold = self.join(DAY - timedelta(days=9), DAY)
        gold.sudo().member_tier_id = self.gold
        self.join(DAY - timedelta(days=9), DAY, user_id=self.staff.id)
        self.refresh(DAY)
        self.assertEqual(self.figures(tier_ids=self.gold.ids)[0]["members"], 1)
        self.assertEqual(self.figures(user_ids=self.staff.ids)[0]["members"], 1)
        self.assertEqual(self.figures()[0]["members"], 2)
        self.assertEqual(self.figures("staff")[0]["members"], 1)

    def test_cashiers_see_nothing(self):
        with self.assertRaises(AccessError):
            self.block("figures", "cashier")
