from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import PHONES

from .common import DAY
from .common_report import TwoMembersCase


@tagged("post_install", "-at_install")
class TestReportRecency(TwoMembersCase):
    def setUp(self):
        super().setUp()
        self.report = self.env["member.report.recency"]

    def block(self, name, user, **filters):
        return self.report.with_user(user).read_block(name, filters)

    def test_states_and_their_members(self):
        block = self.block("states", self.users["manager"])
        counts = {row["_key"]: row["members"] for row in block["rows"]}
        self.assertEqual(counts, {"active": 1, "edge": 0, "dormant": 1, "lost": 0, "never": 0})
        for row in block["rows"]:
            found = self.env[block["model"]].with_user(self.users["manager"]).search(row["_domain"])
            self.assertEqual(len(found), row["members"], row["state"])

    def test_staff_see_their_own_members_only(self):
        self.assertEqual(sum(row["members"] for row in self.block("states", self.staff)["rows"]), 1)
        self.assertEqual(sum(row["members"] for row in self.block("months", self.staff)["rows"]), 1)

    def test_cashiers_see_nothing(self):
        for call in (self.report.with_user(self.cashier).describe, lambda: self.block("states", self.cashier)):
            with self.assertRaises(AccessError):
                call()

    def test_as_of_a_month_end(self):
        self.bea.sudo().member_since = date(2025, 9, 1)
        self.env["member.metrics.snapshot"].sudo()._take(self.definition, date(2025, 9, 30))
        days = self.report.with_user(self.users["manager"]).describe()["days"]
        self.assertIn("2025-09-30", [day for day, _label in days])
        rows = self.block("states", self.users["manager"], day="2025-09-30")["rows"]
        # Who joined later isn't in it.
        self.assertEqual({row["_key"]: row["members"] for row in rows if row["members"]}, {"active": 1})

    def test_worth_a_year(self):
        """By the years from the first purchase to the last, of less than a year for one."""
        cleo = self.new_member("Cleo", PHONES[2])
        for day, net in ((date(2021, 1, 1), 100), (date(2023, 1, 1), 300)):
            self.bought(cleo, day, net)
        self.refresh(DAY)
        rows = {row["_key"]: row["yearly"] for row in self.block("states", self.users["manager"])["rows"]}
        self.assertAlmostEqual(rows["lost"], 400 / (730 / 365.25))
        self.assertEqual((rows["active"], rows["dormant"], rows["edge"]), (30, 50, None))
        self.env["member.metrics.snapshot"].sudo()._take(self.definition, date(2025, 9, 30))
        block = self.block("states", self.users["manager"], day="2025-09-30")
        self.assertNotIn("yearly", [column["name"] for column in block["columns"]])
