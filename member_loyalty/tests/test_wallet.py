from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestWallet(MemberCase):
    """Two buckets on one card: what was paid in, and what the shop added."""

    def setUp(self):
        super().setUp()
        self.wallet = self.new_wallet()
        self.member = self.new_member()

    def entries(self, order):
        return [
            (entry.kind, entry.bucket, entry.amount)
            for entry in order.member_entry_ids.sorted("id")
            if entry.card_id == self.card
        ]

    @property
    def card(self):
        return self.env["loyalty.card"].search(
            [("partner_id", "=", self.member.id), ("program_id", "=", self.wallet.id)]
        )

    def fill(self, principal, bonus=0):
        self.sell(self.member, self.top_up_line(principal))
        if bonus:
            self.env["member.ledger.entry"].sudo()._post(
                [{"key": "gift", "card_id": self.card.id, "kind": "bonus", "bucket": "bonus", "amount": bonus}]
            )

    def spend(self, amount, **values):
        return self.sell(self.member, (self.cream, 4), self.wallet_line(self.card, amount), **values)

    def test_top_up_is_principal_and_earns_no_points(self):
        order = self.sell(self.member, self.top_up_line(100), (self.soap, 1))
        self.assertEqual(self.entries(order), [("top_up", "principal", 100.0)])
        self.assertEqual((self.card.points, self.points(self.member)), (100.0, 10.0))
        order._member_settle()
        self.assertEqual(self.card.points, 100.0)
        self.assert_ledger_holds()

    def test_no_wallet_for_who_never_used_one(self):
        self.sell(self.member, (self.soap, 1))
        self.assertFalse(self.card)

    def test_order_of_consumption_is_declared(self):
        self.fill(50, bonus=30)
        for rule, parts in (
            ("principal_first", [("principal", -40.0)]),
            ("bonus_first", [("principal", -10.0), ("bonus", -30.0)]),
            ("pro_rata", [("principal", -25.0), ("bonus", -15.0)]),
        ):
            with self.subTest(rule), self.env.cr.savepoint() as savepoint:
                self.wallet.member_consumption = rule
                order = self.spend(40)
                self.assertEqual([entry[1:] for entry in self.entries(order)], parts)
                self.assert_ledger_holds()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_returned_goods_fill_the_same_buckets(self):
        self.fill(50, bonus=30)
        order = self.spend(60)
        payment = order.lines.filtered("is_reward_line")
        self.sell(
            self.member,
            {
                **self.wallet_line(self.card, -25),
                "refunded_orderline_id": payment.id,
                "quantity": -1,
                "price_unit": -25,
            },
            is_refund=True,
        )
        buckets = self.card._member_buckets()[self.card]
        self.assertEqual((buckets["principal"], buckets["bonus"]), (15, 30))
        self.refund(order, (payment, 1))
        buckets = self.card._member_buckets()[self.card]
        self.assertEqual((buckets["principal"], buckets["bonus"]), (50, 30))
        self.assert_ledger_holds()

    def test_short_wallet_is_refused_online_and_flagged_offline(self):
        self.fill(50)
        with self.assertRaisesRegex(UserError, r"Wallet has a balance of \$\s50\.00, but this order uses \$\s80\.00"):
            self.spend(80)
        order = self.spend(80, member_offline=True)
        self.assertEqual((self.card.points, order.member_shortage), (-30.0, 30.0))
        self.sell(self.member, self.top_up_line(100))
        self.assertEqual(self.card.points, 70.0)
        self.assert_ledger_holds()

    def test_a_wallet_pays_one_to_one(self):
        with self.assertRaisesRegex(ValidationError, "1 per point on the whole order"):
            self.wallet.reward_ids.discount = 2

    def test_one_product_tops_up_one_wallet(self):
        other = self.env["loyalty.program"].create(
            {"name": "Other", "program_type": "ewallet", "member_program": True, "rule_ids": [(0, 0, {})]}
        )
        with self.assertRaisesRegex(
            ValidationError, "Top-up is already used to top up Wallet. Choose another .* for Other"
        ):
            other.trigger_product_ids = self.top_up
        self.wallet.active = False
        other.trigger_product_ids = self.top_up
        with self.assertRaisesRegex(ValidationError, "already used to top up Other"):
            self.wallet.active = True
