import json
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_plan import PlanCase


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01 12:00:00")
class TestPlanPreview(PlanCase):
    """Before a plan starts, one sees whom it would contact, on which days, and what the SMS would cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.member_sms_price = 0.05
        cls.ada.birthdate_date = "1990-05-08"
        cls.ben.birthdate_date = "1990-05-11"
        cls.eve.birthdate_date = "1990-09-01"

    def preview(self, **values):
        step = {"name": "Wish", "channel": "sms", "script": "Happy birthday, {{ name }}! " + "x" * 150}
        plan = self.plan({**step, **values}, trigger="birthday", trigger_days=-7, again="occasion")
        action = plan.action_preview()
        return self.env["member.followup.preview"].with_user(self.membership_manager).browse(action["res_id"])

    def test_figures(self):
        self.ada.sudo()._member_agree("backend", "marketing", ("sms",))
        preview = self.preview()
        self.assertEqual((preview.first, preview.last), (date(2026, 5, 1), date(2026, 5, 30)))
        self.assertEqual((preview.contact_count, preview.member_count, preview.barred_count), (2, 2, 1))
        self.assertEqual(preview.line_ids.filtered("is_barred").partner_id, self.ben)
        self.assertEqual((preview.segment_count, preview.sms_cost), (4, 0.2))
        [bars] = json.loads(preview.by_day)
        self.assertEqual(len(bars["values"]), 30)
        self.assertEqual([bar["label"] for bar in bars["values"] if bar["value"]], ["1 May", "4 May"])

    def test_past_year(self):
        preview = self.preview()
        preview.action_past()
        self.assertEqual((preview.first, preview.last), (date(2025, 5, 1), date(2025, 5, 30)))
        self.assertEqual(preview.line_ids.mapped("date"), [date(2025, 5, 1), date(2025, 5, 4)])
        preview.action_next()
        self.assertEqual(preview.first, date(2026, 5, 1))

    def test_warnings(self):
        self.assertRegex(self.preview().warning, "None of these members may be contacted")
        self.ada.sudo()._member_agree("backend", "marketing", ("sms",))
        self.assertFalse(self.preview().warning)
        self.eve.birthdate_date = "1990-05-20"
        others = self.env["res.partner"].search([("is_member", "=", True)]) - self.members
        others.birthdate_date = "1990-05-21"
        self.assertRegex(self.preview().warning, r"^\d+ of \d+ members would be contacted")
        (self.members | others).birthdate_date = False
        self.assertRegex(self.preview().warning, "Nobody would be contacted")
        first = self.plan("Call", trigger="first_purchase")
        preview = self.env["member.followup.preview"].browse(first.action_preview()["res_id"])
        self.assertRegex(preview.warning, "Nobody knows yet who will enter")
        preview.action_past()
        self.assertRegex(preview.warning, "Nobody would be contacted")
        by_hand = self.plan("Call")
        preview = self.env["member.followup.preview"].browse(by_hand.action_preview()["res_id"])
        self.assertRegex(preview.warning, "Nobody enters by themselves")

    def test_capacity(self):
        self.env["member.followup.person"].create({"name": "Mia", "capacity": 1})
        (self.ada | self.ben).birthdate_date = "1990-05-09"
        self.assertRegex(self.preview().warning, "2 contacts are due, and your staff can make 1 a day")

    def test_starts_from_here_and_nothing_before(self):
        preview = self.preview()
        self.assertFalse(preview.plan_id.run_ids)
        preview.action_start()
        self.assertEqual(preview.plan_id.state, "running")

    def test_managers_only(self):
        plan = self.plan("Call")
        for user in (self.staff, self.auditor):
            with self.assertRaises(AccessError):
                plan.with_user(user).action_preview()

    def test_cost_doesn_t_grow_by_member(self):
        plan = self.plan(
            {"name": "Wish", "channel": "sms", "script": "{{ name }} {{ last_product }}"},
            trigger="birthday",
            trigger_days=-7,
        )
        for number in range(20):
            self.new_member(f"Member {number}", f"+16502539{number:03}", birthdate_date="1990-05-12")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            plan.action_preview()
