import json
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestHandbook(MemberCase):
    """What the handbook says is what is in force; what was published stays."""

    def setUp(self):
        super().setUp()
        self.draft = self.env["member.handbook"].with_user(self.manager)._draft(self.company)

    def chapter(self, key, content=None):
        content = content or self.draft._content("en_US")
        return next((chapter for chapter in content["chapters"] if chapter["key"] == key), None)

    def line(self, chapter, key, content=None):
        lines = (self.chapter(chapter, content) or {"lines": []})["lines"]
        return next((line["text"] for line in lines if line["key"] == key), None)

    def cell(self, row, tier, content=None):
        rows = self.chapter("tiers", content)["rows"]
        return next((one["cells"].get(str(tier.id)) for one in rows if one["key"] == row), None)

    def changes(self, handbook):
        return [
            (change.chapter, change.label, change.before, change.after)
            for change in handbook._changes_since(handbook._before())
        ]

    def publish(self):
        self.draft.action_publish()
        published = self.draft
        self.draft = self.env["member.handbook"].with_user(self.manager)._draft(self.company)
        return published

    # ── Content ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_tiers_stand_side_by_side_as_their_rules_are(self):
        self.gold.write({"validity_kind": "months", "validity_months": 6, "grace_days": 10, "downgrade": "one"})
        self.assertEqual([column["name"] for column in self.chapter("tiers")["columns"]], ["Classic", "Silver", "Gold"])
        self.assertEqual(self.cell("entry", self.classic), "Every member from enrollment")
        self.assertIn("200.00", self.cell("entry", self.silver))
        self.assertIn("1,000.00", self.cell("entry", self.gold))
        self.assertEqual(self.cell("good", self.silver), "Lifetime")
        self.assertEqual(self.cell("good", self.gold), "6 months")
        self.assertIn("10 more days", self.cell("stay", self.gold))
        self.assertIn("down one tier", self.cell("fall", self.gold))
        self.assertFalse(self.cell("stay", self.silver))
        self.assertEqual(self.cell("points", self.gold), "2 × the points")

    def test_each_rule_of_each_chapter_follows(self):
        def texts():
            return json.dumps(self.draft._content("en_US"), ensure_ascii=False).replace("\xa0", " ")

        benefit = self.env["member.benefit"].create(
            {"name": "Gift Wrap", "line_ids": [(0, 0, {"tier_id": self.gold.id, "quota": 3})]}
        )
        self.assertEqual(self.cell(f"benefit:{benefit.id}", self.gold), "3 per month")
        self.assertFalse(self.cell(f"benefit:{benefit.id}", self.silver))
        wallet = self.new_wallet(member_topup_max=500)
        offer = self.env["member.topup.offer"].create(
            {"name": "Ten more", "program_id": wallet.id, "pay": 100, "bonus": 10}
        )
        edits = [
            (self.program, {"member_expiry": "months", "member_expiry_months": 7}, "7 months after earning"),
            (self.program, {"member_pending": "days", "member_pending_days": 9}, "9 days after the purchase"),
            (self.program, {"member_grace_days": 5}, "valid for another 5 days"),
            (self.program, {"member_redeem_share": 40}, "For up to 40% of a purchase"),
            (self.program, {"member_redeem_minimum": 77}, "Minimum redemption: 77 Points"),
            (self.program.rule_ids, {"reward_point_amount": 3}, "3 Points per $ spent"),
            (self.program.rule_ids, {"minimum_amount": 25}, "Minimum purchase: $ 25.00, including taxes"),
            (self.reward, {"required_points": 123}, "123 Points"),
            (wallet, {"member_balance_max": 888}, "Up to $ 888.00 in the wallet"),
            (wallet, {"member_refund_policy": "paid_share"}, "less the paid share"),
            (offer, {"bonus": 12}, "Pay at least $ 100.00 and receive $ 12.00 bonus"),
            (offer, {"tier_ids": self.gold}, "For Gold"),
            (benefit, {"birthday_month": True}, "Only in the month of your birthday"),
            (self.gold, {"categ_ids": self.categ_basic}, f"Eligible categories: {self.categ_basic.name}"),
            (self.company, {"member_tier_gross": True}, "Purchases count including taxes"),
            (self.company, {"member_leave_days": 45}, "Your points are kept for 45 days"),
            (self.company, {"member_return_history": False}, "You join as a new member"),
            (self.cream.product_tmpl_id, {"member_only": True}, '"Cream"'),
            (self.env.ref("member_loyalty.card_type_standard"), {"validity_months": 31}, "Valid for 31 months"),
        ]
        for record, values, words in edits:
            with self.subTest(words):
                before = texts()
                self.assertNotIn(words, before)
                record.write(values)
                self.assertIn(words, texts())

    def test_what_has_ended_is_gone(self):
        benefit = self.env["member.benefit"].create(
            {"name": "Facial", "line_ids": [(0, 0, {"tier_id": self.gold.id})], "date_to": date(2020, 1, 1)}
        )
        self.assertFalse(self.chapter("benefits"))
        benefit.date_to = False
        self.assertEqual(self.cell(f"benefit:{benefit.id}", self.gold), "Unlimited")
        self.gold.active = False
        self.assertEqual([column["name"] for column in self.chapter("tiers")["columns"]], ["Classic", "Silver"])

    def test_joining_referral_and_consent(self):
        self.assertEqual(self.line("joining", "who"), "Any customer can become a member.")
        self.assertFalse(self.chapter("referral"))
        rule = self.env["member.enrolment.rule"].create({"name": "Large", "amount": 99})
        self.company.member_enrolment_needs_rule = True
        self.assertIn("99.00", self.line("joining", f"rule:{rule.id}"))
        self.assertEqual(self.line("joining", "who"), "Customers who meet one of these conditions.")
        self.assertEqual(self.line("joining", "consent"), "We ask for your consent to the membership first.")
        rule.how = "automatic"
        self.company.member_consent_required = False
        self.assertIn("automatically", self.line("joining", "consent"))
        policy = self.env["member.referral.policy"].create(
            {"name": "Friends", "program_id": self.program.id, "referrer_points": 50, "month_cap": 4}
        )
        self.assertEqual(self.line(f"referral:{policy.id}", "caps"), "4 friends per month.")
        self.company.member_consent_text = "Take my name."
        self.assertIn("Take my name.", self.line("privacy", "membership"))

    def test_terms_of_those_who_joined_before(self):
        today = self.company._member_today()
        self.gold.with_context(member_rule_since=today).write({"entry_spend": 2000})
        self.assertIn("2,000.00", self.cell("entry", self.gold))
        earlier = [line for line in self.chapter("tiers")["lines"] if line["key"].startswith("before:")]
        self.assertEqual(len(earlier), 1)
        self.assertIn("1,000.00", earlier[0]["text"])

    def test_languages(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.gold.with_context(lang="es_ES").name = "Oro"
        published = self.publish()
        self.assertEqual(set(published.content), {code for code, _name in self.env["res.lang"].get_installed()})
        names = [column["name"] for column in self.chapter("tiers", published._content("es_ES"))["columns"]]
        self.assertEqual(names[-1], "Oro")
        # A language that came later reads the company's own.
        self.assertEqual(published._content("fr_FR"), published._content("en_US"))
        self.gold.with_context(lang="es_ES").name = "Dorado"
        self.assertTrue(self.draft.is_outdated, "in any language")

    # ── Versions ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_published_stays_and_the_draft_says_what_has_changed(self):
        self.assertFalse(self.draft.is_outdated, "nothing was published that could be outdated")
        self.draft.intro = "Welcome."
        first = self.publish()
        self.assertEqual((first.version, first.user_id, first.is_newest), (1, self.manager, True))
        self.assertEqual(first.date, self.company._member_today())
        self.assertEqual(self.draft.intro, "Welcome.")
        self.assertFalse(first.is_outdated)
        with self.assertRaisesRegex(UserError, "Nothing has changed"):
            self.draft.action_publish()
        self.silver.entry_spend = 600
        (first | self.draft).invalidate_recordset()
        self.assertTrue(first.is_outdated)
        self.assertIn("500.00", self.cell("entry", self.silver, first._content("en_US")))
        [(chapter, label, before, after)] = self.changes(self.draft)
        self.assertEqual((chapter, label), ("Tiers", "Silver: How to qualify"))
        self.assertIn("500.00", before)
        self.assertIn("600.00", after)
        second = self.publish()
        (first | second).invalidate_recordset()
        self.assertEqual((second.version, first.is_newest, first.is_outdated), (2, False, False))
        self.assertEqual(self.changes(second), [(chapter, label, before, after)])
        self.assertIn("600.00", second.changes)

    def test_nobody_writes_what_is_generated(self):
        first = self.publish()
        for handbook, values in (
            (self.draft, {"content": {}}),
            (self.draft, {"state": "published"}),
            (first, {"intro": "Other words"}),
            (first.sudo(), {"content": {}}),
        ):
            with self.assertRaises(UserError):
                handbook.write(values)
        with self.assertRaises(UserError):
            first.sudo().unlink()
        for user in (self.cashier, self.staff):
            with self.assertRaises(AccessError):
                self.draft.with_user(user).action_publish()

    def test_every_night(self):
        Handbook = self.env["member.handbook"]
        self.run_night("handbook")
        self.assertFalse(Handbook._newest(self.company), "the first one is published by somebody")
        first = self.publish()
        self.run_night("handbook")
        self.assertEqual(Handbook._newest(self.company), first)
        self.gold.points_multiplier = 3
        self.draft.auto_publish = False
        self.run_night("handbook")
        self.run_night("handbook")
        self.assertEqual(Handbook._newest(self.company), first)
        self.assertEqual(len(self.draft.activity_ids), 1)
        self.draft.auto_publish = True
        self.run_night("handbook")
        self.assertEqual(Handbook._newest(self.company).version, 2)

    def test_another_companys_rules(self):
        other = self.env["res.company"].create({"name": "Other Shop"})
        self.env["member.tier"].create({"name": "Elsewhere", "rank": 70, "company_id": other.id})
        self.assertNotIn("Elsewhere", str(self.draft._content("en_US")))
        theirs = self.env["member.handbook"]._draft(other)
        self.assertIn("Elsewhere", str(theirs._content("en_US")))
        self.assertFalse(self.env["member.handbook"].with_user(self.manager).search([("company_id", "=", other.id)]))

    def test_building_costs_the_same_with_more_of_each(self):
        def spent():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.draft._content("en_US")
            return self.env.cr.sql_log_count - before

        benefits = self.env["member.benefit"]
        benefits.create([{"name": "A", "line_ids": [(0, 0, {"tier_id": self.gold.id})]} for _one in range(2)])
        spent()
        few = spent()
        benefits.create([{"name": "B", "line_ids": [(0, 0, {"tier_id": self.gold.id})]} for _one in range(20)])
        self.env["member.tier"].create([{"name": f"T{rank}", "rank": rank} for rank in range(40, 46)])
        spent()
        self.assertLessEqual(spent() - few, 12)
