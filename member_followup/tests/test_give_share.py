from collections import Counter

from odoo.tests import tagged

from .common_give import DAY, ONE_DAY, GiveCase


@tagged("post_install", "-at_install")
class TestGiveShare(GiveCase):
    """Who gets which contact, within capacity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members |= cls.new_members(9, first=3)

    def shared(self, contacts):
        return Counter(contact.person_id.name or contact.reason or "list" for contact in contacts)

    def test_in_turn_evenly_and_the_rest_waits(self):
        contacts = self.plan_contacts(self.members, self.new_plan({"performer": "turn"}))
        self.give()
        self.assertEqual(self.shared(contacts), {self.ana.name: 5, self.bea.name: 5, "capacity": 2})

    def test_what_waits_is_looked_at_again_and_dropped_for_want_of_capacity(self):
        (self.ana | self.bea).capacity = 1
        contacts = self.plan_contacts(self.members[:3], self.new_plan({"performer": "turn", "tolerance": 1}))
        self.give()
        self.assertEqual(self.told(contacts), ["open", "open", "planned capacity"])
        self.assertEqual(contacts[2].date_decide, DAY + ONE_DAY)
        # What was given out and isn't done takes up the capacity of the next day, too.
        self.give(DAY + ONE_DAY)
        self.assertEqual(self.told(contacts[2]), ["planned capacity"])
        self.give(DAY + ONE_DAY * 2)
        self.assertEqual(self.told(contacts), ["dropped late", "dropped late", "dropped capacity"])

    def test_what_was_made_today_counts(self):
        self.bea.active = False
        self.ana.capacity = 1
        first, second = self.members[0], self.members[1]
        done = self.plan_contacts(first)
        self.give()
        done._finish("reached", person=self.ana, day=DAY)
        contact = self.plan_contacts(second, self.new_plan({}))
        self.give()
        self.assertEqual(self.told(contact), ["planned capacity"])

    def test_priority_decides_whatever_the_order(self):
        (self.ana | self.bea).capacity = 1
        members = self.members[:4]
        low = self.plan_contacts(members[:2], self.new_plan({"performer": "turn"}, priority=10))
        high = self.plan_contacts(members[2:], self.new_plan({"performer": "turn"}, priority=90))
        self.give()
        self.assertEqual(self.told(low | high), ["planned capacity"] * 2 + ["open"] * 2)

    def test_a_store_without_contact_staff_is_told_from_one_whose_people_are_absent(self):
        contacts = self.plan_contacts(self.members[:1], self.new_plan({}))
        owners = self.plan_contacts(self.members[1:2], self.new_plan({"performer": "owner", "otherwise": "wait"}))
        (self.ana | self.bea).config_id = False
        self.give()
        self.assertEqual(self.told(contacts | owners), ["planned unstaffed"] * 2)
        (self.ana | self.bea).config_id = self.config
        for person in self.ana | self.bea:
            person.absence_ids = [(0, 0, {"date_from": DAY, "date_to": DAY + ONE_DAY})]
        self.give(DAY + ONE_DAY)
        self.assertEqual(self.told(contacts), ["planned absent"])

    def test_the_owner_else_the_list(self):
        self.ada.user_id = self.colleague
        contacts = self.plan_contacts(self.ada | self.bob, self.new_plan({"performer": "owner"}))
        self.give()
        self.assertEqual(self.shared(contacts), {self.bea.name: 1, "list": 1})

    def test_absent_otherwise(self):
        self.ada.user_id = self.colleague
        self.bea.absence_ids = [(0, 0, {"date_from": DAY - ONE_DAY, "date_to": DAY})]
        by = {
            otherwise: self.plan_contacts(self.ada, self.new_plan({"performer": "owner", "otherwise": otherwise}))
            for otherwise in ("list", "turn", "wait")
        }
        self.give()
        self.assertEqual(
            {otherwise: (self.told(contact)[0], contact.person_id) for otherwise, contact in by.items()},
            {
                "list": ("open", self.env["member.followup.person"]),
                "turn": ("open", self.ana),
                "wait": ("planned absent", self.env["member.followup.person"]),
            },
        )

    def test_who_becomes_absent_gives_back(self):
        self.ada.user_id = self.colleague
        contact = self.plan_contacts(self.ada, self.new_plan({"performer": "owner"}))
        self.give()
        self.assertEqual(contact.person_id, self.bea)
        self.bea.absence_ids = [(0, 0, {"date_from": DAY + ONE_DAY, "date_to": DAY + ONE_DAY * 9})]
        self.give(DAY + ONE_DAY)
        self.assertEqual((self.told(contact), contact.person_id.id), (["open"], False))
        self.assertFalse(contact.activity_ids)

    def test_the_specialist_and_the_supervisor_behind(self):
        self.ada.member_specialist_id = self.bob.member_specialist_id = self.bea
        plan = self.new_plan({"performer": "specialist"})
        contact = self.plan_contacts(self.ada, plan)
        self.give()
        self.assertEqual(contact.person_id, self.bea)
        self.bea.absence_ids = [(0, 0, {"date_from": DAY, "date_to": DAY})]
        contact = self.plan_contacts(self.bob, plan)
        self.give()
        self.assertEqual(contact.person_id, self.chief)

    def test_who_sold_last_else_who_enrolled(self):
        plan = self.new_plan({"performer": "seller"})
        self.cleo.sudo().member_enrolment_ids._amend({"user_id": self.colleague.id})
        orders = self.env["pos.order"].sudo()
        for member, user, day in (
            (self.ada, self.staff, DAY - ONE_DAY),
            (self.ada, self.colleague, DAY - ONE_DAY * 5),
            (self.bob, self.colleague, DAY - ONE_DAY * 5),
            (self.bob, self.cashier, DAY - ONE_DAY),
        ):
            order = orders.create(
                {
                    "session_id": self.pos_session.id,
                    "partner_id": member.id,
                    "user_id": user.id,
                    "amount_tax": 0,
                    "amount_total": 10,
                    "amount_paid": 10,
                    "amount_return": 0,
                }
            )
            self.bought(member, day, order)
        contacts = self.plan_contacts(self.ada | self.bob | self.cleo, plan)
        self.give()
        self.assertEqual(contacts.mapped("person_id.name"), [self.ana.name, self.bea.name])
        self.assertEqual([contact.person_id for contact in contacts], [self.ana, self.bea, self.bea])

    def test_stores_of_their_own(self):
        here = self.plan_contacts(self.ada, self.new_plan({"performer": "turn"}))
        there = self.plan_contacts(self.bob, self.new_plan({"performer": "turn"}), store=self.other_store)
        self.give()
        self.assertIn(here.person_id, self.ana | self.bea)
        self.assertEqual(there.person_id, self.chief)

    def test_members_of_no_store(self):
        nowhere = self.plan_contacts(self.ada)
        nowhere.config_id = False
        self.give()
        self.assertEqual(self.told(nowhere), ["planned unstaffed"])
        self.chief.config_id = False
        self.give(DAY + ONE_DAY)
        self.assertEqual(self.told(nowhere), ["open"])
        self.assertIn(nowhere, self.env["member.followup"].with_user(self.chief_user).search([]))
        self.assertNotIn(nowhere, self.env["member.followup"].with_user(self.colleague).search([]))
