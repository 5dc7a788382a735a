from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_day import DAY, DayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 12:00:00")
class TestDayOutcomes(DayCase):
    """Each outcome, and what follows it."""

    def setUp(self):
        super().setUp()
        self.call = self.new_contact(person=self.me)
        self.run_of = self.call.run_id

    def test_reached_goes_on(self):
        said = self.finish(self.call, "reached", note=" Likes it ", seconds=75)
        self.assertRecordValues(
            self.call,
            [
                {
                    "state": "done",
                    "outcome": "reached",
                    "day_done": DAY,
                    "done_by_id": self.me.id,
                    "user_id": self.staff.id,
                    "note": "Likes it",
                    "seconds": 75,
                    "gift_state": "waiting",
                }
            ],
        )
        card = self.following(self.call)
        self.assertEqual((card.step_id.name, card.state, card.date_planned), ("Card", "planned", date(2026, 6, 8)))
        self.assertEqual(said, "Next for Ada: Card (Postal Mail) on 06/08/2026.")

    def test_the_last_step_ends_the_run(self):
        self.finish(self.call, "reached")
        card = self.following(self.call)
        card.sudo().write({"state": "open", "person_id": self.me.id})
        self.assertEqual(self.finish(card, "reached"), "Welcome has ended for Ada.")
        self.assertEqual((self.run_of.state, self.run_of.end_reason), ("ended", "finished"))

    def test_who_promises_is_not_asked_before(self):
        self.finish(self.call, "promised", promised="2026-06-20")
        self.assertEqual(self.call.date_promised, date(2026, 6, 20))
        self.assertEqual(self.call.gift_state, "waiting")
        self.assertEqual(self.following(self.call).date_planned, date(2026, 6, 21))

    def test_no_answer_is_tried_again_and_then_goes_on(self):
        self.finish(self.call, "no_answer")
        again = self.following(self.call)
        self.assertEqual((again.attempt, again.date_planned, again.date_first), (2, date(2026, 6, 3), DAY))
        self.assertFalse(self.call.gift_state)
        again.sudo().write({"state": "open", "person_id": self.me.id})
        with freeze_time("2026-06-03 12:00:00"):
            self.finish(again, "no_answer")
        card = self.following(self.call) - again
        self.assertEqual((card.step_id.name, card.date_planned, card.failures), ("Card", date(2026, 6, 8), 1))

    def test_no_answer_with_a_day_agreed_on(self):
        self.finish(self.call, "no_answer", again="2026-06-11")
        self.assertEqual(self.following(self.call).date_planned, date(2026, 6, 11))

    def test_a_coupon_is_made_for_whom_it_was_offered(self):
        program = self.env["loyalty.program"].create({"name": "Ten Percent", "program_type": "coupons"})
        self.change_step(self.plan.version_id.step_ids[0], gift_program_id=program.id)
        other = self.new_contact(self.bea, person=self.me)
        self.finish(other, "no_answer")
        self.finish(self.call, "reached")
        coupons = self.env["loyalty.card"].search([("program_id", "=", program.id)])
        self.assertEqual((coupons.partner_id, coupons.points, self.call.coupon_id), (self.ada, 1, coupons))

    def test_too_many_failures_end_it(self):
        self.plan.failures = 1
        self.change_step(self.plan.version_id.step_ids[0], retry_times=0)
        self.finish(self.call, "no_answer")
        self.assertEqual((self.run_of.state, self.run_of.end_reason), ("ended", "failures"))
        self.assertFalse(self.following(self.call))

    def test_declined_ends_unless_the_step_goes_elsewhere(self):
        self.finish(self.call, "declined")
        self.assertEqual((self.run_of.state, self.run_of.end_reason), ("ended", "declined"))
        first, card = self.plan.version_id.step_ids
        branch = Command.create({"outcome": "declined", "does": "step", "target_id": card.id})
        self.change_step(first, branch_ids=[branch])
        other = self.new_contact(self.bea, person=self.me)
        self.finish(other, "declined")
        self.assertEqual(self.following(other).step_id, card)

    def test_a_branch_may_end_it_after_any_outcome(self):
        branch = Command.create({"outcome": "reached", "does": "stop"})
        self.change_step(self.plan.version_id.step_ids[0], branch_ids=[branch])
        self.finish(self.call, "reached")
        self.assertEqual((self.run_of.state, self.run_of.end_reason), ("ended", "outcome"))

    def test_stop_withdraws_the_consent_to_this_channel(self):
        self.finish(self.call, "stop")
        self.assertEqual((self.run_of.state, self.run_of.end_reason), ("ended", "stopped"))
        ada = self.ada.with_env(self.env)
        self.assertFalse(ada._member_may_contact("phone"))
        self.assertTrue(ada._member_agreed("marketing", "email"))
        self.assertTrue(ada._member_agreed("marketing", "messenger"))
        self.assertTrue(ada._member_agreed("membership", "phone"))

    def test_stop_of_one_channel_among_several(self):
        self.bea._member_choose("marketing", ["phone", "sms"], "backend")
        self.finish(self.new_contact(self.bea, person=self.me), "stop")
        self.assertFalse(self.bea._member_agreed("marketing", "phone"))
        self.assertTrue(self.bea._member_agreed("marketing", "sms"))
        self.assertFalse(self.bea._member_agreed("marketing", "email"))

    def test_stop_of_a_messenger_is_no_stop_of_calls(self):
        self.finish(self.new_contact(self.bea, person=self.me, channel="messenger"), "stop")
        self.assertFalse(self.bea._member_agreed("marketing", "messenger"))
        self.assertTrue(self.bea._member_agreed("marketing", "phone"))

    def test_stop_in_the_store_is_a_stop_of_all(self):
        self.finish(self.new_contact(self.bea, person=self.me, channel="store"), "stop")
        self.assertTrue(self.bea.member_no_contact)

    def test_a_complaint_is_kept_with_its_reason(self):
        reason = self.env["member.complaint.reason"].create({"name": "Smell"})
        with self.assertRaisesRegex(UserError, "reason of the complaint of Ada"):
            self.finish(self.call, "complaint")
        self.finish(self.call, "complaint", reason=reason.id, note="Smells of fish")
        complaint = self.call.complaint_ids
        self.assertRecordValues(
            complaint,
            [
                {
                    "partner_id": self.ada.id,
                    "reason_id": reason.id,
                    "note": "Smells of fish",
                    "config_id": self.config.id,
                    "state": "new",
                    "date": DAY,
                }
            ],
        )
        self.assertEqual((self.run_of.state, self.run_of.end_reason), ("ended", "complaint"))

    def test_a_wrong_number_is_on_the_list_of_data_quality_until_it_is_another(self):
        self.finish(self.call, "wrong_number")
        self.assertEqual((self.run_of.state, self.run_of.end_reason), ("ended", "wrong_number"))
        todo = [("partner_id", "=", self.ada.id), ("reason", "=", "wrong_number"), ("state", "=", "todo")]
        revision = self.env["member.revision"].search(todo)
        self.assertEqual(revision.description, f"Somebody else answers at {self.ada.phone}")
        self.env["member.revision"]._make_list(self.company)
        self.assertEqual(self.env["member.revision"].search(todo), revision)
        with self.assertRaisesRegex(UserError, "Somebody else answers"):
            revision.action_fixed()
        self.ada.phone = "+16502530999"
        self.env["member.revision"]._make_list(self.company)
        self.assertFalse(self.env["member.revision"].search(todo))

    def test_a_wrong_number_of_two_contacts_is_one_row(self):
        self.finish(self.call, "wrong_number")
        again = self.new_contact(person=self.me)
        self.finish(again, "wrong_number")
        self.assertEqual(
            self.env["member.revision"].search_count(
                [("partner_id", "=", self.ada.id), ("reason", "=", "wrong_number")]
            ),
            1,
        )

    def test_who_is_on_the_phone_while_the_run_ends_is_heard(self):
        """The member buys at the till, and then says on the phone that the cream smells."""
        self.run_of.sudo()._end("purchase")
        self.assertEqual(self.call.state, "stopped")
        self.finish(self.call, "stop", note="No more calls")
        self.assertEqual((self.call.state, self.call.outcome), ("done", "stop"))
        self.assertFalse(self.following(self.call))
        self.assertEqual(self.run_of.end_reason, "purchase")
        self.assertFalse(self.ada._member_agreed("marketing", "phone"))
