from datetime import timedelta

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.tests import tagged

from odoo.addons.member_loyalty.demo import shop
from odoo.addons.member_loyalty.tests.common_demo import DemoShopCase

# Nobody owes anything, few return much, the lines are as they were kept, and baskets are drawn by lot.
MAYBE_EMPTY = {
    ("member.report.ends", "debts"),
    ("member.report.ends", "returns"),
    ("member.report.pairs", "products"),
    ("member.report.quadrants", "moves"),
}


@tagged("post_install", "-at_install")
class TestDemoShop(DemoShopCase):
    """What the demo shop shows of its members, as its manager finds it."""

    addons = ("member_loyalty", "member_analytics")
    # Its own test builds the whole shop.
    size = 100

    def test_shop(self):
        company = self.env.ref("base.main_company")
        manager = self.env.ref("member_loyalty.demo_user_manager")
        self.env = self.env(user=manager, context={"allowed_company_ids": company.ids})
        here, today = [("company_id", "=", company.id)], company._member_today()
        metrics = self.env["member.metrics"].search(here)
        with self.subTest("every member is counted, and the sums are those of the purchases"):
            members = self.env["res.partner"].search(
                [("is_member", "=", True), ("company_id", "in", [company.id, False])]
            )
            self.assertEqual(metrics.partner_id, members)
            self.assertGreater(len(members & self.members), self.size * 0.9)
            bought = [*here, ("partner_id", "in", members.ids)]
            [(spend,)] = self.env["member.purchase"]._read_group(bought, [], ["amount_net:sum"])
            self.assertAlmostEqual(sum(metrics.mapped("net_spend")), spend, 2)
            self.assertEqual(self.env["member.metrics.definition"]._of(company).refreshed_to, today)
        with self.subTest("members sleep as the shop was drawn"):
            asleep = metrics.filtered(lambda one: one.recency_state in ("dormant", "lost", "never"))
            self.assertAlmostEqual(len(asleep) / len(metrics), 0.8, delta=0.03)
            for name in ("recency_state", "quadrant", "abc", "rfm_group", "attachment"):
                shown = set(metrics.mapped(name)) - {False}
                self.assertGreater(len(shown), 2, name)
        with self.subTest("each month end of the history is kept, and each month's sales"):
            ends = {day for (day,) in self.env["member.metrics.snapshot"]._read_group(here, ["day:day"])}
            first = today - timedelta(days=shop.HISTORY_DAYS)
            each = {first + relativedelta(day=1, months=count, days=-1) for count in range(1, 20)}
            self.assertEqual(ends, {day for day in each if first < day < today})
            [(sold,)] = self.env["member.month"]._read_group(here, [], ["amount_net:sum"])
            [(facts,)] = self.env["member.purchase"]._read_group(here, [], ["amount_net:sum"])
            self.assertAlmostEqual(sold, facts, 2)
        with self.subTest("each block of each report has something to show"):
            empty = {
                (report._name, name)
                for report in self.env["member.workbook"]._reports()
                # The shop is drawn without what other addons show.
                if report._original_module == "member_analytics"
                for name in report._blocks
                if not report.read_block(name, {})["rows"]
            }
            self.assertEqual(empty - MAYBE_EMPTY, set())
        with self.subTest("sleeping members cost something"):
            tiles = self.env["member.report.dashboard"].read_block("sleeping", {})["rows"]
            self.assertGreater(len(tiles), 2)
        with self.subTest("every ready segment can be told, and most have somebody"):
            segments = self.env["member.segment"].with_context(active_test=False).search([])
            self.assertEqual(set(segments.mapped("problem")), {False})
            inhabited = segments.filtered("member_count")
            self.assertGreater(len(inhabited), len(segments) / 2)

    def test_a_list_asks_as_much_for_many_rows_as_for_few(self):
        self.env = self.env(user=self.env.ref("member_loyalty.demo_user_manager"))
        lists = self.our_lists()
        self.assertGreater(len(lists), 40)
        for model, view in lists:
            with self.subTest(model=model._name, view=view):
                few, many = (self.queries_of_list(model, view, limit) for limit in (20, 40))
                # One more for a model of which the first rows have nothing.
                self.assertLessEqual(many, few + 2)

    def our_lists(self):
        """:return: set of (model, id of the list's view) that the menus and buttons of our addons open"""
        addons = [("module", "in", self.addons), ("model", "=", "ir.actions.act_window")]
        # sudo: the registry of actions; what they open is read with the manager's rights.
        actions = self.env["ir.actions.act_window"].browse(
            self.env["ir.model.data"].sudo().search(addons).mapped("res_id")
        )
        lists = set()
        for action in actions.sudo().filtered(lambda action: "list" in action.view_mode and action.target != "new"):
            views = action.view_ids.filtered(lambda view: view.view_mode == "list").view_id | action.view_id
            model = self.env[action.res_model]
            if not model._transient and not model._abstract:
                lists.add((model, views.filtered(lambda view: view.type == "list")[:1].id or False))
        return lists

    def queries_of_list(self, model, view, limit):
        arch = etree.fromstring(model.get_view(view, "list")["arch"])
        fields = {name: model._fields[name] for name in arch.xpath("//field/@name") if name in model._fields}
        asked = {name: {"fields": {"display_name": {}}} if field.relational else {} for name, field in fields.items()}
        self.env.flush_all()
        for _again in range(2):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            model.web_search_read([], asked, limit=limit)
        return self.env.cr.sql_log_count - before
