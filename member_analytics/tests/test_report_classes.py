from math import ceil

from odoo.tests import tagged

from .common import DAY
from .common_report import ReportCase, grouped


@tagged("post_install", "-at_install")
class TestReportClasses(ReportCase):
    def assert_curve(self, spends):
        """
        :param spends: dict of member id to spend in the window
        """
        block = self.block("classes", "curve")
        best = sorted((max(spend, 0) for spend in spends.values()), reverse=True)
        for place, row in enumerate(block["rows"], start=1):
            count = ceil(len(best) * place / 100)
            self.assertEqual(row["percent"], place / 100)
            self.assertEqual(row["members"], count)
            self.assertAlmostEqual(row["spend_share"], sum(best[:count]) / sum(best))
        self.assertEqual(len(block["rows"]), 100)
        self.assert_opens(block)
        return block

    def test_a_shop_by_lot(self):
        for seed in (11,):
            _members, told = self.random_shop(seed)
            block = self.block("classes", "classes")
            self.assert_figures(block, grouped(told, lambda row: row["abc"]))
            self.assert_opens(block)
            whole = sum(row["window_spend"] for row in told.values())
            for row in block["rows"]:
                self.assertAlmostEqual(row["share"], row["members"] / len(told))
                self.assertAlmostEqual(row["spend_share"], row["spend"] / whole)
            self.assert_curve({member: row["window_spend"] for member, row in told.items()})

    def test_the_best_fifth_in_words(self):
        members = self.new_members(5)
        for member, spend in zip(members, (600, 100, 100, 100, 100), strict=True):
            self.bought(member, DAY, spend)
        self.refresh()
        block = self.assert_curve(dict(zip(members.ids, (600, 100, 100, 100, 100), strict=True)))
        self.assertEqual(block["lead"], "The top 20% of members account for 60.0% of spend.")

    def test_of_equals_the_older_comes_first(self):
        members = self.new_members(4)
        for member in members:
            self.bought(member, DAY, 10)
        self.refresh()
        block = self.assert_curve(dict.fromkeys(members.ids, 10))
        half = self.env["member.metrics"].search(block["rows"][49]["_domain"])
        self.assertEqual(half.partner_id, members[:2])

    def test_one_member(self):
        member = self.new_members(1)
        self.bought(member, DAY, 10)
        self.refresh()
        self.assert_curve({member.id: 10})

    def test_nobody_spent(self):
        self.assertFalse(self.block("classes", "classes")["rows"])
        self.bought(self.new_members(1), DAY, -10)
        self.refresh()
        self.assertFalse(self.block("classes", "curve")["rows"])
        self.assertIsNone(self.block("classes", "classes")["rows"][2]["spend_share"])

    def test_staff_see_the_curve_of_their_own(self):
        own, other = self.new_members(2)
        own.user_id = self.staff
        self.bought(own, DAY, 10)
        self.bought(other, DAY, 990)
        self.refresh()
        block = self.block("classes", "curve", user=self.staff)
        self.assertEqual(block["rows"][-1]["spend"], 10)
        self.assert_opens(block, user=self.staff)
