from odoo.tests import tagged

from .test_wallet_books import BooksCase


@tagged("post_install", "-at_install")
class TestBooksOfOffers(BooksCase):
    """What offers give and refunds take back stands in the books without a step by hand."""

    def setUp(self):
        super().setUp()
        self.member = self.new_member()
        self.card = self.wallet_card(self.member)
        self.journal = self.bank_journal
        self.offer = self.env["member.topup.offer"].create(
            {"name": "Pay 100, receive 10", "program_id": self.wallet.id, "pay": 100, "bonus": 10}
        )

    def test_top_up_with_bonus_spent_and_partly_returned(self):
        self.top_up_by(self.member, 100)
        self.assertEqual(self.card.points, 110)
        order = self.sell(self.member, (self.cream, 2), (self.soap, 1), self.wallet_line(self.card, 80))
        cream = order.lines.filtered(lambda line: line.product_id == self.cream)
        paid = order.lines.filtered("is_reward_line")
        amounts = {"price_unit": -40, "price_subtotal": 40, "price_subtotal_incl": 40}
        back = {**self.wallet_line(self.card, 40), **amounts, "quantity": -1, "refunded_orderline_id": paid.id}
        self.sell(
            self.member,
            {"product": self.cream, "quantity": -1, "refunded_orderline_id": cream.id},
            back,
            is_refund=True,
        )
        self.assertEqual(self.card.points, 70)
        self.close()
        self.assertEqual(self.reconciliation(), (70.0, 0.0, 70.0, 0.0))
        self.assertEqual(self.balance(self.company.member_bonus_account_id), 10)

    def test_top_up_returned_at_the_till(self):
        order = self.top_up_by(self.member, 100)
        self.sell(self.member, (self.cream, 1), self.wallet_line(self.card, 40))
        self.close()
        self.open_new_session()
        line = {"product": self.top_up, "quantity": -1, "refunded_orderline_id": order.lines.id, "price_unit": 60}
        amounts = {"price_subtotal": -60, "price_subtotal_incl": -60, "tax_ids": self.env["account.tax"]}
        self.sell(self.member, {**line, **amounts}, is_refund=True)
        self.assertEqual(self.card.points, 0)
        self.close()
        self.assertEqual(self.reconciliation(), (0.0, 0.0, 0.0, 0.0))
        self.assertEqual(self.balance(self.company.member_bonus_account_id), 0, "the bonus was taken back")

    def test_topped_up_and_paid_back_by_the_office(self):
        values = {"partner_id": self.member.id, "program_id": self.wallet.id, "journal_id": self.journal.id}
        self.env["member.topup.make"].with_user(self.staff).create({**values, "amount": 200}).action_top_up()
        self.assertEqual(self.reconciliation(), (self.card.points, self.card.points - 200, 200.0, 0.0))
        self.env["member.value.refund.make"].with_user(self.manager).create(
            {"partner_id": self.member.id, "card_id": self.card.id, "journal_id": self.journal.id}
        ).action_pay_back()
        self.assertEqual(self.card.points, 0)
        self.night()
        self.assertEqual(self.reconciliation(), (0.0, 0.0, 0.0, 0.0))
        self.assertEqual(self.balance(self.company.member_bonus_account_id), 0)
