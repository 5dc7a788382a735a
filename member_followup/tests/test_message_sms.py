from datetime import timedelta

from requests.exceptions import ConnectionError as Unreachable
from requests.exceptions import ReadTimeout

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_message import DAY, NOON, MessageCase, Provider


@tagged("post_install", "-at_install")
class TestMessageSms(MessageCase):
    def test_sent_once(self):
        """A message is filled, counted, paid for, handed over once, and what follows is planned."""
        contact = self.given(self.plan("sms"), self.ada)
        provider = self.send()
        self.assertEqual(provider.sent, [(self.ada.phone_sanitized, "Dear Ada, come and see us.")])
        self.assertEqual((contact.state, contact.outcome, contact.message_state), ("done", "sent", "accepted"))
        self.assertEqual((contact.message_segments, contact.message_cost), (1, 0.05))
        self.assertEqual(contact.message_text, "Dear Ada, come and see us.")
        self.assertEqual(contact.run_id.contact_ids.filtered(lambda one: one.state == "planned").channel, "phone")
        self.assertEqual(self.send().sent, [])

    def test_coupon(self):
        """It is made before the message tells its code, and stays the same when the message is sent again."""
        program = self.env["loyalty.program"].create({"name": "Ten Percent", "program_type": "coupons"})
        plan = self.plan("sms", script="{{ first_name }}: {{ coupon }}", gift_program_id=program.id)
        contact = self.given(plan, self.ada)
        self.send(Provider(lambda number: "insufficient_credit"))
        contact.date_send = NOON
        provider = self.send()
        coupon = self.env["loyalty.card"].search([("program_id", "=", program.id)])
        self.assertEqual(provider.sent, [(self.ada.phone_sanitized, f"Ada: {coupon.code}")])
        self.assertEqual((contact.coupon_id, coupon.partner_id), (coupon, self.ada))

    def test_price_by_segments(self):
        """A text with one letter out of the alphabet of SMS has segments of 67 letters."""
        contact = self.given(self.plan("sms", script="您好 {{ first_name }}" + "a" * 70), self.ada)
        self.send()
        self.assertEqual((contact.message_segments, contact.message_cost), (2, 0.1))

    def test_committed_before_the_call(self):
        """That it is being sent is kept before the provider is called."""
        contact = self.given(self.plan("sms"), self.ada)
        states = []

        def look(number):
            states.append((contact.state, contact.message_key == number["uuid"]))
            return "success"

        self.send(Provider(look))
        self.assertEqual(states, [("sending", True)])
        self.assertEqual(self.order[:2], ["commit", "call"])

    def test_time_out_is_never_sent_again(self):
        """What a provider didn't answer comes to a person, who finds out and says so."""
        contact = self.given(self.plan("sms"), self.ada)

        def time_out(number):
            raise ReadTimeout("no answer")

        self.send(Provider(time_out))
        self.assertEqual((contact.state, contact.reason, contact.message_state), ("open", "uncertain", "uncertain"))
        self.assertEqual(self.send().sent, [])
        contact.action_was_sent()
        self.assertEqual((contact.state, contact.outcome), ("done", "sent"))
        with self.assertRaises(UserError):
            contact.action_send_again()

    def test_person_sends_again(self):
        """It is another message, so that a late report of the first one isn't believed of it."""
        contact = self.given(self.plan("sms"), self.ada)

        def time_out(number):
            raise ReadTimeout("no answer")

        self.send(Provider(time_out))
        first = contact.message_key
        contact.action_send_again()
        self.assertEqual(len(self.send().sent), 1)
        self.assertEqual(contact.state, "done")
        self.assertNotEqual(contact.message_key, first)

    def test_killed_between_call_and_answer(self):
        """Whose sender is dead is looked after by a person an hour later, and sent by nobody."""
        contact = self.given(self.plan("sms"), self.ada)
        claimed = self.env["member.followup"].sudo()._claim(10)
        self.assertEqual(claimed, contact)
        self.assertEqual(self.send().sent, [])
        self.assertEqual(contact.state, "sending")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE member_followup SET write_date = %s WHERE id = %s", (NOON - timedelta(minutes=61), contact.id)
        )
        contact.invalidate_recordset()
        self.assertEqual(self.send().sent, [])
        self.assertEqual((contact.state, contact.reason), ("open", "uncertain"))

    def test_late_report_settles(self):
        """What nobody knew, the provider's report tells."""
        contact = self.given(self.plan("sms"), self.ada)

        def time_out(number):
            raise ReadTimeout("no answer")

        self.send(Provider(time_out))
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", contact.message_key)])
        tracker._action_update_from_sms_state("sent")
        self.assertEqual((contact.state, contact.outcome, contact.message_state), ("done", "sent", "delivered"))

    def test_not_reached_provider(self):
        """Without a connection nothing was sent: it is tried an hour later, with all tests."""
        contact = self.given(self.plan("sms"), self.ada)

        def refuse(number):
            raise Unreachable("Connection refused")

        self.send(Provider(refuse))
        self.assertEqual((contact.state, contact.date_send), ("planned", NOON + timedelta(hours=1)))
        self.assertFalse(contact.message_key)
        self.assertEqual(self.send().sent, [])
        contact.date_send = NOON
        self.assertEqual(len(self.send().sent), 1)

    def test_no_credit(self):
        """What isn't the member's fault doesn't cost the member the plan."""
        contact = self.given(self.plan("sms"), self.ada)
        self.send(Provider(lambda number: "insufficient_credit"))
        self.assertEqual((contact.state, contact.message_cost), ("planned", 0))
        self.assertTrue(contact.date_send)

    def test_wrong_number(self):
        """Who can't be reached is a failure of the step, and the plan goes on; the others of the call are sent."""
        plan = self.plan("sms")
        contacts = self.given(plan, self.ada) | self.given(plan, self.ben)
        wrong = self.ada.phone_sanitized
        self.send(Provider(lambda number: "wrong_number_format" if number["number"] == wrong else "success"))
        self.assertEqual(contacts.mapped("outcome"), ["undelivered", "sent"])
        self.assertEqual(contacts.mapped("message_state"), ["failed", "accepted"])

    def test_told_provider_to_stop(self):
        """A member who told the provider to stop has withdrawn the consent to SMS, and keeps the others."""
        contact = self.given(self.plan("sms"), self.ada)
        self.send(Provider(lambda number: "unsubscribed"))
        self.assertEqual(contact.outcome, "undelivered")
        self.assertFalse(self.ada._member_may_contact("sms", "marketing"))
        self.assertTrue(self.ada._member_may_contact("email", "marketing"))

    def test_not_delivered_later(self):
        """The plan has gone on: somebody calls the member instead. A report that comes twice changes nothing."""
        contact = self.given(self.plan("sms"), self.ada)
        self.send()
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", contact.message_key)])
        for _time in range(2):
            tracker._action_update_from_provider_error("not_delivered")
        self.assertEqual((contact.outcome, contact.message_state), ("sent", "failed"))
        by_hand = self.env["member.followup"].search([("partner_id", "=", self.ada.id), ("run_id", "=", False)])
        self.assertEqual(by_hand.mapped("channel"), ["phone"])

    def test_tests_in_the_sending_transaction(self):
        """Consent, stop, end of the run and the last day are asked again when it is sent."""
        for case, change in {
            "no_consent": lambda contact: contact.partner_id._member_leave_channel("sms", "portal"),
            "stopped": lambda contact: contact.partner_id.write({"member_no_contact": True}),
            "late": lambda contact: contact.write({"date_last": DAY - timedelta(days=1)}),
        }.items():
            with self.subTest(case):
                contact = self.given(self.plan("sms"), self.ada)
                change(contact)
                self.assertEqual(self.send().sent, [])
                self.assertEqual((contact.state, contact.reason), ("dropped", case))
                self.ada.member_no_contact = False
                self.ada._member_agree("backend", "marketing", ("sms",))

    def test_hours(self):
        """Outside of its hours it waits until they come, and keeps no other message waiting."""
        waiting = self.given(self.plan("sms", hour_from=14, hour_to=15), self.ada)
        self.given(self.plan("sms"), self.ben)
        provider = self.send()
        self.assertEqual([number for number, _text in provider.sent], [self.ben.phone_sanitized])
        self.assertEqual((waiting.state, waiting.date_send), ("planned", NOON + timedelta(hours=2)))

    def test_queue_leaves_them_alone(self):
        """Odoo's own queue of messages sends none of them."""
        self.given(self.plan("sms"), self.ada)
        self.env["member.followup"].sudo()._claim(10)
        self.env.flush_all()
        provider = Provider()
        self.patch(self.env.registry["sms.sms"], "_send_with_api", lambda *args, **kwargs: provider.sent.append(1))
        self.env["sms.sms"]._process_queue()
        self.assertEqual(provider.sent, [])

    def test_many_at_once(self):
        """They are claimed with as many queries as one, and handed over with one call."""
        plan = self.plan("sms")
        members = [self.new_member(f"Member {number}", f"+1650253{1000 + number}") for number in range(14)]
        for member in members:
            member._member_agree("backend", "marketing", ("sms",))
        counts = []
        for some in (members[:1], members[1:2], members[2:]):
            for member in some:
                self.given(plan, member)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            claimed = self.env["member.followup"].sudo()._claim(50)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(claimed), len(some))
            claimed._send_later()
            claimed.date_send = NOON + timedelta(hours=3)
        # The first one compiles what the others find.
        self.assertLessEqual(counts[2], counts[1] + 2)
        waiting = self.env["member.followup"].sudo().search([("date_send", "=", NOON + timedelta(hours=3))])
        waiting.date_send = False
        provider = self.send()
        self.assertEqual((len(provider.sent), self.order.count("call")), (14, 1))
