from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestTierNight(MemberCase):
    """Tiers that end, members who are told before, and tiers by hand."""

    def setUp(self):
        super().setUp()
        self.silver.write({"validity_kind": "months", "validity_months": 6, "grace_days": 10, "notice_days": 14})
        with freeze_time("2026-01-10 12:00:00"):
            self.ada = self.new_member(email="ada@example.com")
            self.sell(self.ada, (self.cream, 13), date_order="2026-01-10 12:00:00")
        self.standing = self.ada.member_standing_ids

    def night(self, day):
        before = self.env["mail.mail"].search([])
        with freeze_time(f"{day} 02:00:00"):
            self.run_night("tiers")
        return self.env["mail.mail"].search([]) - before

    def test_told_and_falls_after_grace(self):
        self.assertEqual((self.ada.member_tier_id, str(self.standing.until)), (self.silver, "2026-07-09"))
        self.silver.write({"window_months": 3})
        self.assertEqual(str(self.standing.review_on), "2026-06-25")
        self.assertFalse(self.night("2026-06-24"))
        mail = self.night("2026-06-25")
        self.assertIn("Silver tier is valid until", mail.subject)
        self.assertIn("500.00 more", mail.body_html)
        self.assertFalse(self.night("2026-06-26"), "once")
        self.night("2026-07-10")
        self.assertEqual(self.ada.member_tier_id, self.silver, "days of grace")
        self.night("2026-07-19")
        self.assertEqual(self.ada.member_tier_id, self.silver)
        self.night("2026-07-20")
        self.assertEqual(self.ada.member_tier_id, self.classic)
        change = self.env["member.tier.change"].search([("partner_id", "=", self.ada.id)], order="id desc", limit=1)
        self.assertEqual(
            (change.reason, str(change.window_start), str(change.window_end)), ("fall", "2026-04-10", "2026-07-19")
        )
        self.assertIn("0.00 (required: $\xa0500.00)", change.explanation)
        self.assertIn("Between 04/10/2026 and 07/19/2026", change.explanation)

    def test_kept_for_another_period(self):
        self.night("2026-06-25")
        self.assertFalse(self.standing.told_until, "nothing is missing")
        self.night("2026-07-10")
        self.assertEqual((self.ada.member_tier_id, str(self.standing.until)), (self.silver, "2027-01-09"))
        change = self.env["member.tier.change"].search([("partner_id", "=", self.ada.id)], order="id desc", limit=1)
        self.assertEqual((change.reason, change.version_id), ("kept", self.silver.version_ids[0]))

    def test_sale_in_the_days_of_grace_keeps(self):
        self.silver.write({"window_months": 3})
        with freeze_time("2026-07-15 12:00:00"):
            self.sell(self.ada, (self.cream, 6), date_order="2026-07-15 12:00:00")
        self.assertEqual((self.ada.member_tier_id, str(self.standing.until)), (self.silver, "2027-01-09"))

    def test_nobody_is_looked_at_before_the_day(self):
        self.night("2026-03-01")
        due = self.env["member.standing"].sudo()._review_due
        self.assertEqual(due(self.company, date(2026, 3, 2)), 0)
        self.assertEqual(due(self.company, date(2026, 6, 25)), 1)

    def test_no_mail_without_consent(self):
        self.silver.write({"window_months": 3})
        self.ada.member_consent_ids.action_withdraw()
        self.assertFalse(self.night("2026-06-25"))

    def test_refund_takes_the_ground_by_setting(self):
        for policy, tier in (("keep", self.silver), ("undo", self.classic)):
            with self.subTest(policy):
                self.silver.on_refund = policy
                bob = self.new_member(f"Bob {policy}", PHONES[5 if policy == "keep" else 6])
                order = self.sell(bob, (self.cream, 6))
                self.assertEqual(bob.member_tier_id, self.silver)
                self.refund(order, (order.lines, 3))
                self.assertEqual(bob.member_tier_id, tier)
        change = self.env["member.tier.change"].search([("partner_id", "=", bob.id)], order="id desc", limit=1)
        self.assertEqual((change.reason, change.purchase_id.refund_of_id.pos_order_id), ("refund", order))

    # ── By hand ───────────────────────────────────────────────────────────────────────────────────────────────

    def hold(self, members, user, **values):
        wizard = (
            self.env["member.tier.hold"]
            .with_user(user)
            .with_context(active_model="res.partner", active_ids=members.ids)
            .create({"tier_id": self.gold.id, "reason": "Moved here", **values})
        )
        wizard.action_hold()

    def test_by_hand_ends_by_itself(self):
        today = self.company._member_today()
        bob = self.new_member("Bob", PHONES[7])
        self.hold(self.ada | bob, self.manager, until=today + timedelta(days=5))
        self.assertEqual((self.ada | bob).member_tier_id, self.gold)
        change = self.env["member.tier.change"].search([("partner_id", "=", bob.id)], order="id desc", limit=1)
        self.assertEqual((change.reason, change.note, change.user_id), ("manual", "Moved here", self.manager))
        self.night(today + timedelta(days=5))
        self.assertEqual(bob.member_tier_id, self.gold)
        self.night(today + timedelta(days=6))
        self.assertEqual(bob.member_tier_id, self.classic)
        self.assertFalse(bob.member_standing_ids.hold_reason)

    def test_lifted(self):
        self.hold(self.ada, self.manager)
        with self.assertRaises(AccessError):
            self.standing.with_user(self.staff).action_lift_hold()
        self.standing.with_user(self.manager).action_lift_hold()
        self.env.invalidate_all()
        self.assertNotEqual(self.ada.member_tier_id, self.gold)

    def test_who_may_hold(self):
        for user in (self.staff, self.cashier):
            with self.assertRaises(AccessError):
                self.hold(self.ada, user)
        with self.assertRaisesRegex(UserError, "is in the past"):
            self.hold(self.ada, self.manager, until="2020-01-01")

    def test_why(self):
        action = self.ada.with_user(self.staff).action_member_why()
        why = Form(
            self.env["member.standing"].with_user(self.staff).browse(action["res_id"]),
            "member_loyalty.member_standing_view_form",
        )
        self.assertEqual(
            (why.shown_tier_id, why.version_id, why.next_tier_id), (self.silver, self.silver.version_ids[0], self.gold)
        )
        self.assertIn("520.00", why.explanation)
        standing = self.env["member.standing"].with_user(self.staff).browse(action["res_id"])
        purchases = self.env["member.purchase"].search(standing.action_view_purchases()["domain"])
        self.assertEqual(purchases.amount_net, 520.0)
