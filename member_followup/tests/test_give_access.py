from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_give import GiveCase


@tagged("post_install", "-at_install")
class TestGiveAccess(GiveCase):
    """Staff see their own contacts and their store's list, supervisors those of their team, managers all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Who owns a member sees the member's contacts: here nobody does.
        turn, plan = cls.new_plan({"performer": "turn"}), cls.new_plan({})
        cls.given = cls.plan_contacts(cls.ada | cls.bob, turn)
        cls.listed = cls.plan_contacts(cls.cleo, plan)
        cls.elsewhere = cls.plan_contacts(cls.ada, plan, store=cls.other_store)
        cls.give()
        cls.all = cls.given | cls.listed | cls.elsewhere

    def seen(self, user):
        return self.env["member.followup"].with_user(user).search([]).sudo() & self.all

    def test_who_sees_what(self):
        own = self.given.filtered(lambda contact: contact.person_id == self.ana)
        self.assertEqual(len(own), 1)
        self.assertEqual(self.seen(self.staff), own | self.listed)
        self.assertEqual(self.seen(self.colleague), (self.given - own) | self.listed)
        self.assertEqual(self.seen(self.chief_user), self.given | self.elsewhere)
        for role in ("manager", "auditor"):
            self.assertEqual(self.seen(self.users[role]), self.all, role)
        with self.assertRaises(AccessError):
            self.seen(self.cashier)

    def test_the_owner_of_a_member_sees_her_contacts(self):
        self.cleo.user_id = self.chief_user
        self.assertIn(self.listed, self.seen(self.chief_user))

    def test_nobody_writes_contacts(self):
        for role in ("staff", "auditor", "manager"):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(self.env["member.followup"].with_user(self.users[role]).has_access(operation), role)

    def test_what_is_held_back_is_seen_with_its_reason(self):
        self.ada.member_no_contact = True
        held = self.plan_contacts(self.ada, self.new_plan({}, name="Another"))
        self.give()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_followup_action_held")
        domain = [("reason", "!=", False), ("state", "in", ("planned", "dropped"))]
        self.assertEqual(action["domain"], str(domain))
        self.assertEqual(self.seen_held(self.staff, domain).mapped("reason"), ["stopped"])
        self.assertEqual(self.seen_held(self.chief_user, domain), held.browse())

    def seen_held(self, user, domain):
        return self.env["member.followup"].with_user(user).search(domain)

    def test_the_wizards_are_for_whom_they_are_for(self):
        may = {
            model: [role for role, user in self.users.items() if self.env[model].with_user(user).has_access("create")]
            for model in ("member.followup.plan.contact", "member.followup.hand.over")
        }
        self.assertEqual(
            may,
            {
                "member.followup.plan.contact": ["staff", "clerk", "manager"],
                "member.followup.hand.over": ["manager"],
            },
        )
