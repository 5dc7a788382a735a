from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.member_loyalty.tests.common import PHONES

from .common_day import DAY, DayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 12:00:00")
class TestDayFocus(DayCase):
    """What the focus screen shows of one contact, to whom, and what that costs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.change_step(
            cls.plan.version_id.step_ids[0],
            script="Good morning {{ name }}, how is the cream?",
            advice="The night cream goes with it.",
        )

    def setUp(self):
        super().setUp()
        self.call = self.new_contact(person=self.me)

    def focus(self, contact=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (contact or self.call).with_user(user or self.staff).focus()

    def test_who_and_why(self):
        told = self.focus()
        self.assertEqual(told["who"]["name"], "Ada")
        self.assertEqual(told["who"]["tier"]["name"], "Classic")
        self.assertEqual((told["what"], told["due"], told["gift"]), ("First call", "Today", "Hand cream"))
        self.assertEqual(told["script"], "Good morning Ada, how is the cream?")
        self.assertEqual(told["advice"], "The night cream goes with it.")
        self.assertEqual((told["is_listed"], told["state"], told["against"]), (False, "open", ""))
        self.assertEqual(
            told["dial"], {"phone": PHONES[0], "tel": f"tel:{PHONES[0]}", "whatsapp": "https://wa.me/16502530000"}
        )

    def test_what_was_before(self):
        self.sell(self.ada, (self.cream, 2))
        earlier = self.new_contact(person=self.peer)
        reason = self.env["member.complaint.reason"].create({"name": "Smell"})
        self.finish(earlier, "complaint", self.colleague, note="Smells of fish", reason=reason.id)
        told = self.focus()
        # A colleague's contact, which staff can't read by themselves: who calls has to know it.
        self.assertFalse(self.env["member.followup"].with_user(self.staff).search([("id", "=", earlier.id)]))
        [row] = told["contacts"]
        self.assertEqual((row["amount"], row["day"]), ("Complaint", "06/01/2026"))
        self.assertEqual(row["text"], "followup_colleague · Smells of fish")
        self.assertEqual(told["complaints"], ["Open complaint of 06/01/2026: Smell"])
        [purchase] = told["purchases"]
        self.assertIn("Cream", purchase["text"])
        self.assertIn("80", told["holds"][0]["value"])

    def test_overdue(self):
        with freeze_time("2026-06-02 12:00:00"):
            self.assertEqual(self.focus()["due"], "1 day overdue")
        with freeze_time("2026-06-05 12:00:00"):
            self.assertEqual(self.focus()["due"], "4 days overdue")

    def test_what_is_against_it(self):
        self.change_step(self.plan.version_id.step_ids[0], hour_from=16, hour_to=17)
        self.company.partner_id.tz = "UTC"
        self.assertEqual(self.focus()["against"], "Outside of its hours: 16:00–17:00.")
        with freeze_time(f"{DAY} 16:30:00"):
            self.assertEqual(self.focus()["against"], "")
        self.ada._member_choose("marketing", [], "backend")
        self.assertIn("hasn't agreed", self.focus()["against"])
        self.ada.member_no_contact = True
        self.assertEqual(self.focus()["against"], "Ada wants no contacts.")

    def test_a_number_is_dialed_as_the_world_knows_it(self):
        self.bea.write({"phone": "(650) 253-0044", "country_id": self.env.ref("base.us").id})
        told = self.focus(self.new_contact(self.bea, person=self.me))
        self.assertEqual(
            told["dial"],
            {"phone": "(650) 253-0044", "tel": "tel:+16502530044", "whatsapp": "https://wa.me/16502530044"},
        )
        self.bea.phone = "no number"
        self.assertFalse(self.focus(self.new_contact(self.bea, person=self.me))["dial"])
        self.assertFalse(self.focus(self.new_contact(self.cleo, person=self.me, channel="store"))["dial"])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may_see_it(self):
        self.assertTrue(self.focus(user=self.supervisor))
        self.assertTrue(self.focus(user=self.membership_manager))
        self.assertTrue(self.focus(user=self.auditor))
        self.assertTrue(self.focus(self.new_contact(self.bea), self.colleague))
        for user in (self.colleague, self.outsider, self.cashier, self.new_stranger()):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.focus(user=user)

    def test_it_costs_the_same_with_a_long_history(self):
        def queries():
            self.focus()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.call.with_user(self.staff).focus()
            return self.cr.sql_log_count - before

        self.sell(self.ada, (self.soap, 1))
        self.finish(self.new_contact(person=self.peer), "reached", self.colleague)
        few = queries()
        for _number in range(6):
            self.sell(self.ada, (self.soap, 1))
            self.finish(self.new_contact(person=self.peer), "reached", self.colleague)
        self.assertLessEqual(queries(), few)
        self.assertLess(few, 75)
