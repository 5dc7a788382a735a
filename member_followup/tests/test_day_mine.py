from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common_day import DAY, DayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 12:00:00")
class TestDayMine(DayCase):
    """My Contacts: whose they are, in what order, and how far one has come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        yesterday = DAY - timedelta(days=1)
        cls.listed = cls.new_contact(cls.cleo)
        cls.today = cls.new_contact(cls.ada, cls.me)
        cls.urgent = cls.new_contact(cls.bea, cls.me, priority=90)
        cls.overdue = cls.new_contact(cls.cleo, cls.me, day=yesterday)
        cls.other = cls.new_contact(cls.bea, cls.peer)
        cls.elsewhere = cls.new_contact(cls.bea, config_id=cls.other_store.id)
        cls.planned = cls.new_contact(cls.ada, cls.me, state="planned")

    def mine(self, user):
        return self.env["member.followup"].with_user(user)

    def test_in_order(self):
        queue = self.mine(self.staff).my_queue()
        self.assertEqual(queue["ids"], (self.overdue | self.urgent | self.today | self.listed).ids)
        self.overdue.with_user(self.staff).action_skip()
        queue = self.mine(self.staff).my_queue()
        self.assertEqual(queue["ids"], (self.urgent | self.today | self.listed | self.overdue).ids)

    def test_what_the_screen_needs(self):
        queue = self.mine(self.staff).my_queue()
        self.assertEqual(
            [(outcome["name"], outcome["asks"]) for outcome in queue["outcomes"]],
            [
                ("reached", ""),
                ("promised", "promised"),
                ("no_answer", "again"),
                ("declined", ""),
                ("wrong_number", ""),
                ("complaint", "reason"),
                ("stop", ""),
                ("maybe", ""),
            ],
        )
        self.assertEqual(queue["reasons"][0]["name"], "Product")

    def test_whose(self):
        self.assertEqual(self.mine(self.colleague).my_queue()["ids"], (self.other | self.listed).ids)
        self.assertEqual(self.mine(self.outsider).my_queue()["ids"], self.elsewhere.ids)
        # A supervisor does their own; what the team has is under All Contacts.
        self.assertEqual(self.mine(self.supervisor).my_queue()["ids"], self.elsewhere.ids)
        self.assertEqual(self.mine(self.membership_manager).my_queue()["ids"], [])
        for user in (self.staff, self.colleague, self.membership_manager):
            mine = self.mine(user)
            self.assertEqual(set(mine.search([("is_mine", "=", True)]).ids), set(mine.my_queue()["ids"]), user.login)
        self.assertTrue(self.today.with_user(self.staff).is_mine)
        self.assertFalse(self.today.with_user(self.supervisor).is_mine)

    def test_grouped_by_what_is_due(self):
        groups = self.mine(self.staff).formatted_read_group([("is_mine", "=", True)], ["due"], ["__count"])
        self.assertEqual({group["due"]: group["__count"] for group in groups}, {"overdue": 1, "today": 2, "list": 1})
        for due, contacts in (
            ("overdue", self.overdue),
            ("today", self.today | self.urgent),
            ("list", self.listed),
        ):
            found = self.mine(self.staff).search([("is_mine", "=", True), ("due", "=", due)])
            self.assertEqual(found, found & contacts)
            self.assertEqual(len(found), len(contacts))
            self.assertEqual(set(found.mapped("due")), {due})
        self.assertIn(self.planned, self.mine(self.staff).search([("due", "=", False)]))

    def test_columns_are_there_without_contacts(self):
        groups = self.mine(self.membership_manager).web_read_group([("is_mine", "=", True)], ["due"], ["__count"])
        self.assertEqual(groups["groups"], [])
        expanded = (
            self.mine(self.staff)
            .with_context(read_group_expand=True)
            .web_read_group([("is_mine", "=", True), ("due", "=", "list")], ["due"], ["__count"])
        )
        self.assertEqual([group["due"] for group in expanded["groups"]], ["overdue", "today", "list"])

    def test_my_day(self):
        day = self.mine(self.staff).my_day()
        self.assertEqual((day["done"], day["overdue"], day["today"], day["list"]), (0, 1, 2, 1))
        self.finish(self.overdue, "reached")
        self.finish(self.listed, "no_answer")
        self.finish(self.today, "reached", self.supervisor)
        day = self.mine(self.staff).my_day()
        self.assertEqual((day["done"], day["overdue"], day["today"], day["list"]), (2, 0, 1, 0))
        with freeze_time("2026-06-02 12:00:00"):
            self.assertEqual(self.mine(self.staff).my_day()["done"], 0)

    def test_the_day_is_the_company_s(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        with freeze_time("2026-06-01 13:00:00"):
            self.assertEqual(self.today.with_user(self.staff).due, "overdue")
            self.finish(self.today, "reached")
            self.assertEqual(self.today.day_done, date(2026, 6, 2))

    def test_chosen_ones_come_first(self):
        action = self.today.with_user(self.staff).action_focus()
        self.assertEqual(
            (action["tag"], action["context"]), ("member_followup_focus", {"followup_first": self.today.ids})
        )
