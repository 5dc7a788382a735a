from datetime import date
from statistics import mean

from odoo.tests import tagged

from .common import DAY
from .common_report import ReportCase, grouped


@tagged("post_install", "-at_install")
class TestReportRfm(ReportCase):
    def test_a_shop_by_lot(self):
        _members, told = self.random_shop(12)
        block = self.block("rfm", "groups")
        self.assert_figures(block, grouped(told, lambda row: row["rfm_group"]))
        self.assert_opens(block)
        for row in block["rows"]:
            days = [member["last_date"] for member in told.values() if member["rfm_group"] == row["_key"]]
            if days:
                today = self.env["member.report.rfm"]._as_of(self.env["member.report.rfm"]._filters({}))
                self.assertAlmostEqual(row["days"], mean((today - day).days for day in days))

    def test_cells(self):
        _members, told = self.random_shop(13)
        members, spend = self.block("rfm", "members"), self.block("rfm", "spend")
        self.assert_opens(members)
        for recency, row, amounts in zip(range(5, 0, -1), members["rows"], spend["rows"], strict=True):
            for frequency in range(1, 6):
                here = [
                    member["window_spend"]
                    for member in told.values()
                    if (member["recency_score"], member["frequency_score"]) == (recency, frequency)
                ]
                self.assertEqual(row[f"f{frequency}"] or 0, len(here))
                if here:
                    self.assertAlmostEqual(amounts[f"f{frequency}"], mean(here))
                else:
                    self.assertIsNone(amounts[f"f{frequency}"])

    def test_what_scores_mean(self):
        self.definition.write(
            {
                "score_by": "fixed",
                "score_parts": 3,
                "recency_cuts": "30, 90",
                "frequency_cuts": "2, 2",
                "monetary_cuts": "50, 400",
            }
        )
        self.bought(self.new_members(1), DAY, 60)
        self.refresh()
        block = self.block("rfm", "scores")
        self.assertEqual([row["score"] for row in block["rows"]], [3, 2, 1])
        self.assertEqual(
            [row["recency"] for row in block["rows"]],
            ["up to 30", "above 30 and up to 90", "above 90"],
            "few days are good",
        )
        self.assertEqual([row["frequency"] for row in block["rows"]], ["above 2", "none", "up to 2"])
        self.assertIn("400", block["rows"][0]["monetary"])
        manager = self.env["member.metrics"].with_user(self.users["manager"])
        self.assertEqual(manager.search_count(block["rows"][1]["_domains"]["monetary"]), 1)

    def test_nobody_and_month_ends(self):
        for name in ("groups", "members", "spend", "scores"):
            self.assertFalse(self.block("rfm", name)["rows"], name)
        member = self.new_members(1)
        member.sudo().member_since = date(2026, 1, 1)
        self.bought(member, date(2026, 3, 1), 10)
        self.refresh()
        self.env["member.metrics.snapshot"].sudo()._take(self.definition, date(2026, 3, 31))
        block = self.block("rfm", "groups", day="2026-03-31")
        self.assertEqual(sum(row["members"] for row in block["rows"]), 1)
        self.assert_opens(block)
        self.assertTrue(self.block("rfm", "members", day="2026-03-31")["empty"])
