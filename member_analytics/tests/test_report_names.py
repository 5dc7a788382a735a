import random
import re
from datetime import date, timedelta

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.member_loyalty.tests.common import RolesCase

from .common import DAY, MetricsCase

# Of one and many, as titles of groups and of rows have them.
SAME = {"true friend": "true friends", "butterfly": "butterflies", "barnacle": "barnacles", "stranger": "strangers"}
SAME |= {"a: key": "class a: key members", "b: general": "class b: general members"}
SAME |= {"c: low spend": "class c: low-spend members", "class a": "class a: key members"}
SAME |= {"class b": "class b: general members", "class c": "class c: low-spend members"}
SAME |= {"has debts": "members with debts", "with debts": "members with debts"}
# Shares of these rows are of another time than now.
OF_A_TIME = {"new this month", "lost this month"}


@tagged("post_install", "-at_install")
class TestReportNames(MetricsCase, RolesCase):
    """Whatever has the same name, on any screen, is the same members."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(8)
        cls.people = cls.env["res.partner"]
        for number in range(40):
            member = cls.new_member(f"Member {number}", f"+165025303{number:02}")
            cls.people |= member
            day = DAY - timedelta(days=chance.choice((0, 20, 120, 200, 300, 500, 700)))
            for _buy in range(chance.choice((0, 1, 1, 2, 4, 9))):
                cls.bought(member, day, chance.choice((10, 40, 90, 300)))
                if chance.random() < 0.5:
                    cls.bought(member, day, -chance.choice((5, 10)))
                day -= timedelta(days=chance.choice((0, 3, 8, 30)))
        # What the lot doesn't draw: a key member who stays away, and one who brings back nearly everything.
        slow, back = (cls.new_member(name, f"+165025304{n:02}") for n, name in enumerate(("Slow", "Back")))
        for week in range(12):
            cls.bought(slow, DAY - timedelta(days=60 + 7 * week), 900)
        for week in range(5):
            cls.bought(back, DAY - timedelta(days=30 + 7 * week), 100)
            cls.bought(back, DAY - timedelta(days=29 + 7 * week), -80)
        cls.people |= slow | back
        cls.refresh()

    def segments(self):
        """:return: dict of name to members, of those that the addon brings"""
        data = self.env["ir.model.data"].search([("module", "=", "member_analytics"), ("model", "=", "member.segment")])
        segments = self.env["member.segment"].with_context(active_test=False).browse(data.mapped("res_id"))
        return {one.name.lower(): self.env["res.partner"].search(one._audience()) for one in segments}

    def filters(self):
        """:return: dict of name to members, of the filters above the list of metrics"""
        metrics = self.env["member.metrics"]
        view = metrics.get_view(self.env.ref("member_analytics.member_metrics_view_search").id, "search")
        found = {}
        for node in etree.fromstring(view["arch"]).iter("filter"):
            if node.get("domain"):
                here = [("company_id", "=", self.company.id)]
                found[node.get("string").lower()] = metrics.search(here + safe_eval(node.get("domain"))).partner_id
        return found

    def rows(self):
        """:return: list of (report, name, members), of every row of every report of now"""
        found = []
        for name, report in self.env.items():
            if not name.startswith("member.report.") or not getattr(report, "_blocks", None):
                continue
            for block in report._blocks:
                told = report.read_block(block, {})
                if told.get("model") != "member.metrics" or not told.get("columns"):
                    continue
                if told.get("chart", {}).get("kind") == "scatter":
                    # Marks of a picture, many for each name.
                    continue
                label = told["columns"][0]["name"]
                for row in told["rows"]:
                    if isinstance(row.get(label), str) and "_domain" in row:
                        found.append((f"{name} {block}", row[label].lower(), self.in_row(row)))
                if told["columns"][0]["name"] == "member":
                    everybody = [self.in_row(row) for row in told["rows"]]
                    found.append((f"{name} {block}", told["title"].lower(), self.env["res.partner"].union(*everybody)))
        return found

    def in_row(self, row):
        return self.env["member.metrics"].search(row["_domain"]).partner_id

    def test_one_name_one_group(self):
        known, seen = {}, []
        for where, groups in (("segments", self.segments()), ("filters", self.filters())):
            seen += [(where, name, members) for name, members in groups.items()]
        compared = set()
        for where, name, members in seen + self.rows():
            name = SAME.get(name, name)
            # A month is an axis: each report tells another figure of it.
            if name in OF_A_TIME or re.search(r"\d{4}", name):
                continue
            first_where, first = known.setdefault(name, (where, members))
            with self.subTest(name=name, where=where, first=first_where):
                self.assertEqual(members & self.people, first & self.people, f"{name}: {where}, {first_where}")
            if where != first_where:
                compared.add(name)
        for name in ("key members slowing down", "many returns"):
            self.assertTrue(known[name][1] & self.people, f"nobody is in {name}, so that any two are equal")
        self.assertLessEqual({"key members slowing down", "many returns", "dormant", "lost", "active"}, compared)
        self.assertGreater(len(compared), 18)

    def test_repeat_customers_are_one_figure(self):
        """On another day, as in Retention: two purchases of one day are one visit."""
        ada = self.new_member("Twice")
        self.bought(ada, DAY, 10)
        self.bought(ada, DAY, 12)
        self.refresh()
        [again] = [
            row
            for row in self.env["member.report.dashboard"].read_block("figures", {})["rows"]
            if row["_key"] == "again"
        ]
        self.assertNotIn(ada, self.in_row(again))
        second = self.env["member.metrics"].search([("second_after", ">", 0), ("company_id", "=", self.company.id)])
        self.assertEqual(self.in_row(again), second.partner_id)

    def test_a_store_keeps_its_lost_members(self):
        other = self.new_till(name="Other")
        lost, never, moved = (self.new_member(name, f"+165025309{number:02}") for number, name in enumerate("ABC"))
        self.bought(lost, DAY - timedelta(days=900), 10)
        self.env.cr.execute(
            "UPDATE member_enrolment SET config_id = %s WHERE partner_id = %s", [self.config.id, never.id]
        )
        self.bought(moved, DAY - timedelta(days=9), 10)
        self.bought(moved, DAY, 10)
        self.env.cr.execute(
            "UPDATE member_purchase SET config_id = CASE WHEN partner_id = %s AND local_date = %s THEN %s ELSE %s END"
            " WHERE partner_id = ANY(%s)",
            [moved.id, DAY, other.id, self.config.id, (lost | moved).ids],
        )
        self.refresh()
        for till, expected in ((self.config, lost | never), (other, moved)):
            [*states] = self.env["member.report.recency"].read_block("states", {"config_ids": till.ids})["rows"]
            found = self.env["res.partner"].union(*map(self.in_row, states))
            self.assertEqual(found & (lost | never | moved), expected)

    def test_past_lines_are_those_of_then(self):
        month_end = DAY.replace(day=1) - timedelta(days=1)
        snapshots, report = self.env["member.metrics.snapshot"].sudo(), self.env["member.report.quadrants"]
        snapshots._take(self.definition, month_end)
        filters = {"day": month_end.isoformat()}
        before = report.read_block("marks", filters)["chart"]["lines"]
        self.definition.write({"quadrant_by": "fixed", "purchases_line": 99, "spend_line": 9999, "abc_first": 50})
        self.refresh()
        self.assertEqual(report.read_block("marks", filters)["chart"]["lines"], before)
        self.assertEqual(report.read_block("marks", {})["chart"]["lines"], {"x": 99, "y": 9999})
        classes = self.env["member.report.classes"]
        self.assertIn("up to 80%", classes.read_block("classes", filters)["note"])
        self.assertIn("up to 50%", classes.read_block("classes", {})["note"])
        self.definition.month_cuts = False
        self.assertIn("weren't stored", report.read_block("quadrants", filters)["note"])

    def test_degenerate_lines_are_said(self):
        report = self.env["member.report.quadrants"]
        self.assertNotIn("every member", report.read_block("quadrants", {"options": {"lines": "3;50"}})["note"])
        self.assertIn("every member", report.read_block("quadrants", {"options": {"lines": "1;50"}})["note"])
        self.definition.cuts = {**self.definition.cuts, "frequency": [1, 1, 2, 4]}
        self.assertIn("frequency", self.env["member.report.rfm"].read_block("groups", {})["note"])

    def test_files_with_dates_only_have_no_hour(self):
        ada = self.new_member("Dates")
        self.bought(ada, date(2026, 3, 2), 10)
        self.env.cr.execute(
            "UPDATE member_purchase SET date = (local_date::timestamp AT TIME ZONE %s) AT TIME ZONE 'UTC' WHERE partner_id = %s",
            [self.company._member_tz(), ada.id],
        )
        self.env.invalidate_all()
        self.refresh()
        metrics = self.of(ada)
        self.assertEqual((metrics.favourite_weekday, metrics.favourite_hour), ("1", False))
        week = self.env["member.report.habits"].read_block("week", {})
        self.assertNotIn("h0", {column["name"] for column in week["columns"]} if not week["rows"] else ())

    def test_who_bought_once_is_not_told_to_stay(self):
        once = self.env["member.metrics"].search([("visit_count", "=", 1), ("partner_id", "in", self.people.ids)])
        self.assertTrue(once)
        self.env.cr.execute("SELECT COUNT(alive_probability) FROM member_metrics WHERE id = ANY(%s)", [once.ids])
        self.assertEqual(self.env.cr.fetchone()[0], 0)
