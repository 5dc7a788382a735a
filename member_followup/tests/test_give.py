from odoo.tests import tagged

from .common_give import DAY, ONE_DAY, GiveCase


@tagged("post_install", "-at_install")
class TestGive(GiveCase):
    """What is due is given out, postponed or dropped, each with its reason."""

    def test_given_to_the_list(self):
        contacts = self.plan_contacts(self.members)
        self.give()
        self.assertEqual(self.told(contacts), ["open"] * 3)
        self.assertEqual(contacts.mapped("date_given"), [DAY] * 3)
        self.assertFalse(contacts.person_id or contacts.activity_ids)
        self.assertFalse(any(contacts.mapped("date_decide")))

    def test_not_before_its_day(self):
        contact = self.plan_contacts(self.ada, day=DAY + ONE_DAY)
        self.give()
        self.assertEqual(self.told(contact), ["planned"])
        self.give(DAY + ONE_DAY)
        self.assertEqual(self.told(contact), ["open"])

    def test_dropped_without_consent_and_the_run_goes_on(self):
        contact = self.plan_contacts(self.ada)
        self.ada.sudo().member_consent_ids.filtered(lambda consent: consent.purpose == "marketing").action_withdraw()
        self.ada.sudo()._member_agree("backend", "marketing", ["post"])
        self.give()
        self.assertEqual(self.told(contact), ["dropped no_consent"])
        self.assertEqual((contact.outcome, contact.day_done), ("dropped", DAY))
        following = contact.run_id.contact_ids - contact
        self.assertEqual((following.channel, following.date_planned), ("post", DAY + ONE_DAY * 7))

    def test_the_blacklist_is_told_apart(self):
        contacts = self.plan_contacts(self.ada | self.bob)
        self.env["phone.blacklist"].sudo().add(self.ada.phone_sanitized)
        self.bob.phone = False
        self.give()
        self.assertEqual(self.told(contacts), ["dropped blacklisted", "dropped no_consent"])

    def test_who_wants_no_contacts_or_left_leaves_the_plan(self):
        contacts = self.plan_contacts(self.ada | self.bob)
        self.ada.member_no_contact = True
        self.bob.sudo().member_left_on = DAY
        self.give()
        self.assertEqual(self.told(contacts), ["dropped stopped"] * 2)
        self.assertEqual(contacts.run_id.mapped("end_reason"), ["stopped", "left"])
        self.assertEqual(contacts.run_id.contact_ids, contacts)

    def test_in_the_store_nobody_needs_a_consent(self):
        plan = self.new_plan({"channel": "store"})
        self.ada.sudo().member_consent_ids.action_withdraw()
        contact = self.plan_contacts(self.ada, plan)
        self.give()
        self.assertEqual(self.told(contact), ["open"])

    def test_limits_postpone(self):
        self.env["member.followup.cap"].create({"count": 1, "days": 7})
        first, second = self.plan_contacts(self.ada), self.plan_contacts(self.ada, self.new_plan({}, priority=90))
        self.give()
        self.assertEqual(self.told(first | second), ["planned cap", "open"])
        self.assertEqual(first.date_decide, DAY + ONE_DAY * 7)

    def test_what_is_done_counts_for_limits(self):
        self.env["member.followup.cap"].create({"count": 1, "days": 3})
        done = self.plan_contacts(self.ada, self.new_plan({}))
        self.give()
        done._finish("reached", day=DAY)
        later = self.plan_contacts(self.ada, day=DAY + ONE_DAY)
        self.give(DAY + ONE_DAY)
        self.assertEqual(self.told(later), ["planned cap"])
        self.assertEqual(later.date_decide, DAY + ONE_DAY * 3)

    def test_one_plan_at_a_time(self):
        low = self.plan_contacts(self.ada, self.new_plan({}, exclusive=True, priority=10))
        high = self.plan_contacts(self.ada, self.new_plan({}, exclusive=True, priority=90))
        self.give()
        self.assertEqual(self.told(low | high), ["planned other_plan", "open"])
        high.plan_id.state = "paused"
        self.give(DAY + ONE_DAY)
        self.assertEqual(self.told(low), ["open"])

    def test_a_plan_that_pauses_waits(self):
        contact = self.plan_contacts(self.ada)
        self.plan.state = "paused"
        self.give()
        self.assertEqual(self.told(contact), ["planned"])
        self.plan.state = "running"
        self.give(DAY + ONE_DAY)
        self.assertEqual(self.told(contact), ["open"])

    def test_hours_postpone_to_an_open_day(self):
        never = {"hour_from": 11, "hour_to": 12, "monday": False}
        contact = self.plan_contacts(self.ada, self.new_plan(never))
        self.give()
        self.assertEqual(self.told(contact), ["planned hours"])
        self.assertEqual(contact.date_decide, DAY + ONE_DAY)

    def test_too_late_on_somebodys_list(self):
        contact = self.plan_contacts(self.ada)
        self.give()
        self.give(contact.date_last)
        self.assertEqual(self.told(contact), ["open"])
        self.give(contact.date_last + ONE_DAY)
        self.assertEqual(self.told(contact), ["dropped late"])
        self.assertTrue(contact.run_id.contact_ids - contact)

    def test_conditions_that_are_not_met_skip_the_step(self):
        plan = self.new_plan({"only_if_no_purchase": True}, {"only_if_reached": True})
        contacts = self.plan_contacts(self.ada | self.bob, plan)
        self.bought(self.ada, DAY)
        self.give()
        self.assertEqual(self.told(contacts), ["dropped condition", "open"])
        self.assertEqual(contacts[0].outcome, "skipped")
        unreached = contacts[0].run_id.contact_ids - contacts[0]
        self.assertEqual(
            (unreached.step_id, self.told(unreached)), (plan.version_id.step_ids[1], ["dropped condition"])
        )
        self.assertEqual(contacts[0].run_id.end_reason, "finished")

    def test_messages_are_put_aside_for_sending(self):
        contact = self.plan_contacts(self.ada, self.new_plan({"channel": "sms"}))
        self.give()
        self.assertEqual(self.told(contact), ["planned"])
        self.assertEqual((contact.date_given, contact.date_decide), (DAY, False))
        known = contact._known(self.ada.ids, DAY + ONE_DAY)[self.ada.id]
        self.assertEqual(known.had, ((DAY + ONE_DAY, "sms"),))

    def test_twice_a_day_is_once(self):
        self.env["member.followup.cap"].create({"count": 1, "days": 7})
        contacts = self.plan_contacts(self.members) | self.plan_contacts(self.members, self.new_plan({}, priority=90))
        self.give()
        before = contacts.read(["state", "reason", "date_given", "date_decide", "person_id"])
        self.give()
        self.assertEqual(contacts.read(["state", "reason", "date_given", "date_decide", "person_id"]), before)
