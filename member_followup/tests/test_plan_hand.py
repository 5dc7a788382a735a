from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.member_loyalty.tests.common import PHONES

from .common_plan import PlanCase


@tagged("post_install", "-at_install")
class TestPlanHand(PlanCase):
    """Members come into a plan from their list or by their numbers; what isn't known is said, and stays."""

    def setUp(self):
        super().setUp()
        self.care = self.plan("Call")
        self.care._start()

    def wizard(self, numbers="", picked=None):
        context = {"active_model": "res.partner", "active_ids": picked.ids} if picked else {}
        model = self.env["member.followup.add"].with_user(self.membership_manager).with_context(**context)
        form = Form(model)
        form.plan_id = self.care
        form.numbers = numbers
        return form

    def inside(self):
        return self.care.sudo().run_ids.partner_id

    def test_from_the_list(self):
        wizard = self.wizard(picked=self.ada | self.ben).save()
        wizard.action_add()
        self.assertEqual(self.inside(), self.ada | self.ben)
        self.assertEqual(wizard.result, "2 members were added to Care.")
        contacts = self.care.sudo().run_ids.contact_ids
        self.assertEqual(contacts.step_id, self.care.step_ids)
        self.assertEqual(set(contacts.mapped("date_planned")), {self.company._member_today()})

    def test_by_numbers(self):
        card = self.env["member.card"].search([("partner_id", "=", self.ben.id)], limit=1)
        known = [self.ada.phone, card.number or self.ben.member_number, self.eve.member_number]
        form = self.wizard("\n".join([*known, "", "12", " +1 650 253 9999 "]))
        self.assertEqual(form.unknown, "12: no member has this number.\n+1 650 253 9999: no member has this number.")
        wizard = form.save()
        wizard.action_add()
        self.assertEqual(self.inside(), self.members)
        self.assertEqual(wizard.numbers, "12\n+1 650 253 9999", "What isn't known isn't lost.")

    def test_a_number_of_two_is_asked_for(self):
        self.new_member("Twin", PHONES[50])
        self.new_member("Other", PHONES[51]).phone = PHONES[50]
        form = self.wizard(PHONES[50])
        self.assertRegex(form.unknown, "Twin and Other have this number|Other and Twin have this number")
        form.save().action_add()
        self.assertFalse(self.inside())

    def test_nobody_enters_twice(self):
        self.wizard(picked=self.ada).save().action_add()
        self.ben.member_no_contact = True
        wizard = self.wizard(picked=self.members).save()
        wizard.action_add()
        self.assertEqual(self.inside(), self.ada | self.eve)
        self.assertRegex(wizard.result, r"1 members were added.*\n2 members were not: .*\((Ada and Ben|Ben and Ada)\)")

    def test_running_plans_and_managers_only(self):
        wizard = self.wizard(picked=self.ada).save()
        self.care._pause()
        with self.assertRaisesRegex(UserError, "Care isn't running"):
            wizard.action_add()
        with self.assertRaises(AccessError):
            self.env["member.followup.add"].with_user(self.staff).create({"plan_id": self.care.id})

    def test_many_at_once(self):
        members = self.env["res.partner"].union(
            *(self.new_member(f"Member {number}", f"+16502538{number:03}") for number in range(30))
        )
        wizard = self.wizard("\n".join(members.mapped("phone"))).save()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            wizard.action_add()
        self.assertEqual(self.inside(), members)
