from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestLedger(MemberCase):
    def setUp(self):
        super().setUp()
        self.member = self.new_member()
        self.sell(self.member, (self.cream, 1))
        self.card = self.env["loyalty.card"].search([("partner_id", "=", self.member.id)])

    def test_cashier_writes_no_balance(self):
        card = self.card.with_user(self.cashier)
        with self.assertRaises(AccessError):
            card.write({"points": 1000})
        with self.assertRaises(AccessError):
            card.with_context(member_adjust_reason="tip").write({"points": 1000})
        self.assertEqual(self.points(self.member), 40.0)

    def test_cashier_takes_no_card_over(self):
        other = self.env["res.partner"].create({"name": "Cashier at home"})
        with self.assertRaises(AccessError):
            self.card.with_user(self.cashier).write({"partner_id": other.id})
        with self.assertRaises(AccessError):
            self.card.with_user(self.cashier).write({"active": False})

    def test_no_balance_moves_into_the_programme_past_the_ledger(self):
        core = self.env["loyalty.program"].create({"name": "Core", "program_type": "loyalty", "applies_on": "both"})
        card = self.env["loyalty.card"].create({"program_id": core.id, "partner_id": self.member.id, "points": 500})
        with self.assertRaisesRegex(UserError, "can't be moved to another program"):
            card.with_user(self.cashier).write({"program_id": self.program.id})
        with self.assertRaisesRegex(UserError, "can't be moved to another program"):
            self.card.program_id = core

    def test_cashier_gets_nothing_by_the_balance_wizard(self):
        wizard = self.env["loyalty.card.update.balance"].with_user(self.cashier)
        with self.assertRaises(AccessError):
            wizard.create(
                {"card_id": self.card.id, "new_balance": 500, "description": "gift"}
            ).action_update_card_point()

    def test_managers_write_becomes_an_entry(self):
        self.card.with_user(self.manager).write({"points": 100})
        last = self.env["member.ledger.entry"].search([("card_id", "=", self.card.id)], limit=1)
        self.assertEqual((last.kind, last.amount, last.user_id), ("adjust", 60.0, self.manager))
        self.card.with_user(self.manager).write({"points": 100})
        self.assertEqual(self.points(self.member), 100.0)
        self.assert_ledger_holds()

    def test_nothing_is_edited_or_deleted(self):
        entry = self.env["member.ledger.entry"].search([], limit=1)
        with self.assertRaises(UserError):
            entry.write({"amount": 1})
        with self.assertRaises(UserError):
            entry.unlink()

    def test_check_finds_a_balance_that_lies(self):
        self.env.cr.execute("UPDATE loyalty_card SET points = points + 1 WHERE id = %s", [self.card.id])
        self.card.invalidate_recordset()
        (found,) = self.env["member.ledger.entry"]._check_balances()
        self.assertEqual((found["card_id"], found["balance"]), (self.card.id, 41.0))

    def test_check_finds_credits_that_lie(self):
        self.env.cr.execute('UPDATE member_ledger_entry SET "left" = 1 WHERE card_id = %s', [self.card.id])
        self.assertEqual(len(self.env["member.ledger.entry"]._check_balances()), 1)

    def test_card_made_with_a_balance_has_an_opening_entry(self):
        other = self.env["res.partner"].create({"name": "Bea"})
        card = (
            self.env["loyalty.card"]
            .with_user(self.manager)
            .create({"program_id": self.program.id, "partner_id": other.id, "points": 25})
        )
        self.assertEqual((card.points, card.sudo().member_entry_ids.kind), (25.0, "opening"))
        self.assert_ledger_holds()

    def test_merged_members_keep_every_point(self):
        other = self.new_member("Bea", "+16502530001")
        self.sell(other, (self.soap, 1))
        other.member_card_ids.state = "replaced"
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [(6, 0, (self.member | other).ids)], "dst_partner_id": self.member.id}
        )
        wizard.action_merge()
        self.assertEqual(self.points(self.member), 50.0)
        self.assert_ledger_holds()
