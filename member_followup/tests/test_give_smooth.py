from collections import Counter

from odoo.tests import tagged

from .common_give import DAY, ONE_DAY, GiveCase


@tagged("post_install", "-at_install")
class TestGiveSmooth(GiveCase):
    """The days ahead are even, and within capacity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members |= cls.new_members(21, first=3)
        cls.members.user_id = cls.staff
        cls.ana.capacity = 4
        cls.plan = cls.new_plan({"performer": "owner", "tolerance": 7})

    def per_day(self, contacts):
        """:return: list of how many are looked at on each day from tomorrow on"""
        counts = Counter(contacts.mapped("date_decide"))
        days = (max(counts) - DAY).days
        return [counts[DAY + ONE_DAY * ahead] for ahead in range(1, days + 1)]

    def test_a_day_too_full_is_spread_over_its_tolerance(self):
        contacts = self.plan_contacts(self.members, day=DAY + ONE_DAY * 2)
        self.contacts._smooth(DAY)
        self.assertEqual(self.per_day(contacts), [0, 3, 3, 3, 3, 3, 3, 3, 3])

    def test_nobody_gets_more_than_they_can_do(self):
        contacts = self.plan_contacts(self.members[:20], day=DAY + ONE_DAY)
        later = self.plan_contacts(self.members[:20], self.new_plan({"performer": "owner"}), DAY + ONE_DAY * 4)
        self.contacts._smooth(DAY)
        self.assertEqual(sum(self.per_day(contacts | later)), 40)
        self.assertLessEqual(max(self.per_day(contacts | later)), 4)

    def test_what_finds_no_room_keeps_its_day_and_is_held_back_on_it(self):
        self.ana.capacity = 2
        contacts = self.plan_contacts(self.members, day=DAY + ONE_DAY)
        self.contacts._smooth(DAY)
        self.assertEqual(self.per_day(contacts), [10, 2, 2, 2, 2, 2, 2, 2])
        self.give(DAY + ONE_DAY)
        self.assertEqual(self.told(contacts).count("open"), 2)
        self.assertEqual(self.told(contacts).count("planned capacity"), 8)

    def test_moved_once(self):
        contacts = self.plan_contacts(self.members, day=DAY + ONE_DAY)
        self.contacts._smooth(DAY)
        before = contacts.mapped("date_decide")
        self.plan_contacts(self.members, self.new_plan({"performer": "owner"}), DAY + ONE_DAY * 2)
        self.contacts._smooth(DAY)
        moved = [old for old, new in zip(before, contacts.mapped("date_decide"), strict=True) if old != new]
        self.assertFalse([day for day in moved if day > DAY + ONE_DAY])

    def test_a_backlog_is_spread_after_the_first_day(self):
        contacts = self.plan_contacts(self.members)
        self.give()
        self.assertEqual(self.told(contacts).count("open"), 4)
        waiting = contacts.filtered(lambda contact: contact.state == "planned")
        self.assertEqual(set(waiting.mapped("reason")), {"capacity"})
        self.assertEqual(self.per_day(waiting), [3, 3, 3, 3, 3, 3, 2])

    def test_days_on_which_nobody_is_contacted_stay_free(self):
        plan = self.new_plan({"performer": "owner", "hour_from": 9, "hour_to": 18, "tuesday": False})
        contacts = self.plan_contacts(self.members[:7], plan, DAY + ONE_DAY)
        self.contacts._smooth(DAY)
        self.assertEqual(self.per_day(contacts), [0, 2, 1, 1, 1, 1, 1])

    def test_what_was_agreed_on_stays(self):
        contacts = self.plan_contacts(self.members, day=DAY + ONE_DAY, attempt=2)
        self.contacts._smooth(DAY)
        self.assertEqual(self.per_day(contacts), [24])

    def test_absence_is_known_ahead(self):
        plan = self.new_plan({"performer": "owner", "tolerance": 7, "otherwise": "wait"})
        self.ana.absence_ids = [(0, 0, {"date_from": DAY, "date_to": DAY + ONE_DAY * 4})]
        contacts = self.plan_contacts(self.members[:8], plan, DAY + ONE_DAY)
        self.contacts._smooth(DAY)
        self.assertEqual(self.per_day(contacts), [0, 0, 0, 0, 2, 2, 2, 2])
