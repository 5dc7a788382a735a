from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, RolesCase


@tagged("post_install", "-at_install")
class TestAccess(RolesCase):
    def test_who_may_top_up_and_pay_back(self):
        for model, allowed in (
            ("member.topup.make", {"staff", "clerk", "manager"}),
            ("member.value.refund.make", {"manager"}),
            ("member.benefit.use.make", {"staff", "clerk", "manager"}),
            ("member.benefit.undo", {"staff", "clerk", "manager"}),
            ("member.referral.register", {"staff", "clerk", "manager"}),
            ("member.pin", set()),
        ):
            for role, user in self.users.items():
                with self.subTest(model=model, role=role):
                    self.assertEqual(self.env[model].with_user(user).has_access("create"), role in allowed)

    def test_nobody_edits_the_ledger(self):
        self.sell(self.new_member(), (self.cream, 1))
        entry = self.env["member.ledger.entry"].search([], limit=1)
        change = self.env["member.tier.change"].search([], limit=1)
        for record in (entry, change):
            for forbidden in (record.with_user(self.membership_manager), record.sudo()):
                with self.assertRaises(UserError):
                    forbidden.write({"company_id": self.company.id})
                with self.assertRaises(UserError):
                    forbidden.unlink()

    # ── What belongs to the rules and the ledger ──────────────────────────────────────────────────────────────

    def test_balance_is_the_managers_to_adjust(self):
        member = self.new_member()
        self.sell(member, (self.cream, 1))
        card = member.member_loyalty_card_ids
        for user in (self.cashier, self.staff, self.clerk, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                card.with_user(user).write({"points": 5000})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.balance_wizard(card, user).action_update_card_point()
        self.assertEqual(card.points, 40)
        self.balance_wizard(card, self.membership_manager).action_update_card_point()
        entry = card.member_entry_ids[0]
        self.assertEqual((card.points, entry.kind, entry.amount), (90, "adjust", 50))
        self.assertEqual((entry.reason, entry.user_id), ("Apology", self.membership_manager))
        self.assert_ledger_holds()

    def balance_wizard(self, card, user):
        values = {"card_id": card.id, "new_balance": 90, "description": "Apology"}
        return self.env["loyalty.card.update.balance"].with_user(user).create(values)

    def test_points_do_not_change_hands(self):
        card, friend = self.card_with_points(), self.new_member("Eve", PHONES[1])
        for values in ({"partner_id": friend.id}, {"active": False}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                card.with_user(self.cashier).write(values)

    def card_with_points(self):
        member = self.new_member()
        self.sell(member, (self.cream, 1))
        return member.member_loyalty_card_ids

    def test_number_and_tier_follow_from_the_rules(self):
        member = self.new_member()
        for values in (
            {"member_tier_id": self.gold.id},
            {"member_number": "000000018"},
            {"member_since": "2001-01-01"},
            {"member_tier_id": False},
            {"member_number": False},
        ):
            for user in (self.cashier, self.staff):
                with self.subTest(values=values, user=user.login), self.assertRaises(AccessError):
                    member.with_user(user).write(values)
            if not any(values.values()):
                continue
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(self.staff).create({"name": "Eve", **values})

    def test_cashier_reads_members_without_their_history(self):
        member = self.new_member().with_user(self.cashier)
        self.assertTrue(member.member_number)
        self.assertEqual(member.member_tier_id.name, "Classic")
        for field in ("member_points", "member_spend", "member_card_ids", "member_consent_ids"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                member.read([field])

    def test_only_a_till_asks_what_can_be_spent(self):
        member = self.new_member()
        employee = mail_new_test_user(self.env, "employee", groups="base.group_user")
        asked = {str(self.program.id): 1}
        self.assertTrue(self.config.with_user(self.cashier).check_spending(member.id, asked)["message"])
        with self.assertRaises(AccessError):
            self.config.with_user(employee).check_spending(member.id, asked)

    # ── Wizards ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_staff_replace_a_card(self):
        member = self.new_member()
        old_card = member.member_card_id
        self.give_card(member, self.staff).action_give()
        member.invalidate_recordset()
        self.assertEqual(old_card.state, "replaced")
        self.assertNotIn(member.member_card_id, (old_card, old_card.browse()))
        for user in (self.cashier, self.auditor):
            with self.assertRaises(AccessError):
                self.give_card(member, user)

    def give_card(self, member, user):
        return self.env["member.card.give"].with_user(user).create({"partner_id": member.id})

    def test_auditor_checks_the_ledger(self):
        card = self.card_with_points()
        for user in (self.cashier, self.staff):
            with self.assertRaises(AccessError):
                self.env["member.ledger.check"].with_user(user).action_check()
        self.assertIn("match", self.check_ledger().message)
        # Behind the ledger's back, as only a database administrator could.
        self.env.cr.execute("UPDATE loyalty_card SET points = 7 WHERE id = %s", [card.id])
        self.env.invalidate_all()
        check = self.check_ledger()
        self.assertIn("1 of", check.message)
        line = check.line_ids
        self.assertEqual((line.card_id, line.balance, line.entries, line.open), (card, 7, 40, 40))

    def check_ledger(self):
        action = self.env["member.ledger.check"].with_user(self.auditor).action_check()
        return self.env[action["res_model"]].with_user(self.auditor).browse(action["res_id"])

    def test_auditor_opens_overdrawn_orders(self):
        order = self.sell(self.new_member(), (self.cream, 1))
        order.sudo().member_flag = "sold offline"
        seen = order.with_user(self.auditor)
        action = self.env.ref("member_loyalty.pos_order_action_overdrawn")
        self.assertEqual(seen.search(literal_eval(action.domain)), order)
        for kind in ("list", "form"):
            view = action.view_ids.filtered(lambda line, kind=kind: line.view_mode == kind).view_id
            fields_shown = seen.get_views([(view.id, kind)])["views"][kind]
            self.assertTrue(seen.web_read({name: {} for name in self.field_names(fields_shown["arch"])}))
        with self.assertRaises(AccessError):
            seen.floating_order_name = "mine"

    def field_names(self, arch):
        return {node.get("name") for node in etree.fromstring(arch).xpath("//field[not(ancestor::field)]")}

    # ── Companies ─────────────────────────────────────────────────────────────────────────────────────────────

    def test_companies_see_their_own(self):
        member = self.new_member()
        self.sell(member, (self.cream, 1))
        stranger = self.new_stranger()
        self.program.member_expiry = "months"
        self.env["member.adjustment"].create(
            {
                "kind": "goodwill",
                "partner_id": member.id,
                "program_id": self.program.id,
                "amount": 5,
                "reason": "Sorry",
                "company_id": self.company.id,
            }
        )
        self.program.with_company(self.company).action_member_expiry_change()
        own = self.env["member.tier"].create({"name": "House", "rank": 50, "company_id": self.company.id})
        self.assertFalse(own.with_user(stranger).has_access("read"))
        self.assertTrue(self.classic.with_user(stranger).has_access("read"), "shared by all companies")
        for model in (
            "member.tier.change",
            "member.consent",
            "member.enrolment",
            "member.purchase",
            "member.purchase.line",
            "member.ledger.entry",
            "member.adjustment",
            "member.expiry.change",
            "member.expiry.change.line",
        ):
            with self.subTest(model=model):
                self.assertTrue(self.env[model].with_user(self.membership_manager).search_count([]))
                self.assertFalse(self.env[model].with_user(stranger).search_count([]))
