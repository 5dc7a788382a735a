from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_day import DayCase
from .common_give import GiveCase


@tagged("post_install", "-at_install")
class TestPersonHandOver(GiveCase):
    """Somebody leaves: what is open goes to others, what was done stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dee_user = cls.new_users(give_dee="member_loyalty.group_staff")
        cls.dee = cls.new_person(cls.dee_user)
        cls.members |= cls.new_members(2, first=3)
        cls.members[:4].user_id = cls.staff
        cls.ada.member_specialist_id = cls.ana
        cls.done = cls.plan_contacts(cls.ada, cls.new_plan({"performer": "owner"}))
        cls.give()
        cls.done._finish("reached", person=cls.ana)
        cls.open = cls.plan_contacts(cls.members[:4], cls.new_plan({"performer": "owner"}))
        cls.give()

    def wizard(self, heirs=None, user=None, **values):
        model = self.env["member.followup.hand.over"].with_user(user or self.users["manager"])
        heirs = self.bea | self.dee if heirs is None else heirs
        return model.create({"person_id": self.ana.id, "heir_ids": heirs.ids, **values})

    def test_what_there_is(self):
        wizard = self.wizard()
        self.assertEqual((wizard.contact_count, wizard.owned_count, wizard.looked_after_count), (4, 4, 1))

    def test_members_are_shared_out_with_all_that_is_theirs(self):
        self.wizard().action_hand_over()
        self.assertEqual([contact.person_id for contact in self.open], [self.bea, self.dee] * 2)
        self.assertEqual([member.user_id for member in self.members[:4]], [self.colleague, self.dee_user] * 2)
        self.assertEqual(self.ada.member_specialist_id, self.bea)
        self.assertFalse(self.ana.active)

    def test_what_was_done_stays(self):
        self.wizard().action_hand_over()
        self.assertEqual((self.done.person_id, self.done.done_by_id), (self.ana, self.ana))

    def test_activities_follow(self):
        self.wizard(self.bea).action_hand_over()
        self.assertEqual(self.open.activity_ids.user_id, self.colleague)
        self.assertEqual(len(self.open.activity_ids), 4)

    def test_the_team_goes_to_whoever_is_above(self):
        self.dee.supervisor_id = self.ana
        self.wizard(self.bea, archive=False).action_hand_over()
        self.assertEqual((self.dee.supervisor_id, self.ana.active), (self.chief, True))

    def test_an_archived_user_is_proposed(self):
        self.staff.active = False
        self.assertEqual(self.env["member.followup.hand.over"].new({}).person_id, self.ana)
        self.wizard().action_hand_over()
        self.assertEqual(self.members[0].user_id, self.colleague)

    def test_owners_need_a_user(self):
        nobody = self.env["member.followup.person"].create({"name": "Eve"})
        with self.assertRaisesRegex(UserError, "Eve has no user"):
            self.wizard(nobody).action_hand_over()
        self.members.user_id = False
        self.wizard(nobody).action_hand_over()
        self.assertEqual(self.open.person_id, nobody)
        self.assertFalse(self.open.activity_ids)

    def test_not_to_themselves(self):
        with self.assertRaisesRegex(UserError, "Choose other people"):
            self.wizard(self.ana | self.bea).action_hand_over()

    def test_managers_only(self):
        with self.assertRaises(AccessError):
            self.wizard(user=self.colleague)
        wizard = self.wizard()
        with self.assertRaises(AccessError):
            wizard.with_user(self.colleague).action_hand_over()

    def test_it_takes_as_many_queries_for_many_members(self):
        def queries(members):
            members.user_id = self.staff
            self.plan_contacts(members, self.new_plan({"performer": "owner"}))
            self.give()
            wizard = self.wizard(archive=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_hand_over()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.ana.capacity = 100
        queries(self.members[:2])
        few = queries(self.members[:2])
        # Both the second time: new members clear the registry's caches, and what fills them again is no cost of many.
        many = self.new_members(20, first=10)
        queries(many)
        self.assertEqual(queries(many), few)


@tagged("post_install", "-at_install")
class TestPersonHandOverTour(DayCase, HttpCase):
    def test_from_the_warning_to_the_heir(self):
        today = self.company._member_today()
        open_ones = self.new_contact(self.ada, self.me, day=today) | self.new_contact(self.bea, self.me, day=today)
        self.ada.user_id = self.staff
        self.staff.active = False
        self.start_tour(
            "/odoo/action-member_followup.member_followup_person_action",
            "MemberHandOverTour",
            login="membership_manager",
        )
        self.assertEqual((open_ones.person_id, self.ada.user_id), (self.peer, self.colleague))
        self.assertEqual(open_ones.activity_ids.user_id, self.colleague)
        self.assertFalse(self.me.active)
