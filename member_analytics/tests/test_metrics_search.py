import ast

from lxml import etree

from odoo.tests import tagged

from .common import DAY
from .common_report import ReportCase


@tagged("post_install", "-at_install")
class TestMetricsSearch(ReportCase):
    """What the search view offers works for those who see it."""

    def setUp(self):
        super().setUp()
        self.ada, self.bea = self.new_members(2)
        self.ada.write({"user_id": self.staff.id, "gender": "female", "city": "Lima"})
        self.bought(self.ada, DAY, 10)
        self.refresh()

    def test_each_person_field_groups(self):
        by_person = (
            "member_tier_id",
            "user_id",
            "member_age_band",
            "gender",
            "member_income_band_id",
            "member_interest_ids",
            "category_id",
            "country_id",
            "state_id",
            "city",
        )
        for user, count in ((self.users["manager"], 2), (self.auditor, 2), (self.staff, 1)):
            metrics = self.env["member.metrics"].with_user(user)
            told = metrics.fields_get(by_person, ["groupable", "searchable"])
            for name in by_person:
                self.assertTrue(told[name]["groupable"] and told[name]["searchable"], name)
                groups = metrics._read_group([], [name], ["__count"])
                self.assertEqual(sum(members for _value, members in groups), count, name)
            self.assertEqual(metrics.search([("gender", "=", "female"), ("city", "ilike", "lim")]).partner_id, self.ada)

    def test_each_filter_and_favourite(self):
        metrics = self.env["member.metrics"].with_user(self.staff)
        arch = metrics.get_view(self.env.ref("member_analytics.member_metrics_view_search").id, "search")["arch"]
        domains = [
            ast.literal_eval(node.get("domain")) for node in etree.fromstring(arch).iter("filter") if node.get("domain")
        ]
        favourites = (
            self.env["ir.filters"]
            .with_user(self.staff)
            .get_filters("member.metrics", self.env.ref("member_analytics.member_metrics_action").id)
        )
        self.assertGreaterEqual(len(favourites), 4)
        for domain in [*domains, *(ast.literal_eval(favourite["domain"]) for favourite in favourites)]:
            self.assertLessEqual(metrics.search_count(domain), 1, domain)
        for favourite in favourites:
            names = ast.literal_eval(favourite["context"]).get("group_by", [])
            metrics._read_group([], names, ["__count"])
            for order in ast.literal_eval(favourite["sort"]):
                metrics.search([], order=order)
