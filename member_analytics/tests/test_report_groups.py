from datetime import date
from itertools import product

from odoo.tests import tagged

from .common import DAY
from .common_report import ReportCase


@tagged("post_install", "-at_install")
class TestReportGroups(ReportCase):
    def shop(self):
        """Ada and Bea are women of one age, Carl a man who told no age, Dina told nothing."""
        self.low, self.high = self.env["member.income.band"].create(
            [{"name": "Low", "sequence": 1}, {"name": "High", "sequence": 2}]
        )
        self.hiking, self.music = self.env["member.interest"].create([{"name": "Hiking"}, {"name": "Music"}])
        self.ada, self.bea, self.carl, self.dina = members = self.new_members(4)
        self.ada.write({"gender": "female", "member_income_band_id": self.high.id, "city": "Lima"})
        self.bea.write({"gender": "female", "member_income_band_id": self.low.id, "city": "Lima"})
        self.carl.write({"gender": "male", "member_income_band_id": self.low.id, "city": "Cusco"})
        self.ada.member_interest_ids = self.hiking | self.music
        self.bea.member_interest_ids = self.music
        for member, spend in zip(members, (100, 20, 30, 0), strict=True):
            if spend:
                self.bought(member, DAY, spend)
                self.bought(member, DAY, spend)
        self.refresh()

    def cross(self, first, second, measure="members", **filters):
        options = {"first": first, "second": second, "measure": measure}
        return self.block("groups", "cross", options=options, **filters)

    def cells(self, block):
        """:return: dict of (row label, column label) to figure, where there is one"""
        labels = {column["name"]: column["label"] for column in block["columns"][1:]}
        return {
            (row["group"], label): row[name]
            for row, (name, label) in product(block["rows"], labels.items())
            if row[name] is not None
        }

    def test_two_questions(self):
        self.shop()
        paths = ("partner_id.gender", "partner_id.member_income_band_id")
        block = self.cross(*paths)
        self.assertEqual([row["group"] for row in block["rows"]], ["Male", "Female", "Not specified"])
        self.assertEqual([column["label"] for column in block["columns"]], ["Gender", "Low", "High", "Not specified"])
        self.assertEqual(
            self.cells(block),
            {("Female", "High"): 1, ("Female", "Low"): 1, ("Male", "Low"): 1, ("Not specified", "Not specified"): 1},
        )
        self.assert_opens(block)
        self.assertEqual(self.cells(self.cross(*paths, "spend"))["Female", "High"], 200)
        self.assertEqual(self.cells(self.cross(*paths, "average"))["Male", "Low"], 60)
        self.assertEqual(self.cells(self.cross(*paths, "purchases"))["Female", "Low"], 2)

    def test_one_question(self):
        self.shop()
        block = self.block("groups", "first", options={"first": "partner_id.city"})
        self.assertEqual(
            [(row["group"], row["members"], row["spend"], row["average"]) for row in block["rows"]],
            [("Lima", 2, 240, 120), ("Cusco", 1, 60, 60), ("Not specified", 1, 0, 0)],
        )
        self.assert_opens(block)

    def test_several_answers(self):
        self.shop()
        block = self.cross("partner_id.member_interest_ids", "partner_id.gender")
        self.assertEqual(
            self.cells(block),
            {
                ("Music", "Female"): 2,
                ("Hiking", "Female"): 1,
                ("Not specified", "Male"): 1,
                ("Not specified", "Not specified"): 1,
            },
        )
        self.assert_opens(block)

    def test_attributes_of_the_trade(self):
        self.shop()
        definition = (
            self.env["properties.base.definition"]
            .sudo()
            ._get_definition_for_property_field("res.partner", "properties")
        )
        definition.properties_definition = [
            {"name": "skin", "string": "Skin", "type": "selection", "selection": [["dry", "Dry"], ["oily", "Oily"]]},
            {"name": "likes", "string": "Likes", "type": "tags", "tags": [["a", "Aloe", 1], ["b", "Balm", 2]]},
        ]
        self.ada.properties = {"skin": "dry", "likes": ["a", "b"]}
        self.bea.properties = {"skin": "oily", "likes": ["b"]}
        block = self.cross("partner_id.properties.skin", "partner_id.gender")
        self.assertEqual(block["columns"][0]["label"], "Skin")
        self.assertEqual(
            self.cells(block),
            {
                ("Dry", "Female"): 1,
                ("Oily", "Female"): 1,
                ("Not specified", "Male"): 1,
                ("Not specified", "Not specified"): 1,
            },
        )
        self.assert_opens(block)
        block = self.block("groups", "second", options={"second": "partner_id.properties.likes"})
        self.assertEqual(
            [(row["group"], row["members"]) for row in block["rows"]], [("Aloe", 1), ("Balm", 2), ("Not specified", 2)]
        )
        self.assert_opens(block)

    def test_a_month_end(self):
        self.shop()
        self.bought(self.ada, date(2026, 4, 20), 70)
        self.bought(self.bea, date(2026, 4, 20), 10)
        (self.ada | self.bea | self.carl).sudo().member_since = date(2026, 1, 1)
        self.env["member.metrics.snapshot"].sudo()._take(self.definition, date(2026, 4, 30))
        there = {"day": "2026-04-30"}
        block = self.cross("partner_id.gender", "partner_id.city", "spend", **there)
        self.assertEqual(self.cells(block), {("Female", "Lima"): 80, ("Male", "Cusco"): 0})
        self.assertIn("as of today", block["note"])
        self.assert_opens(self.cross("partner_id.gender", "partner_id.city", **there))
        block = self.block("groups", "first", options={"first": "partner_id.city"}, **there)
        self.assertEqual(
            [(row["group"], row["members"], row["spend"]) for row in block["rows"]], [("Lima", 2, 80), ("Cusco", 1, 0)]
        )
        self.assert_opens(block)

    def test_a_month_end_says_what_it_does_not_keep(self):
        self.shop()
        (self.ada | self.bea).sudo().member_since = date(2026, 1, 1)
        self.env["member.metrics.snapshot"].sudo()._take(self.definition, date(2026, 4, 30))
        block = self.cross("favourite_weekday", "abc", day="2026-04-30")
        self.assertFalse(block["rows"])
        self.assertIn("Favorite Weekday", block["empty"])
        report = self.env["member.report.groups"].with_user(self.users["manager"])
        for path in report._dimensions():
            self.assert_opens(self.cross(path, "abc", day="2026-04-30"))

    def test_the_same_question_twice(self):
        self.shop()
        block = self.cross("partner_id.gender", "partner_id.gender")
        self.assertEqual(self.cells(block)["Female", "Female"], 2)
        self.assert_opens(block)

    def test_each_question_can_be_asked(self):
        self.shop()
        report = self.env["member.report.groups"].with_user(self.users["manager"])
        for path in report._dimensions():
            block = self.cross(path, "abc")
            self.assertEqual(len(block["columns"]), 4, path)
            self.assert_opens(block)

    def test_many_cities(self):
        for number, member in enumerate(self.new_members(15)):
            member.city = f"City {number:02}"
        self.refresh()
        block = self.block("groups", "first", options={"first": "partner_id.city"})
        self.assertEqual([row["group"] for row in block["rows"]], [f"City {number:02}" for number in range(12)])

    def test_no_other_field_is_read(self):
        with self.assertRaises(KeyError):
            self.cross("partner_id.phone", "abc")

    def test_nobody_and_staff(self):
        self.assertFalse(self.cross("partner_id.gender", "abc")["rows"])
        self.shop()
        self.ada.user_id = self.staff
        for name in ("cross", "first", "second"):
            block = self.block("groups", name, user=self.staff, options={})
            self.assertEqual(len(block["rows"]), 1)
            self.assert_opens(block, user=self.staff)
