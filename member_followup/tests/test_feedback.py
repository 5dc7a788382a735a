from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_day import DAY, DayCase

QUESTION = "How is the cream?"


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 12:00:00")
class TestFeedback(DayCase):
    """R33: one question after a visit or about a product, answered to staff or by a link, kept and told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.change_step(cls.plan.version_id.step_ids[0], question=QUESTION)

    def answer(self, mark, comment=None, contact=None, via="link"):
        contact = contact or self.new_contact(person=self.me)
        return self.env["member.feedback"].sudo()._record(contact, mark, comment, via)

    # ── To whoever calls ──────────────────────────────────────────────────────────────────────────────────────

    def test_on_the_phone(self):
        call = self.new_contact(person=self.me)
        self.assertEqual(call.with_user(self.staff).focus()["question"], QUESTION)
        self.finish(call, "reached", mark=9, note="Likes it")
        self.assertRecordValues(
            call.feedback_ids,
            [
                {
                    "partner_id": self.ada.id,
                    "mark": 9,
                    "comment": "Likes it",
                    "via": "staff",
                    "person_id": self.me.id,
                    "config_id": self.config.id,
                    "plan_id": self.plan.id,
                    "date": DAY,
                    "kind": "advocate",
                    "score": 100,
                }
            ],
        )
        # Told twice, because no answer came.
        self.finish(call, "reached", mark=9, note="Likes it")
        self.assertEqual(len(call.feedback_ids), 1)
        with self.assertRaisesRegex(UserError, "recorded already"):
            self.finish(call, "reached", mark=2, note="Likes it")

    def test_without_a_mark(self):
        call = self.new_contact(person=self.me)
        self.finish(call, "reached")
        self.assertFalse(call.feedback_ids)

    def test_what_a_browser_may_not_say(self):
        call = self.new_contact(person=self.me)
        for mark in (11, -1, "ten", 7.5, [7], True, 10**30, "9" * 100):
            with self.subTest(mark), self.assertRaisesRegex(UserError, "0 to 10"):
                self.finish(call, "reached", mark=mark)
        with self.assertRaisesRegex(UserError, "spoken to"):
            self.finish(call, "no_answer", mark=7)
        unasked = self.new_contact(self.bea, self.me, self.new_plan({"name": "Call"}))
        with self.assertRaisesRegex(UserError, "asks for no mark"):
            self.finish(unasked, "reached", mark=7)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            call.with_user(self.outsider).action_finish("reached", mark=7)
        self.assertFalse(call.feedback_ids)

    # ── What it is about ──────────────────────────────────────────────────────────────────────────────────────

    def test_purchase_and_product(self):
        self.sell(self.ada, (self.soap, 1), (self.cream, 1))
        contact = self.new_contact(person=self.me)
        contact.run_id.purchase_id = self.env["member.purchase"].search([("partner_id", "=", self.ada.id)])
        answer = self.answer(8, contact=contact)
        self.assertEqual((answer.product_id, answer.categ_id), (self.cream, self.cream.categ_id))
        self.assertEqual(answer.purchase_id, contact.run_id.purchase_id)

    def test_shares(self):
        for mark in (10, 9, 8, 3):
            self.answer(mark)
        rows = self.env["member.feedback"].with_user(self.membership_manager)
        [found] = rows._read_group([], ["plan_id"], ["average:avg", "promoters:avg", "detractors:avg", "score:avg"])
        self.assertEqual(found, (self.plan, 7.5, 50, 25, 25))

    # ── Once ──────────────────────────────────────────────────────────────────────────────────────────────────

    def test_changed_while_it_is_fresh(self):
        contact = self.new_contact(person=self.me)
        answer = self.answer(9, contact=contact)
        with freeze_time(f"{DAY + timedelta(days=1)} 11:59:00"):
            self.assertEqual(self.answer(7, "Less than I thought", contact), answer)
        self.assertEqual((answer.mark, answer.kind, answer.comment), (7, "passive", "Less than I thought"))
        with freeze_time(f"{DAY + timedelta(days=1)} 12:00:00"):
            self.assertFalse(self.answer(1, "Bad", contact))
        self.assertEqual((answer.mark, len(contact.feedback_ids)), (7, 1))

    def test_nobody_edits_it(self):
        answer = self.answer(3, "Dry skin")
        for user in (self.staff, self.membership_manager, self.auditor):
            for change in (lambda one: one.write({"mark": 10}), lambda one: one.unlink()):
                with self.subTest(user.login), self.assertRaises(UserError):
                    change(answer.with_user(user))
            with self.subTest(user.login), self.assertRaises(AccessError):
                answer.with_user(user).copy()
        with self.assertRaisesRegex(UserError, "can't be edited"):
            answer.sudo().mark = 10

    # ── Low marks ─────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_low_mark_is_a_complaint_once(self):
        self.supervisor.group_ids += self.env.ref("member_loyalty.group_manager")
        contact = self.new_contact(person=self.me)
        answer = self.answer(6, "It smells", contact)
        self.assertRecordValues(
            answer.complaint_id,
            [
                {
                    "state": "new",
                    "partner_id": self.ada.id,
                    "config_id": self.config.id,
                    "user_id": self.supervisor.id,
                    "contact_id": contact.id,
                    "note": "Answered 6 of 10.\nIt smells",
                }
            ],
        )
        self.assertEqual(answer.complaint_id.activity_ids.user_id, self.supervisor)
        for mark in (8, 2):
            self.answer(mark, contact=contact)
        self.assertEqual((contact.complaint_ids, answer.mark), (answer.complaint_id, 2))

    def test_the_complaint_of_a_call_is_the_one(self):
        call = self.new_contact(person=self.me)
        reason = self.env.ref("member_followup.member_complaint_reason_product")
        self.finish(call, "complaint", reason=reason.id, mark=1, note="It smells")
        self.assertEqual(len(call.complaint_ids), 1)
        self.assertEqual((call.feedback_ids.complaint_id, call.complaint_ids.reason_id), (call.complaint_ids, reason))

    def test_what_is_low_is_the_companys_to_say(self):
        self.company.member_feedback_low = 3
        self.assertFalse(self.answer(4).complaint_id)
        self.assertTrue(self.answer(3).complaint_id)

    # ── Who sees it ───────────────────────────────────────────────────────────────────────────────────────────

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_whose_it_is(self):
        answer = self.answer(9, "Good")
        for user in (self.staff, self.colleague, self.supervisor, self.membership_manager, self.auditor):
            self.assertEqual(answer.with_user(user).comment, "Good", user.login)
        for user in (self.outsider, self.new_stranger(), self.cashier):
            with self.subTest(user.login), self.assertRaises(AccessError):
                answer.with_user(user).read(["comment"])

    def test_profile(self):
        self.answer(4)
        self.answer(9, "Good")
        blocks = self.ada.with_user(self.staff).member_profile()
        [tile] = [tile for tile in blocks["visits"]["tiles"] if tile["label"] == "Last Mark"]
        self.assertEqual((tile["value"], tile["notes"]), ("9 of 10", ["06/01/2026"]))
        self.env.flush_all()
        rows = self.ada.with_user(self.staff).member_profile_timeline(topic="contact")["rows"]
        self.assertIn(f"Feedback · {QUESTION}", [row["title"] for row in rows])
        # Answers of another store aren't an outsider's.
        blocks = self.ada.with_user(self.outsider).member_profile()
        self.assertNotIn("Last Mark", [tile["label"] for tile in blocks["visits"]["tiles"]])

    # ── What becomes of the member ────────────────────────────────────────────────────────────────────────────

    def test_erased_and_merged(self):
        answer = self.answer(2, "Ada from Main Street")
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((self.ada | self.bea).ids, self.bea)
        self.env.invalidate_all()
        self.assertEqual((answer.partner_id, answer.contact_id.partner_id), (self.bea, self.bea))
        self.bea.sudo()._member_erase()
        self.assertEqual((answer.comment, answer.mark, answer.complaint_id.note), (False, 2, False))

    # ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_steps_say_what_is_missing(self):
        step = self.plan.version_id.step_ids[0]
        with self.assertRaisesRegex(UserError, "no question"):
            self.change_step(step, question=False, script="Tell us: {{ feedback_link }}")
        with self.assertRaisesRegex(UserError, "nobody is asked"):
            self.change_step(step, channel="sms", question=QUESTION, script="Tell us")
        self.assertIn("feedback_link", step.placeholders)

    def test_the_three_three_three_plan_asks(self):
        step = self.env.ref("member_followup.member_followup_step_threes_weeks")
        self.assertEqual(step.question, "How satisfied are you with what you bought?")

    def test_by_month(self):
        self.answer(9)
        [(month, count)] = self.env["member.feedback"]._read_group([], ["date:month"], ["__count"])
        self.assertEqual((month, count), (date(2026, 6, 1), 1))


@tagged("post_install", "-at_install")
class TestFeedbackTour(DayCase, HttpCase):
    def test_asked_on_the_focus_screen(self):
        self.change_step(self.plan.version_id.step_ids[0], question=QUESTION)
        call = self.new_contact(person=self.me, day=self.company._member_today())
        self.start_tour("/odoo/my-contacts", "MemberFeedbackTour", login="till_staff")
        self.assertEqual((call.outcome, call.feedback_ids.mark, call.feedback_ids.via), ("reached", 10, "staff"))
