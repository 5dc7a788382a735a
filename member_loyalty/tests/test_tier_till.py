from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestTierAtTheTill(MemberCase):
    """What the till is told of the way to the next tier, of a rise and of a tier that ends."""

    def snapshot(self, member):
        self.env.invalidate_all()
        return self.config.with_user(self.cashier).member_snapshot(member.id)

    def test_tiers_above_with_what_counts(self):
        member = self.new_member()
        self.sell(member, (self.cream, 2))
        silver, gold = self.snapshot(member)["ladder"]
        self.assertEqual((silver["tier"]["name"], silver["asked"]), ("Silver", {"spend": 500.0, "single": 200.0}))
        self.assertEqual((silver["have"]["spend"], silver["counts_here"], silver["categories"]), (80.0, True, False))
        self.assertEqual(gold["asked"], {"spend": 1000.0})
        self.sell(member, (self.cream, 6))
        self.assertEqual([step["tier"]["name"] for step in self.snapshot(member)["ladder"]], ["Gold"])

    def test_visits_of_today_count_once(self):
        self.silver.write({"entry_single": 0, "entry_spend": 0, "entry_visits": 3})
        member = self.new_member()
        with freeze_time("2026-03-01 12:00:00"):
            self.sell(member, (self.soap, 1), date_order="2026-03-01 12:00:00")
        with freeze_time("2026-03-02 12:00:00"):
            silver = self.snapshot(member)["ladder"][0]
            self.assertEqual((silver["have"]["visits"], silver["visits_with_order"]), (1, 2))
            self.sell(member, (self.soap, 1), date_order="2026-03-02 12:00:00")
            silver = self.snapshot(member)["ladder"][0]
            self.assertEqual((silver["have"]["visits"], silver["visits_with_order"]), (2, 2))

    def test_what_counts_elsewhere_or_of_some_goods_only(self):
        below = self.env["product.category"].create({"name": "Below", "parent_id": self.categ_basic.id})
        self.silver.categ_ids = self.categ_basic
        self.gold.config_ids = self.config.copy()
        silver, gold = self.snapshot(self.new_member())["ladder"]
        self.assertLessEqual({self.categ_basic.id, below.id}, set(silver["categories"]))
        self.assertEqual((silver["counts_here"], gold["counts_here"]), (True, False))

    def test_rules_of_those_who_joined_before(self):
        with freeze_time("2026-01-10 12:00:00"):
            old = self.new_member()
        self.silver.with_context(member_rule_since="2026-02-01").entry_spend = 700
        with freeze_time("2026-02-10 12:00:00"):
            new = self.new_member("Bea", "+16502530051")
            asked = [self.snapshot(member)["ladder"][0]["asked"]["spend"] for member in (old, new)]
        self.assertEqual(asked, [500.0, 700.0])

    def test_nothing_above_for_who_is_held_below(self):
        member = self.new_member()
        self.sell(member, (self.cream, 6))
        member.sudo()._member_hold_tier(self.classic, reason="Trouble")
        self.assertEqual((member.member_tier_id, self.snapshot(member)["ladder"]), (self.classic, []))

    def test_what_a_rise_brings(self):
        coupons = self.env["loyalty.program"].create({"name": "Ten Off", "program_type": "coupons"})
        self.silver.write({"gift_points": 50, "gift_program_id": self.program.id, "gift_coupon_program_id": coupons.id})
        line = lambda tier, quota: Command.create({"tier_id": tier.id, "quota": quota})  # noqa: E731
        self.env["member.benefit"].create(
            [
                {"name": "Wrapping", "line_ids": [line(self.classic, 1), line(self.silver, 3)]},
                {"name": "Water", "line_ids": [line(self.classic, 0), line(self.silver, 0)]},
                {"name": "Lounge", "line_ids": [line(self.silver, 0)]},
            ]
        )
        member = self.new_member()
        first, order = self.sell(member, (self.soap, 1)), self.sell(member, (self.cream, 6))
        self.assertFalse(first.with_user(self.cashier).member_summary["welcome"])
        welcome = order.with_user(self.cashier).member_summary["welcome"]
        code = self.env["member.tier.welcome"].search([("partner_id", "=", member.id)]).coupon_id.code
        self.assertEqual(welcome["tier"], "Silver")
        self.assertEqual(
            welcome["brings"],
            [
                f"50 {self.program.portal_point_name}",
                f"Ten Off, code {code}",
                "1.5 times the points",
                "Wrapping: 3 per month",
                "Lounge",
            ],
        )

    def test_a_fall_is_no_welcome(self):
        self.silver.on_refund = "undo"
        member = self.new_member()
        order = self.sell(member, (self.cream, 6))
        self.assertTrue(order.member_summary["welcome"])
        back = self.refund(order, (order.lines, 6))
        self.env.invalidate_all()
        self.assertEqual((member.member_tier_id, back.member_summary["tier"]), (self.classic, "Classic"))
        self.assertFalse(back.member_summary["welcome"])

    def test_a_rise_by_an_offline_sale_is_told_at_the_next_visit(self):
        member = self.new_member()
        self.sell(member, (self.cream, 6), member_offline=True)
        [prompt] = self.snapshot(member)["prompts"]
        self.assertIn("Reached Silver with the purchase of", prompt)
        self.sell(member, (self.soap, 1))
        self.assertFalse(self.snapshot(member)["prompts"])

    def test_a_tier_that_ends_is_said(self):
        self.silver.write({"validity_kind": "months", "validity_months": 6, "grace_days": 10, "notice_days": 14})
        self.silver.window_months = 3
        with freeze_time("2026-01-10 12:00:00"):
            member = self.new_member()
            self.sell(member, (self.cream, 13), date_order="2026-01-10 12:00:00")
        with freeze_time("2026-06-26 12:00:00"):
            self.assertFalse(self.snapshot(member)["prompts"], "not told yet")
            self.env["member.standing"].sudo()._review_due(self.company, self.company._member_today())
            [prompt] = self.snapshot(member)["prompts"]
            self.assertIn("Silver ends on 07/09/2026. Missing to requalify:", prompt)
            self.assertIn("500.00 more", prompt)
            self.sell(member, (self.soap, 2), date_order="2026-06-26 12:00:00")
            self.assertIn("480.00 more", self.snapshot(member)["prompts"][0])
        with freeze_time("2026-07-12 12:00:00"):
            self.assertIn("can be kept until 07/19/2026.", self.snapshot(member)["prompts"][0])
            self.sell(member, (self.cream, 12), date_order="2026-07-12 12:00:00")
            self.assertEqual(self.snapshot(member)["prompts"], [])
