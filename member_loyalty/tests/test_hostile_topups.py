from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_topup import TopupCase


@tagged("post_install", "-at_install")
class TestHostileTopups(TopupCase):
    """Money in a wallet is money that has arrived; a wallet buys goods, and no money of another kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        methods = cls.config.payment_method_ids
        cls.cash = methods.filtered(lambda method: method.type == "cash")[:1]
        cls.later = methods.filtered(lambda method: method.type == "pay_later")[:1]

    def paying(self, lines, *payments, **values):
        data = self.create_ui_order_data(list(lines), customer=self.member, payments=list(payments) or None)
        return {**data, **values}

    def assert_refused(self, words, data):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.sync(data)
        self.assertFalse(self.env["member.topup"].search([("partner_id", "=", self.member.id)]))
        self.assertEqual(sum(self.card.mapped("points")), 0)

    # ── Paid later ────────────────────────────────────────────────────────────────────────────────────────────

    def test_not_on_the_customers_account(self):
        self.offer(bonus=15)
        self.assert_refused(
            f"Top-up can't be paid with {self.later.name}", self.paying([self.top_up_line(100)], (self.later, 100))
        )

    def test_not_in_part(self):
        lines = [(self.cream, 1), self.top_up_line(100)]
        self.assert_refused("can't be paid with", self.paying(lines, (self.cash, 99), (self.later, 41)))
        order = self.sync(self.paying(lines, (self.cash, 100), (self.later, 40)))[0]
        self.assertFalse(order.member_flag)
        self.assertEqual(self.card.points, 100)

    def test_change_is_money_that_left_again(self):
        data = self.paying([(self.cream, 1), self.top_up_line(100)], (self.cash, 100), (self.later, 140))
        self.assert_refused("can't be paid with", {**data, "amount_return": -100, "amount_paid": 140})

    def test_another_method_without_a_journal(self):
        tab = self.env["pos.payment.method"].create(
            {"name": "Tab", "split_transactions": True, "config_ids": [Command.link(self.config.id)]}
        )
        self.assert_refused("Top-up can't be paid with Tab", self.paying([self.top_up_line(100)], (tab, 100)))

    def test_two_wallets_share_no_money(self):
        first = self.top_up
        second = self.new_wallet(name="Second")
        self.assertNotEqual(first, self.top_up)
        lines = [self.top_up_line(100), {**self.top_up_line(100), "product": first}]
        self.assert_refused("can't be paid with", self.paying(lines, (self.cash, 100), (self.later, 100)))
        self.assertFalse(second.coupon_ids.filtered("points"))

    def test_called_offline_it_brings_nothing(self):
        data = self.paying([self.top_up_line(100)], (self.later, 100), member_offline=True)
        order = self.sync(data)[0]
        self.assertEqual(order.state, "paid")
        self.assertIn("can't be paid with", order.member_flag)
        self.assertFalse(order.member_entry_ids)
        order._member_settle()
        self.assertFalse(order.member_entry_ids)

    def test_not_with_goods_that_come_back(self):
        sold = self.sync(self.paying([(self.cream, 2)], (self.later, 80)))[0]
        back = {
            "product": self.cream,
            "quantity": -2,
            "refunded_orderline_id": sold.lines.id,
            "price_subtotal": -80,
            "price_subtotal_incl": -80,
        }
        self.assert_refused("can't be paid with a return", self.paying([back, self.top_up_line(80)]))

    def test_the_payment_is_edited_afterwards(self):
        order = self.top_up_by(100)
        payment = order.payment_ids
        edits = [
            lambda: payment.write({"payment_method_id": self.later.id}),
            lambda: order.write({"payment_ids": [Command.update(payment.id, {"payment_method_id": self.later.id})]}),
            lambda: order.write(
                {
                    "payment_ids": [
                        Command.create({"payment_method_id": self.later.id, "amount": 100}),
                        Command.delete(payment.id),
                    ]
                }
            ),
            lambda: self.one_by_one(order, payment.unlink),
            lambda: self.one_by_one(order, lambda: payment.write({"amount": 0})),
        ]
        for number, edit in enumerate(edits):
            with (
                self.subTest(number),
                self.assertRaisesRegex(ValidationError, "can't be paid with"),
                self.env.cr.savepoint(),
            ):
                edit()
            self.env.invalidate_all()
        self.assertEqual(order.payment_ids.payment_method_id, self.cash)

    def one_by_one(self, order, then):
        order.add_payment({"pos_order_id": order.id, "payment_method_id": self.later.id, "amount": 100})
        then()

    def test_goods_may_be_paid_later(self):
        order = self.sync(self.paying([(self.cream, 1)], (self.later, 40)))[0]
        order.payment_ids.write({"payment_method_id": self.cash.id})
        order.payment_ids.write({"payment_method_id": self.later.id})
        self.assertEqual(order.payment_ids.payment_method_id, self.later)

    def test_the_office_takes_money(self):
        journal = self.env["account.journal"].search([("type", "=", "general")], limit=1)
        journal.default_account_id = self.env["account.account"].search(
            [("account_type", "=", "asset_current")], limit=1
        )
        wizard = self.env["member.topup.make"].create(
            {
                "partner_id": self.member.id,
                "program_id": self.wallet.id,
                "amount": 100,
                "journal_id": journal.id,
            }
        )
        with self.assertRaisesRegex(UserError, "takes no money"), self.env.cr.savepoint():
            wizard.action_top_up()
        self.assertFalse(self.card.points)

    # ── Gift cards ────────────────────────────────────────────────────────────────────────────────────────────

    def new_gift_card(self):
        product = self.create_product("Gift card", self.categ_basic, 50.0)
        defaults = self.env["loyalty.program"]._program_type_default_values()["gift_card"]
        program = self.env["loyalty.program"].create({"name": "Gifts", "program_type": "gift_card", **defaults})
        program.rule_ids.product_ids = product
        return product

    def test_a_wallet_buys_no_gift_card(self):
        self.offer(bonus=50)
        self.top_up_by(100)
        gift_card = self.new_gift_card()
        for lines in ([(gift_card, 1)], [(self.soap, 1), (gift_card, 1)]):
            with self.assertRaisesRegex(UserError, "Gift card can't be paid with a wallet"), self.env.cr.savepoint():
                self.sync(self.paying([*lines, self.wallet_line(self.card, 50)]))
        self.assertEqual(self.card.points, 150)
        order = self.sync(self.paying([(self.cream, 1), (gift_card, 1), self.wallet_line(self.card, 40)]))[0]
        self.assertEqual((order.member_flag, self.card.points), (False, 110))

    def test_points_buy_no_gift_card(self):
        self.sell(self.member, (self.cream, 3))
        points_card = self.member.member_loyalty_card_ids.filtered(lambda card: card.program_id == self.program)
        gift_card = self.new_gift_card()
        with self.assertRaisesRegex(UserError, "Gift card can't be paid with a discount"), self.env.cr.savepoint():
            self.sync(self.paying([(gift_card, 1), self.reward_line(points_card)]))

    def test_a_gift_card_alone_is_cores(self):
        order = self.sync(self.paying([(self.new_gift_card(), 1)], (self.later, 50)))[0]
        self.assertFalse(order.member_flag)
