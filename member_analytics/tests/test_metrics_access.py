from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

from .common import MetricsCase

MODELS = ("member.metrics", "member.metrics.snapshot")
SYSTEM = ("member.metrics.due", "member.month", "member.month.due", "member.basket.pair", "member.workbook")


@tagged("post_install", "-at_install")
class TestMetricsAccess(MetricsCase, RolesCase):
    """Staff see their own members, managers and auditors all of their company, cashiers none; nobody writes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._member_today()
        cls.own = cls.new_member("Own", user_id=cls.staff.id)
        cls.other = cls.new_member("Other", PHONES[1])
        for partner in (cls.own, cls.other):
            cls.bought(partner, cls.today, 10)
        cls.refresh(cls.today)
        cls.env["member.metrics.snapshot"].sudo()._take(cls.definition, cls.today)

    def seen(self, model, user):
        found = self.env[model].with_user(user).search([("partner_id", "in", (self.own | self.other).ids)])
        return found.sudo().partner_id

    def test_reading(self):
        stranger = self.new_stranger()
        for model in MODELS:
            self.assertEqual(self.seen(model, self.staff), self.own)
            for role in ("auditor", "manager"):
                self.assertEqual(self.seen(model, self.users[role]), self.own | self.other, role)
            with self.assertRaises(AccessError):
                self.seen(model, self.cashier)
            self.assertFalse(self.seen(model, stranger))

    def test_nobody_writes(self):
        for role, user in self.users.items():
            for model in (*MODELS, *SYSTEM):
                with self.assertRaises(AccessError, msg=f"{role} {model}"):
                    self.env[model].with_user(user).check_access("write")
                with self.assertRaises(AccessError, msg=f"{role} {model}"):
                    self.env[model].with_user(user).check_access("create")

    def test_a_new_company_has_its_definition(self):
        company = self.env["res.company"].create({"name": "Branch"})
        found = self.env["member.metrics.definition"].sudo().search_count([("company_id", "=", company.id)])
        self.assertEqual(found, 1, "reports don't write")

    def test_schedules_are_the_managers(self):
        for role, user in self.users.items():
            schedules = self.env["member.workbook.schedule"].with_user(user)
            self.assertEqual(schedules.has_access("write"), role == "manager", role)
            self.assertEqual(schedules.has_access("read"), role in ("manager", "auditor"), role)

    def test_the_definition_is_the_managers(self):
        self.definition.with_user(self.users["manager"]).active_for = 2
        with self.assertRaises(AccessError):
            self.definition.with_user(self.staff).active_for = 1

    def test_the_manager_opens_the_definition_of_their_company(self):
        action = self.env["member.metrics.definition"].with_user(self.users["manager"]).action_open()
        self.assertEqual(action["res_id"], self.definition.id)

    def test_the_form_shows_it_to_staff_and_not_to_cashiers(self):
        self.assertEqual(self.own.with_user(self.staff).member_recency_state, "active")
        self.assertFalse(self.other.with_user(self.staff).member_metrics_id)
        with self.assertRaises(AccessError):
            self.own.with_user(self.cashier).read(["member_metrics_id"])
