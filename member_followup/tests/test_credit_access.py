from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_credit import CreditCase


@tagged("post_install", "-at_install")
class TestCreditAccess(CreditCase):
    """Who sees which credits, and that nobody who is measured edits what measures them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        [cls.second_manager] = cls.new_users(credit_manager="member_loyalty.group_manager")
        cls.called(cls.ada, cls.me)
        cls.called(cls.bea, cls.peer)
        cls.bought(cls.ada, 5)
        cls.count(6)
        cls.credit = cls.credits.search([("kind", "=", "woken")])

    def seen(self, user):
        return self.env["member.credit"].with_user(user).search([]).person_id

    def test_who_sees_whose(self):
        self.assertEqual(self.seen(self.staff), self.me)
        self.assertEqual(self.seen(self.colleague), self.peer)
        self.assertFalse(self.seen(self.outsider))
        self.assertEqual(self.seen(self.supervisor), self.me + self.peer)
        for user in (self.membership_manager, self.auditor):
            self.assertEqual(self.seen(user), self.me + self.peer)
        with self.assertRaises(AccessError):
            self.seen(self.cashier)

    def test_nobody_edits(self):
        for user in (self.staff, self.supervisor, self.membership_manager, self.auditor):
            credit = self.credit.with_user(user)
            with self.subTest(user.login):
                with self.assertRaises(UserError):
                    credit.write({"units": 2})
                with self.assertRaises(UserError):
                    credit.unlink()
                with self.assertRaises(AccessError):
                    credit.create({"key": "x", "kind": "woken", "person_id": self.me.id, "day": "2026-06-01"})
                with mute_logger("odoo.addons.base.models.ir_model"):
                    self.assertFalse(credit.load(["key", "kind", "day"], [["y", "woken", "2026-06-01"]])["ids"])
        with self.assertRaises(UserError):
            self.credit.sudo().write({"units": 2})
        with self.assertRaises(UserError):
            self.credit.sudo().unlink()

    def test_count_on_demand(self):
        with self.assertRaises(AccessError):
            self.env["member.credit"].with_user(self.staff).action_recount()
        self.env["member.credit"].with_user(self.membership_manager).action_recount()
        job = self.env["member.job"].sudo().search([("kind", "=", "credits")])
        before = self.credits.search_count([])
        job._run_batch()
        self.assertEqual((job.state, self.credits.search_count([])), ("done", before))

    def test_count_by_the_button(self):
        """The list calls its button with the ids that are selected, mostly none."""
        for ids in ([], self.credit.ids):
            credits = self.env["member.credit"].with_user(self.membership_manager)
            self.assertEqual(call_kw(credits, "action_recount", [ids], {})["tag"], "display_notification")

    def test_rule_of_whoever_is_measured(self):
        rules = self.env["member.credit.rule"]
        with self.assertRaises(AccessError):
            rules.with_user(self.staff).create({})
        rule = rules.with_user(self.membership_manager).create({})
        self.env["member.followup.person"].create({"user_id": self.membership_manager.id})
        with self.assertRaisesRegex(AccessError, "measures you"):
            rule.min_seconds = 0
        with self.assertRaisesRegex(AccessError, "measures you"):
            rule.unlink()
        rule.with_user(self.second_manager).min_seconds = 10

    def test_nobody_takes_themselves_off_the_staff(self):
        """Neither to edit what measures them, nor to come back afterwards."""
        person = self.env["member.followup.person"].create({"user_id": self.membership_manager.id})
        own = person.with_user(self.membership_manager)
        for values in ({"active": False}, {"user_id": self.second_manager.id}, {"user_id": False}):
            with self.assertRaisesRegex(AccessError, "Ask another manager"):
                own.write(values)
        with self.assertRaisesRegex(AccessError, "Ask another manager"):
            own.unlink()
        own.capacity = 3
        person.with_user(self.second_manager).active = False
        self.env["member.credit.rule"].with_user(self.membership_manager).create({})

    # ── Disputes ──────────────────────────────────────────────────────────────────────────────────────────────

    def dispute(self, user, **values):
        disputes = self.env["member.credit.dispute"].with_user(user)
        return disputes.create({"credit_id": self.credit.id, "reason": "She came for the sale", **values})

    def test_dispute_upheld(self):
        dispute = self.dispute(self.membership_manager)
        self.assertEqual(self.env["member.credit.dispute"].with_user(self.staff).search([]), dispute)
        self.assertFalse(self.env["member.credit.dispute"].with_user(self.colleague).search([]))
        with self.assertRaisesRegex(AccessError, "Another manager"):
            dispute.action_uphold()
        with self.assertRaisesRegex(AccessError, "Another manager"):
            dispute.answer = "I am right"
        other = dispute.with_user(self.second_manager)
        with self.assertRaisesRegex(UserError, "Enter the answer"):
            other.action_uphold()
        other.answer = "She says so, too"
        other.action_uphold()
        self.assertEqual(self.told("woken"), {})
        self.count(7)
        self.assertEqual(self.told("woken"), {}, "counting doesn't bring it back")
        with self.assertRaises(UserError):
            other.answer = "Something else"
        with self.assertRaises(UserError):
            dispute.sudo().unlink()
        self.assertEqual(self.credit.dispute_ids.reason, "She came for the sale")

    def test_dispute_rejected(self):
        dispute = self.dispute(self.membership_manager).with_user(self.second_manager)
        dispute.answer = "The sale was over"
        dispute.action_reject()
        self.count(7)
        self.assertEqual(self.told("woken"), {self.me: 1})

    def test_dispute_is_for_managers(self):
        for user in (self.staff, self.supervisor, self.auditor):
            with self.assertRaises(AccessError):
                self.dispute(user)
        self.assertEqual(self.dispute(self.membership_manager, state="upheld").state, "open")

    def test_no_dispute_of_own(self):
        self.me.user_id = self.membership_manager
        with self.assertRaisesRegex(AccessError, "is yours"):
            self.dispute(self.membership_manager)
