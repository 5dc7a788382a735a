from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestValueRefund(MemberCase):
    """A member gets stored value back in money, by the declared policy."""

    def setUp(self):
        super().setUp()
        self.wallet = self.new_wallet(member_consumption="principal_first")
        self.member = self.new_member()
        self.offer = self.env["member.topup.offer"].create(
            {"name": "3,000 and 1,000", "program_id": self.wallet.id, "pay": 3000, "bonus": 1000}
        )

    @property
    def card(self):
        return self.env["loyalty.card"].search(
            [("partner_id", "=", self.member.id), ("program_id", "=", self.wallet.id)]
        )

    def top_up_by(self, amount):
        return self.sell(self.member, self.top_up_line(amount))

    def spend(self, amount):
        return self.sell(self.member, (self.cream, 100), self.wallet_line(self.card, amount, code=f"w{amount}"))

    def quote(self, order):
        return self.config.with_user(self.cashier).topup_refund_quote(order.lines[:1].id)

    def refund_at_till(self, order, amount, **values):
        line = {
            "product": self.top_up,
            "quantity": -1,
            "price_unit": amount,
            "price_subtotal": -amount,
            "price_subtotal_incl": -amount,
            "refunded_orderline_id": order.lines[:1].id,
        }
        return self.sell(self.member, line, is_refund=True, **values)

    def pay_back(self, user):
        wizard = (
            self.env["member.value.refund.make"]
            .with_user(user)
            .with_context(default_partner_id=self.member.id)
            .create({"partner_id": self.member.id, "journal_id": self.bank_journal.id})
        )
        return wizard, self.env["member.value.refund"].browse(wizard.action_pay_back()["res_id"])

    def movements(self, refund):
        return [(entry.kind, entry.bucket, entry.amount) for entry in refund.entry_ids.sorted("id")]

    # ── Policies ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_unused_principal(self):
        self.top_up_by(3000)
        self.spend(1000.55)
        _wizard, refund = self.pay_back(self.manager)
        self.assertEqual((refund.amount, refund.voided), (1999.45, 1000.0))
        self.assertEqual(self.movements(refund), [("refund", "principal", -1999.45), ("void", "bonus", -1000.0)])
        self.assertEqual(self.card.points, 0.0)
        self.assertIn("1,999.45", refund.calculation)
        self.assertEqual((refund.user_id, refund.policy), (self.manager, "unused_principal"))
        self.assert_ledger_holds()

    def test_paid_share_of_what_was_used(self):
        self.wallet.write({"member_refund_policy": "paid_share", "member_consumption": "bonus_first"})
        self.top_up_by(3000)
        self.spend(1000)
        _wizard, refund = self.pay_back(self.manager)
        self.assertEqual((refund.amount, refund.voided), (2250.0, 750.0))
        self.assertEqual(self.movements(refund), [("refund", "principal", -2250.0), ("void", "principal", -750.0)])
        self.assertIn("75.00 %", refund.calculation)
        self.assertEqual(self.card.points, 0.0)
        self.assert_ledger_holds()

    def test_paid_share_counts_the_same_whichever_bucket_was_used(self):
        self.wallet.member_refund_policy = "paid_share"
        self.top_up_by(3000)
        self.spend(3500)
        _wizard, refund = self.pay_back(self.manager)
        self.assertEqual(refund.amount, 375.0)
        self.assertEqual(self.movements(refund), [("refund", "bonus", -375.0), ("void", "bonus", -125.0)])

    def test_returned_goods_belong_to_their_top_up_again(self):
        self.wallet.write({"member_refund_policy": "paid_share", "member_consumption": "bonus_first"})
        top_up = self.top_up_by(3000)
        paid = self.spend(1000)
        self.assertEqual(self.quote(top_up)["amount"], 2250.0)
        self.refund(paid, (paid.lines.filtered("is_reward_line"), 1))
        self.assertEqual((self.quote(top_up)["amount"], self.quote(top_up)["bonus_voided"]), (3000.0, 1000.0))
        self.assert_ledger_holds()

    def test_a_merged_members_top_up_is_returned_to_who_stays(self):
        order = self.top_up_by(3000)
        other = self.new_member("Bea", PHONES[1])
        self.sell(other, self.top_up_line(20))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.member | other).ids, other)
        self.env.invalidate_all()
        self.member = other
        self.assertEqual(self.card.points, 4020.0)
        self.assertEqual((self.quote(order)["amount"], self.quote(order)["bonus_voided"]), (3000.0, 1000.0))
        self.refund_at_till(order, 3000)
        self.assertEqual(self.card.points, 20.0)
        self.assert_ledger_holds()

    def test_bonus_on_the_way_lapses(self):
        self.offer.write({"parts": 3, "bonus": 10})
        self.top_up_by(3000)
        _wizard, refund = self.pay_back(self.manager)
        self.assertEqual((refund.amount, refund.voided), (3000.0, 10.0))
        self.assertEqual(
            [entry.state for entry in refund.entry_ids.sorted("id")], ["posted", "posted", "pending", "pending"]
        )
        self.assertEqual(self.card._member_buckets()[self.card]["pending"], 0)
        self.assert_ledger_holds()

    def test_value_from_elsewhere_counts_as_paid(self):
        self.top_up_by(100)
        self.env["member.ledger.entry"].sudo()._post(
            [
                {"key": "o1", "card_id": self.card.id, "kind": "opening", "amount": 20.5},
                {"key": "o2", "card_id": self.card.id, "kind": "opening", "bucket": "bonus", "amount": 7},
            ]
        )
        self.wallet.member_refund_policy = "paid_share"
        _wizard, refund = self.pay_back(self.manager)
        self.assertEqual((refund.amount, refund.voided), (120.5, 7.0))

    def test_points_of_the_offer_go_back_with_it(self):
        self.offer.write({"receive": "points", "points": 300, "points_program_id": self.program.id, "bonus": 0})
        self.top_up_by(3000)
        self.assertEqual(self.points(self.member), 300)
        self.sell(self.member, (self.soap, 1), self.wallet_line(self.card, 10))
        before = self.points(self.member)
        self.pay_back(self.manager)
        self.assertEqual(self.points(self.member), before - 299)
        self.assert_ledger_holds()

    def test_nothing_is_paid_back_to_who_owes(self):
        self.wallet.member_refund_policy = "paid_share"
        order = self.top_up_by(100)
        self.sell(self.member, (self.cream, 100), self.wallet_line(self.card, 110), member_offline=True)
        self.env["member.ledger.entry"].sudo()._post(
            [{"key": "late", "card_id": self.card.id, "kind": "bonus", "bucket": "bonus", "amount": 50}]
        )
        quote = self.quote(order)
        self.assertEqual((quote["status"], quote["amount"]), ("refused", 0.0))
        self.assertIn("10.00. Top it up", quote["explanation"][1])
        with self.assertRaisesRegex(UserError, "There is no balance left"):
            self.pay_back(self.manager)

    def test_nothing_is_paid_back_twice(self):
        self.top_up_by(3000)
        self.pay_back(self.manager)
        with self.assertRaisesRegex(UserError, "There is no balance left"), self.env.cr.savepoint():
            self.pay_back(self.manager)

    # ── At the till ───────────────────────────────────────────────────────────────────────────────────────────

    def test_a_top_up_is_returned_at_the_till(self):
        order = self.top_up_by(3000)
        other = self.top_up_by(50)
        self.spend(100.05)
        quote = self.quote(order)
        self.assertEqual((quote["amount"], quote["bonus_voided"], quote["message"]), (2899.95, 1000.0, False))
        refund_order = self.refund_at_till(order, 2899.95)
        refund = self.env["member.value.refund"].search([("topup_id.pos_order_line_id", "=", order.lines.id)])
        self.assertEqual((refund.amount, refund.config_id), (2899.95, self.config))
        self.assertEqual(refund_order.member_entry_ids, refund.entry_ids)
        self.assertEqual(self.card.points, 50.0)
        refund_order._member_settle()
        self.assertEqual(self.card.points, 50.0)
        self.assertEqual(self.quote(other)["amount"], 50.0)
        self.assertIn("has no balance left", self.quote(order)["message"])
        self.assert_ledger_holds()

    def test_somebody_else_may_bring_the_receipt(self):
        order = self.top_up_by(3000)
        card = self.card
        self.member = self.new_member("Bea", PHONES[1])
        with self.assertRaisesRegex(UserError, "is due"), self.env.cr.savepoint():
            self.refund_at_till(order, 10)
        self.refund_at_till(order, 3000)
        self.assertEqual((card.points, self.card.points), (0.0, 0.0))
        self.assert_ledger_holds()

    def test_another_amount_than_due_is_refused(self):
        order = self.top_up_by(3000)
        self.spend(500)
        with (
            self.assertRaisesRegex(UserError, r"The refund is \$\s3,000\.00, but \$\s2,500\.00 is due"),
            self.env.cr.savepoint(),
        ):
            self.refund_at_till(order, 3000)
        self.assertEqual(self.card.points, 3500.0)
        paid = self.refund_at_till(order, 3000, member_offline=True)
        self.assertIn("is due", paid.member_flag)
        self.assertEqual(self.card.points, 0.0)

    def test_money_leaves_only_against_the_order_that_sold_it(self):
        self.top_up_by(3000)
        with self.assertRaisesRegex(UserError, "refunded from its original order"), self.env.cr.savepoint():
            self.sell(
                self.member,
                {**self.top_up_line(50), "quantity": -1, "price_subtotal": -50, "price_subtotal_incl": -50},
            )
        self.assertEqual(self.card.points, 4000.0)

    def test_goods_are_no_top_up(self):
        order = self.sell(self.member, (self.cream, 1))
        self.assertIn("didn't top up a wallet", self.quote(order)["message"])
