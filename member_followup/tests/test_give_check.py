from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_give import DAY, ONE_DAY, GiveCase


@tagged("post_install", "-at_install")
class TestGiveCheck(GiveCase):
    """A contact is made only if it may be in that very moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada.tz = "Europe/Madrid"
        cls.plan = cls.new_plan({"hour_from": 11, "hour_to": 12}, {"delay_days": 7})
        cls.contact = cls.plan_contacts(cls.ada)
        cls.give()

    def check(self, hour=9, minute=30, day=DAY):
        """At a time of UTC; in Madrid it is two hours later."""
        moment = datetime(day.year, day.month, day.day, hour, minute)
        return self.contact.with_user(self.staff)._check_may_be_made(moment)

    def test_within_its_hours(self):
        self.assertEqual(self.check(), "")
        self.assertEqual(self.told(self.contact), ["open"])

    def test_outside_of_its_hours(self):
        for hour, minute in ((8, 59), (10, 0)):
            with self.assertRaisesRegex(UserError, "isn't contacted at this time"):
                self.check(hour, minute)
        self.assertEqual(self.told(self.contact), ["open"])

    def test_the_next_time_is_told(self):
        self.staff.tz = "Asia/Shanghai"
        with self.assertRaisesRegex(UserError, "06/02/2026 05:00:00 PM"):
            self.check(11)

    def test_consent_withdrawn_meanwhile(self):
        self.ada.sudo().member_consent_ids.action_withdraw()
        self.assertEqual(self.check(), "no_consent")
        self.assertEqual(self.told(self.contact), ["dropped no_consent"])
        self.assertTrue(self.contact.run_id.contact_ids - self.contact)

    def test_blacklisted_meanwhile(self):
        self.env["phone.blacklist"].sudo().add(self.ada.phone_sanitized)
        self.assertEqual(self.check(), "blacklisted")

    def test_wants_no_contacts_any_more(self):
        self.ada.member_no_contact = True
        self.assertEqual(self.check(), "stopped")
        self.assertEqual(self.contact.run_id.end_reason, "stopped")

    def test_the_member_has_bought(self):
        self.bought(self.ada, DAY)
        self.assertEqual(self.check(), "")
        self.plan.exit_on_purchase = True
        self.assertEqual(self.check(), "exit")
        self.assertEqual(self.told(self.contact), ["stopped exit"])
        self.assertEqual(self.contact.run_id.end_reason, "purchase")

    def test_a_condition_that_is_not_true_any_more(self):
        plan = self.new_plan({"only_if_no_purchase": True})
        self.contact = self.plan_contacts(self.ada, plan)
        self.assertEqual(self.check(), "")
        self.bought(self.ada, DAY + ONE_DAY)
        self.assertEqual(self.check(), "condition")
        self.assertEqual(self.contact.outcome, "skipped")

    def test_what_is_over_is_not_made(self):
        self.contact.run_id._end("hand")
        with self.assertRaisesRegex(UserError, "is over"):
            self.check()
