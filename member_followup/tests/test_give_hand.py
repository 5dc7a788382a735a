from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_give import DAY, ONE_DAY, GiveCase


@tagged("post_install", "-at_install")
class TestGiveHand(GiveCase):
    """Staff plan contacts by hand with members whom they see."""

    def wizard(self, members, user=None):
        model = self.env["member.followup.plan.contact"].with_user(user or self.staff)
        return Form(model.with_context(active_model="res.partner", active_ids=members.ids))

    def test_today_is_given_out_at_once(self):
        """A member of no store is looked after where it is planned."""
        contact = self.ada.with_user(self.staff)._member_plan_contact("phone", "Her order", DAY, "membership")
        self.assertEqual(self.told(contact.sudo()), ["open"])
        self.assertEqual((contact.config_id, contact.display_name), (self.config, "Member 0 · Her order"))

    def test_for_somebody(self):
        contact = self.ada.with_user(self.staff)._member_plan_contact(
            "phone", "Her order", DAY, "membership", priority=9, person=self.bea
        )
        self.assertEqual((contact.sudo().person_id, contact.sudo().priority), (self.bea, 9))
        self.assertEqual(contact.sudo().activity_ids.user_id, self.colleague)

    def test_later_waits(self):
        contact = self.ada._member_plan_contact("phone", "Her order", DAY + ONE_DAY, "membership", person=self.bea)
        self.assertEqual((self.told(contact), contact.date_decide), (["planned"], DAY + ONE_DAY))
        self.give(DAY + ONE_DAY)
        self.assertEqual((self.told(contact), contact.person_id), (["open"], self.bea))

    def test_not_in_the_past_and_not_with_strangers(self):
        with self.assertRaisesRegex(UserError, "in the past"):
            self.ada._member_plan_contact("phone", "Her order", DAY - ONE_DAY, "membership")
        stranger = self.env["res.partner"].create({"name": "Nobody"})
        with self.assertRaisesRegex(UserError, "Nobody isn't a member"):
            stranger._member_plan_contact("phone", "Her order", DAY, "membership")

    def test_it_goes_to_the_store_of_the_last_purchase(self):
        self.ada.sudo().member_enrolment_ids._amend({"config_id": self.config.id})
        self.assertEqual(self.ada._member_store_ids(), {self.ada.id: self.config.id})
        self.bought(self.ada, DAY)
        self.assertEqual(self.ada._member_store_ids(), {self.ada.id: self.config.id})
        purchase = self.env["member.purchase"].sudo().search([("partner_id", "=", self.ada.id)])
        purchase.config_id = self.other_store
        self.assertEqual(self.ada._member_store_ids(), {self.ada.id: self.other_store.id})

    def test_by_the_wizard(self):
        form = self.wizard(self.members)
        form.subject = "New season"
        form.purpose = "marketing"
        self.cleo.member_no_contact = True
        form.channel = "messenger"
        self.assertEqual(form.refused, "Member 2")
        form.save().action_plan()
        contacts = self.contacts.search([("subject", "=", "New season")])
        self.assertEqual(contacts.partner_id, self.ada | self.bob)
        self.assertEqual(set(contacts.mapped("channel")), {"messenger"})

    def test_nobody_agreed(self):
        form = self.wizard(self.ada)
        form.subject, form.channel, form.purpose = "New season", "email", "marketing"
        with self.assertRaisesRegex(UserError, "Choose another channel"):
            form.save().action_plan()

    def test_cashiers_and_auditors_plan_nothing(self):
        for role in ("cashier", "auditor"):
            with self.assertRaises(AccessError):
                self.wizard(self.ada, self.users[role])

    def test_members_of_another_company_are_out_of_reach(self):
        stranger = self.new_stranger()
        with self.assertRaises(AccessError):
            self.ada.with_user(stranger)._member_plan_contact("phone", "Hello", DAY, "membership")
