from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_campaign import DAY, EVENT, CampaignCase


@tagged("post_install", "-at_install")
class TestCampaignAnswers(CampaignCase):
    """What guests answer, and who comes, gets the gift, buys and brings a friend."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = cls.new_members(4)
        cls.campaign = cls.new_campaign(cls.members)
        cls.campaign.action_start()
        cls.ada, cls.ben, cls.cleo, cls.dora = cls.members

    def guest(self, partner):
        return self.of(self.campaign, partner)

    def answer(self, partner, outcome, **recorded):
        [contact] = self.guest(partner).contact_ids.filtered(lambda one: one.state == "open")
        user = contact.person_id.user_id
        said = contact.with_user(user).action_finish(outcome, **recorded)["said"]
        self.env.invalidate_all()
        return said

    def test_answers(self):
        self.answer(self.ada, "promised", promised=str(EVENT))
        self.answer(self.ben, "maybe")
        self.answer(self.cleo, "declined")
        self.answer(self.dora, "reached")
        told = [(one.answer, one.is_reached, one.date_promised) for one in map(self.guest, self.members)]
        self.assertEqual(
            told, [("promised", True, EVENT), ("maybe", True, False), ("no", True, False), (False, True, False)]
        )
        self.assertIn(self.guest(self.ada).person_id, self.me | self.peer)
        self.assertEqual(self.steps(self.campaign), [4, 4, 1, 0, 0])

    def test_what_the_focus_screen_says(self):
        """What it is about once, and its days."""
        contact = self.guest(self.ada).contact_ids
        told = contact.with_user(contact.person_id.user_id).focus()
        self.assertEqual((told["what"], told["why"]), ("Summer Evening", ["06/06/2026"]))
        self.campaign.name = "Autumn Evening"
        told = contact.with_user(contact.person_id.user_id).focus()
        self.assertEqual((told["what"], told["why"]), ("Summer Evening", ["Autumn Evening", "06/06/2026"]))

    def test_promised_for_a_day_after_it(self):
        with self.assertRaisesRegex(UserError, "Summer Evening ends on 06/06/2026"):
            self.answer(self.ada, "promised", promised=str(EVENT + timedelta(days=1)))
        self.assertFalse(self.guest(self.ada).answer)

    def test_asked_again(self):
        """Who doesn't answer is asked once more, and not after the deadline."""
        said = self.answer(self.ada, "no_answer", again=str(DAY + timedelta(days=2)))
        self.assertIn("Summer Evening", said)
        self.assertEqual(self.guest(self.ada).answer, "not_reached")
        [again] = self.guest(self.ada).contact_ids.filtered(lambda one: one.state == "planned")
        self.assertEqual((again.date_planned, again.attempt), (DAY + timedelta(days=2), 2))
        with self.on(DAY + timedelta(days=2)):
            self.contacts._give_out(self.company, DAY + timedelta(days=2))
            self.answer(self.ada, "no_answer")
            self.assertEqual(len(self.guest(self.ada).contact_ids), 2, "as often as the wave says")
        self.answer(self.ben, "no_answer", again=str(EVENT + timedelta(days=1)))
        self.assertEqual(len(self.guest(self.ben).contact_ids), 1)

    def test_check_in_from_the_list(self):
        guest = self.guest(self.ada).with_user(self.staff)
        with self.assertRaisesRegex(UserError, "isn't running today"):
            guest.action_check_in()
        self.answer(self.ada, "promised", promised=str(EVENT))
        with self.on(EVENT):
            with self.assertRaisesRegex(UserError, "hasn't been checked in"):
                guest.action_give_gift()
            guest.action_check_in()
            with self.assertRaisesRegex(UserError, "already checked in"):
                guest.action_check_in()
            guest.action_give_gift()
            with self.assertRaisesRegex(UserError, "already given"):
                guest.action_give_gift()
            self.assertEqual(self.guest(self.ada).contact_ids.date_came, EVENT)
        self.assertEqual((self.guest(self.ada).came_by_id, self.guest(self.ada).gift_given_by_id), (self.staff,) * 2)
        self.assertEqual(self.steps(self.campaign), [4, 1, 1, 1, 0])

    def test_nobody_else_checks_in(self):
        elsewhere = self.guest(self.ada)
        elsewhere.write({"config_id": self.new_till(name="Other").id})
        with self.on(EVENT), self.assertRaises(AccessError):
            elsewhere.with_user(self.staff).action_check_in()
        with self.on(EVENT), self.assertRaises(AccessError):
            elsewhere.with_user(self.cashier).action_check_in()
        with self.on(EVENT), self.assertRaisesRegex(AccessError, "Membership staff check guests in"):
            elsewhere.with_user(self.auditor).action_check_in()
        with self.on(EVENT), self.assertRaisesRegex(AccessError, "Membership staff check guests in"):
            elsewhere.with_user(self.auditor).action_give_gift()
        self.assertFalse(elsewhere.came_at)

    def test_who_comes_is_not_called_any_more(self):
        """On the first of two days."""
        campaign = self.new_campaign(self.members, ({"date_last": EVENT},), date_from=DAY, name="Two Days")
        campaign.action_start()
        guest = self.of(campaign, self.ada)
        guest.with_user(self.staff).action_check_in()
        self.assertEqual(guest.contact_ids.mapped("state"), ["stopped"])

    def test_a_refund_takes_the_purchase_out(self):
        self.bought(self.ada.ids, EVENT, 100)
        self.bought(self.ben.ids, EVENT + timedelta(days=3), 50)
        self.bought(self.cleo.ids, EVENT + timedelta(days=8), 50)
        self.bought(self.dora.ids, DAY, 50)
        with self.on(EVENT + timedelta(days=4)):
            whole = self.campaign.funnel()["whole"]
            self.assertEqual(
                [step["count"] for step in whole["steps"]], [4, 0, 0, 1, 2], "who buys on the day has come"
            )
            self.assertEqual((whole["revenue"], whole["bought_on_day"]), (150, 1))
            self.bought(self.ada.ids, EVENT, 100, refunds=True)
            whole = self.campaign.funnel()["whole"]
            self.assertEqual([step["count"] for step in whole["steps"]], [4, 0, 0, 0, 1])
            self.assertEqual(whole["revenue"], 50)

    def test_friends(self):
        self.env["member.referral.policy"].search([]).active = False
        policy = self.env["member.referral.policy"].create({"name": "Bring a friend", "program_id": self.program.id})
        friend = self.new_members(1, "Friend")
        self.env["member.referral"].sudo()._record(self.ada, friend, policy)
        self.assertEqual(self.campaign.funnel()["whole"]["friends"], 0, "a customer already")
        newcomer = self.new_member("Newcomer", "+16502532999")
        self.env["member.referral"].sudo()._record(self.ada, newcomer, policy)
        self.assertEqual(self.campaign.funnel()["whole"]["friends"], 1)
        domain = self.campaign.action_step("friends")["domain"]
        self.assertEqual(self.env["member.report.campaign"].search(domain).partner_id, self.ada)

    def test_members_who_become_one(self):
        """Invited, if one of both was; what either did stays."""
        self.answer(self.ada, "promised", promised=str(EVENT))
        self.guest(self.ben).arm = "held_out"
        with self.on(EVENT):
            self.guest(self.ben).with_user(self.staff).action_check_in()
        contacts = self.guest(self.ada).contact_ids | self.guest(self.ben).contact_ids
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge((self.ada | self.ben).ids, self.ben, extra_checks=False)
        guest = self.guest(self.ben)
        self.assertEqual((guest.arm, guest.answer, bool(guest.came_at)), ("invited", "promised", True))
        self.assertEqual(guest.contact_ids, contacts)
        self.assertEqual(len(self.campaign.guest_ids), 3)

    def test_erased_guest_still_counts(self):
        self.answer(self.ada, "promised", promised=str(EVENT), note="Comes with Ada's sister")
        contact = self.guest(self.ada).contact_ids
        naming = self.new_campaign(domain=f"[('name', '=', '{self.ada.name}')]")
        self.ada.sudo()._member_erase()
        self.assertEqual(naming.domain, "[('name', '=', 'erased')]")
        self.assertEqual(self.steps(self.campaign), [4, 1, 1, 0, 0])
        self.assertFalse(contact.note)

    def test_by_sms(self):
        """A message that went out has reached; one that comes back hasn't."""
        campaign = self.new_campaign(self.members, ({"channel": "sms"},), name="By SMS")
        campaign.action_start()
        contacts = campaign.guest_ids.sudo().contact_ids
        self.assertEqual(set(contacts.mapped("state")), {"planned"})
        self.assertEqual(len(contacts.filtered("date_given")), 4)
        self.assertFalse(contacts[0]._later(self.env.cr.now(), "UTC"))
        for contact in contacts:
            contact._finish("sent")
        self.assertEqual(self.steps(campaign)[:2], [4, 4])
        contacts[0].with_context(member_followup_amend=True).message_state = "sending"
        contacts[0]._note_failure("sms_server_error")
        self.assertEqual(self.steps(campaign)[:2], [4, 3])
