from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_pay import DAY_OF_PAY, PayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY_OF_PAY} 10:00:00")
class TestPayAccess(PayCase):
    """Everybody sees their own, and nobody edits what pays them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(f"{DAY_OF_PAY} 10:00:00"):
            cls.credit(cls.me, (7, 1))
            cls.credit(cls.peer, (7, 1))
            cls.july = cls.approved(7)
            cls.credit(cls.me, (8, 1))
            cls.august = cls.sheet(8)
        cls.env.flush_all()

    def seen(self, user):
        lines = self.env["member.bonus.line"].with_user(user).search([])
        return {(line.date_month.month, line.person_id) for line in lines}

    def test_who_sees_what(self):
        mine, theirs, draft = (7, self.me), (7, self.peer), (8, self.me)
        self.assertEqual(self.seen(self.staff), {mine})
        self.assertEqual(self.seen(self.colleague), {theirs})
        self.assertEqual(self.seen(self.supervisor), {mine, theirs})
        self.assertEqual(self.seen(self.outsider), set())
        for user in (self.boss, self.auditor):
            self.assertEqual(self.seen(user), {mine, theirs, draft})
        with self.assertRaises(AccessError):
            self.seen(self.cashier)

    def test_staff_open_the_credits_behind_their_own(self):
        line = self.july.sudo().line_ids.filtered(lambda line: line.person_id == self.me)
        action = line.with_user(self.staff).action_view_credits()
        self.assertEqual(len(self.env["member.credit"].with_user(self.staff).search(action["domain"])), 1)
        # Not the scheme, but the rule that it is paid by.
        self.assertEqual(line.with_user(self.staff).rule_text, "Contact Made: $\xa00.50 each.")
        with self.assertRaises(AccessError):
            line.with_user(self.colleague).action_view_credits()

    def test_nobody_edits(self):
        line, rule = self.august.sudo().line_ids[0], self.scheme.rule_ids[0]
        for user in (self.cashier, self.staff, self.supervisor, self.auditor, self.boss):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    line.with_user(user).write({"amount": 99})
                with self.assertRaises(AccessError):
                    line.with_user(user).create({"sheet_id": self.august.id, "amount": 1})
                with self.assertRaises(UserError):
                    self.august.with_user(user).write({"state": "approved"})
                if user != self.cashier:
                    with mute_logger("odoo.addons.base.models.ir_model"):
                        found = line.with_user(user).load([".id", "amount"], [[str(line.id), "9"]])
                    self.assertFalse(found["ids"])
        for user in (self.cashier, self.staff, self.supervisor, self.auditor):
            with self.subTest(user.login):
                with self.assertRaises(UserError):
                    rule.with_user(user).write({"rate": 99})
                for name in ("action_prepare", "action_approve", "action_pay"):
                    with self.assertRaises(AccessError):
                        getattr(self.august.with_user(user), name)()

    def test_a_state_is_not_said_at_creation(self):
        self.august.sudo().unlink()
        sheet = self.env["member.bonus.sheet"].with_user(self.boss)
        made = sheet.create({"date_month": "2026-08-17", "state": "paid", "last_credit_id": 10**6, "approved_by_id": 1})
        self.assertEqual((made.state, made.approved_by_id.id, str(made.date_month)), ("draft", False, "2026-08-01"))

    def test_a_manager_on_the_contact_staff_edits_no_scheme(self):
        self.env["member.followup.person"].create({"user_id": self.boss.id, "config_id": self.config.id})
        with self.assertRaisesRegex(AccessError, "this measures you"):
            self.new_scheme({"rate": 1}).with_user(self.boss).write({"name": "Mine"})
        with self.assertRaisesRegex(AccessError, "this measures you"):
            self.env["member.bonus.rule"].with_user(self.boss).create({"scheme_id": self.new_scheme({}).id, "rate": 1})

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        [stranger] = self.new_users(pay_stranger="member_loyalty.group_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in ("member.bonus.sheet", "member.bonus.line", "member.bonus.scheme", "member.bonus.rule"):
            self.assertFalse(self.env[model].with_user(stranger).search([]), model)
        with self.assertRaises(AccessError):
            self.august.with_user(stranger).action_approve()
