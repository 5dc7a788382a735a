from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_day import DAY, DayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 12:00:00")
class TestComplaint(DayCase):
    """A complaint is somebody's until it ends, and ends with what was done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("member_followup.member_complaint_reason_price")

    def complaint(self, user=None, **values):
        return (
            self.env["member.complaint"]
            .with_user(user or self.staff)
            .create({"partner_id": self.ada.id, "reason_id": self.reason.id, "note": "Too dear", **values})
        )

    def test_a_manager_is_asked(self):
        self.company.member_responsible_id = self.membership_manager
        complaint = self.complaint()
        self.assertEqual((complaint.user_id, complaint.config_id), (self.membership_manager, self.config))
        self.assertEqual(complaint.tier_id, self.classic)
        activity = complaint.activity_ids
        self.assertEqual((activity.user_id, activity.summary), (self.membership_manager, "Complaint: Price"))
        self.assertEqual(activity.date_deadline, DAY)

    def test_a_supervisor_who_manages_is_asked_first(self):
        self.supervisor.group_ids |= self.env.ref("member_loyalty.group_manager")
        self.assertEqual(self.complaint().user_id, self.supervisor)

    def test_it_ends_with_a_solution(self):
        complaint = self.complaint()
        complaint.with_user(self.membership_manager).action_work()
        self.assertEqual((complaint.state, complaint.user_id), ("working", self.membership_manager))
        self.assertEqual(complaint.activity_ids.user_id, self.membership_manager)
        for method in ("action_solve", "action_close"):
            with self.subTest(method), self.assertRaisesRegex(ValidationError, "Enter the solution.*of Ada"):
                getattr(complaint.with_user(self.membership_manager), method)()
        complaint.invalidate_recordset()
        complaint.solution = "A sample was given"
        complaint.action_solve()
        self.assertEqual((complaint.state, complaint.date_end), ("solved", DAY))
        self.assertFalse(complaint.activity_ids)
        with self.assertRaises(ValidationError):
            complaint.solution = " "

    def test_it_can_begin_again(self):
        complaint = self.complaint(solution="Told her why")
        complaint.action_close()
        self.assertEqual(complaint.date_end, DAY)
        complaint.action_work()
        self.assertEqual((complaint.state, complaint.date_end), ("working", False))

    def test_not_of_a_day_to_come(self):
        with self.assertRaisesRegex(ValidationError, "day to come"):
            self.complaint(date="2026-06-02")

    def test_not_of_somebody_else_s_contact(self):
        contact = self.new_contact(self.bea, person=self.me)
        with self.assertRaisesRegex(ValidationError, "somebody else"):
            self.complaint(contact_id=contact.id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_whose_it_is(self):
        complaint = self.complaint()
        self.assertTrue(complaint.with_user(self.colleague).note)
        for user in (self.outsider, self.new_stranger()):
            with self.subTest(user.login), self.assertRaises(AccessError):
                complaint.with_user(user).read(["note"])
        for user in (self.auditor, self.cashier):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.complaint(user)
        with self.assertRaises(AccessError):
            complaint.with_user(self.membership_manager).unlink()


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 12:00:00")
class TestReasons(DayCase):
    """R24: why they leave, by store, tier, category and month."""

    def report(self, user=None, groupby=("kind", "reason_id")):
        self.env.flush_all()
        rows = self.env["member.report.reasons"].with_user(user or self.membership_manager)
        return rows._read_group([], list(groupby), ["__count"])

    def test_complaints_and_terminations_are_counted_together(self):
        price, product = (
            self.env.ref(f"member_followup.member_complaint_reason_{name}") for name in ("price", "product")
        )
        values = {"partner_id": self.ada.id, "config_id": self.config.id}
        self.env["member.complaint"].create(
            [
                {**values, "reason_id": price.id, "date": "2026-04-20"},
                {**values, "reason_id": product.id, "product_id": self.cream.id},
                {**values, "partner_id": self.bea.id, "reason_id": product.id, "config_id": self.other_store.id},
            ]
        )
        wizard = self.env["member.leave"].with_user(self.membership_manager)
        wizard.create({"partner_ids": self.cleo.ids, "reason": "wish", "reason_id": price.id}).action_leave()
        self.assertEqual(self.cleo.member_leaving_ids.reason_id, price)
        self.assertEqual(
            sorted(self.report(), key=str),
            sorted([("complaint", price, 1), ("complaint", product, 2), ("leaving", price, 1)], key=str),
        )
        self.assertEqual(dict(self.report(groupby=["date:month"])), {date(2026, 4, 1): 1, date(2026, 6, 1): 3})
        self.assertEqual(dict(self.report(groupby=["tier_id"])), {self.classic: 4})
        self.assertEqual(dict(self.report(groupby=["categ_id"]))[self.cream.categ_id], 1)
        # Staff see their store.
        self.assertEqual(sum(count for _kind, _reason, count in self.report(self.staff)), 2)
        self.assertEqual(sum(count for _kind, _reason, count in self.report(self.outsider)), 1)
        for row in self.env["member.report.reasons"].search([]):
            action = row.action_open()
            self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).partner_id, row.partner_id)
