from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common_day import DayCase
from .common_give import DAY, ONE_DAY, GiveCase


@tagged("post_install", "-at_install")
class TestGiveActivity(GiveCase):
    """What somebody has to do today is an activity, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members.user_id = cls.staff
        cls.plan = cls.new_plan({"performer": "owner"}, {"delay_days": 3})

    def systray(self, user):
        groups = self.env["res.users"].with_user(user)._get_activity_groups()
        return next((group for group in groups if group["model"] == "member.followup"), {"total_count": 0})

    def test_given_to_a_user_is_an_activity_without_a_mail(self):
        contacts = self.plan_contacts(self.members)
        messages = self.env["mail.message"].search_count([])
        self.give()
        activities = contacts.activity_ids
        self.assertEqual(activities.user_id, self.staff)
        self.assertEqual(activities.mapped("date_deadline"), [DAY] * 3)
        self.assertEqual(activities[0].res_name, "Member 0 · Step 0")
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertEqual(self.systray(self.staff)["total_count"], 3)
        self.assertEqual(self.systray(self.colleague)["total_count"], 0)

    def test_on_the_list_is_none(self):
        contacts = self.plan_contacts(self.members, self.new_plan({}))
        self.give()
        self.assertFalse(contacts.activity_ids)

    def test_done_there_is_done_here(self):
        contact = self.plan_contacts(self.ada)
        self.give()
        contact.activity_ids.with_user(self.staff).action_feedback("Likes the cream")
        self.assertEqual((contact.state, contact.outcome), ("done", "reached"))
        self.assertEqual((contact.note, contact.done_by_id, contact.user_id), ("Likes the cream", self.ana, self.staff))
        self.assertFalse(contact.activity_ids)
        self.assertEqual((contact.run_id.contact_ids - contact).date_planned, DAY + ONE_DAY * 3)

    def test_done_here_is_done_there(self):
        contact = self.plan_contacts(self.ada)
        self.give()
        contact._finish("no_answer", person=self.ana)
        self.assertFalse(contact.activity_ids)
        self.assertEqual(self.systray(self.staff)["total_count"], 0)

    def test_others_do_not_mark_it_as_done(self):
        contact = self.plan_contacts(self.ada)
        self.give()
        stranger = mail_new_test_user(self.env, "give_stranger", groups="base.group_user")
        for user in (stranger, self.colleague, self.cashier):
            with self.assertRaises(AccessError):
                contact.activity_ids.with_user(user).action_feedback("Done")
        self.assertEqual(contact.state, "open")

    def test_other_activities_stay_as_they_are(self):
        activity = self.ada.activity_schedule("mail.mail_activity_data_todo", user_id=self.env.uid)
        activity.action_feedback("Done")
        self.assertFalse(activity.active)

    def test_the_systray_costs_the_same_however_much_is_planned(self):
        self.plan_contacts(self.ada)
        self.give()

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.systray(self.staff)["total_count"], 1)
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        self.plan_contacts(self.new_members(60, first=3), day=DAY + ONE_DAY)
        self.assertEqual(queries(), few)


@tagged("post_install", "-at_install")
class TestGiveActivityTour(DayCase, HttpCase):
    def test_done_in_the_menu_of_activities(self):
        today = self.company._member_today()
        mine, other = (self.new_contact(member, self.me, day=today) for member in (self.ada, self.bea))
        foreign = self.new_contact(self.cleo, self.peer, day=today)
        (mine | other | foreign)._remind()
        self.start_tour("/odoo/my-contacts", "MemberActivityTour", login="till_staff")
        self.assertRecordValues(
            mine,
            [{"state": "done", "outcome": "reached", "note": "Likes the cream", "done_by_id": self.me.id}],
        )
        self.assertFalse(mine.activity_ids)
        self.assertEqual((other.state, foreign.state), ("open", "open"))
