from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_give import DAY, ONE_DAY, GiveCase


@tagged("post_install", "-at_install")
class TestPerson(GiveCase):
    """Who contacts members: users, and employees without one."""

    def test_named_after_the_user(self):
        self.assertEqual(self.ana.name, "till_staff")
        self.ana.name = "Ana"
        self.assertEqual(self.ana.name, "Ana")

    def test_somebody_without_a_user(self):
        person = self.env["member.followup.person"].create({"name": "Dee"})
        self.assertEqual((person.name, person.has_left), ("Dee", False))

    @mute_logger("odoo.sql_db")
    def test_a_user_once_in_a_company(self):
        with self.assertRaises(IntegrityError):
            self.new_person(self.staff)

    def test_nobody_supervises_themselves(self):
        with self.assertRaises(ValidationError):
            self.chief.supervisor_id = self.ana

    def test_an_archived_user_is_found(self):
        self.colleague.active = False
        people = self.env["member.followup.person"]
        self.assertEqual(people.search([("has_left", "=", True)]), self.bea)
        self.assertIn(self.ana, people.search([("has_left", "=", False)]))

    def test_absences_in_the_right_order(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.ana.absence_ids = [(0, 0, {"date_from": DAY, "date_to": DAY - ONE_DAY})]

    def test_managers_change_and_staff_read(self):
        self.bea.with_user(self.users["manager"]).capacity = 3
        self.assertEqual(self.bea.with_user(self.staff).capacity, 3)
        with self.assertRaises(AccessError):
            self.ana.with_user(self.staff).capacity = 99
        with self.assertRaises(AccessError):
            self.ana.with_user(self.cashier).read(["name"])

    def test_the_specialist_is_chosen_on_the_members_form(self):
        member = self.ada.with_user(self.staff)
        with Form(member, "member_loyalty.res_partner_view_form") as form:
            form.member_specialist_id = self.bea
        self.assertEqual(self.ada.member_specialist_id, self.bea)

    def test_employees_come_with_employees_only(self):
        known = "hr.employee" in self.env
        self.assertEqual(self.ana.employee_model, "hr.employee" if known else False)

    def test_an_employee_sold(self):
        if "employee_id" not in self.env["pos.order"]._fields:
            self.skipTest("Cashiers sign in as users here.")
        employee, with_user = self.env["hr.employee"].create(
            [{"name": "Eve"}, {"name": "Bea", "user_id": self.colleague.id}]
        )
        eve = self.env["member.followup.person"].create({"employee_id": employee.id, "config_id": self.config.id})
        self.assertEqual(eve.name, "Eve")
        for member, cashier in ((self.ada, employee), (self.bob, with_user)):
            order = self.env["pos.order"].create(
                {
                    "session_id": self.pos_session.id,
                    "partner_id": member.id,
                    "user_id": self.staff.id,
                    "employee_id": cashier.id,
                    "amount_tax": 0,
                    "amount_total": 10,
                    "amount_paid": 10,
                    "amount_return": 0,
                }
            )
            self.bought(member, DAY, order)
        contacts = self.plan_contacts(self.ada | self.bob, self.new_plan({"performer": "seller"}))
        self.give()
        self.assertEqual([contact.person_id for contact in contacts], [eve, self.bea])
        self.assertFalse(contacts[0].activity_ids)
