from bisect import bisect_right
from datetime import timedelta

from odoo.tests import tagged

from .common import DAY
from .common_report import ReportCase, grouped, noon


@tagged("post_install", "-at_install")
class TestReportHabits(ReportCase):
    def assert_bands(self, name, expected):
        """
        :param expected: list of (members, spend), the bands from the first to the last that somebody is in
        """
        block = self.block("habits", name)
        self.assertEqual([(row["members"], round(row["spend"], 2)) for row in block["rows"]], expected)
        self.assert_opens(block)
        return block

    def plain_bands(self, told, figure, limits, among):
        rows = {member: row for member, row in told.items() if among(row)}
        groups = grouped(rows, lambda row: bisect_right(limits, row[figure] or 0))
        return [
            (members, round(spend, 2))
            for members, spend in (groups.get(place, (0, 0)) for place in range(min(groups), max(groups) + 1))
        ]

    def test_a_shop_by_lot(self):
        _members, told = self.random_shop(14)
        days = (8, 15, 31, 61, 91, 181)
        self.assert_bands(
            "intervals", self.plain_bands(told, "median_interval", days, lambda row: row["visit_count"] > 1)
        )
        money = (1, 2, 5, 10, 20, 50, 100, 200, 500)
        self.assert_bands("tickets", self.plain_bands(told, "average_ticket", money, lambda row: row["purchase_count"]))

    def test_limits_belong_above(self):
        members = self.new_members(2)
        for member, days in zip(members, (7, 8), strict=True):
            self.bought(member, DAY, 10)
            self.bought(member, DAY - timedelta(days=days), 10)
        self.refresh()
        block = self.assert_bands("intervals", [(1, 20), (1, 20)])
        self.assertEqual([row["band"] for row in block["rows"]], ["less than 8", "8 to less than 15"])

    def test_favourites(self):
        skin, hair = self.env["product.category"].create([{"name": "Skin"}, {"name": "Hair"}])
        ada, bea, cleo, dina = self.new_members(4)
        # In the company's time, UTC in tests without another.
        monday = noon(DAY - timedelta(days=DAY.weekday()))
        self.sold(ada, monday, [(skin, 1, 40, False), (skin, 1, 5, False), (hair, 1, 5, False)], self.config)
        self.sold(bea, monday + timedelta(hours=3), [(hair, 2, 40, False)], self.config, prepaid=10)
        self.sold(cleo, monday - timedelta(days=1), [(hair, 1, 100, False), (None, 1, -20, True)])
        self.bought(dina, DAY - timedelta(days=600), 10)
        self.refresh()
        # Skin and hair of one member each, in the order of their members.
        block = self.block("habits", "categories")
        self.assertEqual(
            [(row["favourite_categ_id"], row["members"], row["spend"]) for row in block["rows"]],
            [("Hair", 2, 120), ("Skin", 1, 50)],
        )
        self.assert_opens(block)
        block = self.block("habits", "tills")
        self.assertEqual(
            [(row["favourite_config_id"], row["members"]) for row in block["rows"]], [(self.config.name, 2)]
        )
        self.assert_opens(block)
        # Goods at 40 and 5, at 20, at 100 each; bands divide at 10, 25 and 60.
        block = self.block("habits", "prices")
        self.assertEqual([row["members"] for row in block["rows"]], [1, 1, 0, 1])
        self.assert_opens(block)
        self.assert_bands("discounts", [(2, 90), (0, 0), (0, 0), (0, 0), (1, 80)])
        self.assert_bands("prepaid", [(2, 130), (0, 0), (0, 0), (0, 0), (1, 40)])
        block = self.block("habits", "week")
        self.assertEqual([column["label"] for column in block["columns"][1:]], ["12", "13", "14", "15"])
        self.assertEqual([row["h12"] for row in block["rows"]], [1, 0, 0, 0, 0, 0, 1])
        self.assertEqual(block["rows"][0]["h15"], 1)
        self.assert_opens(block)

    def test_many_categories(self):
        categories = self.env["product.category"].create([{"name": f"Category {number}"} for number in range(14)])
        for member, category in zip(self.new_members(14), categories, strict=True):
            self.sold(member, noon(DAY), [(category, 1, 10, False)])
        self.refresh()
        block = self.block("habits", "categories")
        self.assertEqual([row["members"] for row in block["rows"]], [1] * 12 + [2])
        self.assert_opens(block)

    def test_nobody_and_staff(self):
        report = self.env["member.report.habits"]
        for name in report._blocks:
            self.assertFalse(self.block("habits", name)["rows"], name)
        own, other = self.new_members(2)
        own.user_id = self.staff
        for member in (own, other):
            self.sold(member, noon(DAY), [(self.soap.categ_id, 1, 10, False)], self.config)
        self.refresh()
        for name in ("tickets", "categories", "prices", "discounts", "prepaid", "tills"):
            block = self.block("habits", name, user=self.staff)
            self.assertEqual(sum(row["members"] for row in block["rows"]), 1, name)
            self.assert_opens(block, user=self.staff)
        described = report.with_user(self.staff).describe()
        self.assertEqual(len(described["days"]), 1)
        self.assertIn("habits", described["days_note"])
        self.assertTrue(described["by_member"])
        self.assertFalse(self.env["member.report.pairs"].with_user(self.staff).describe()["by_member"])
