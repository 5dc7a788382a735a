from odoo.tests import tagged

from .test_wallet_till import WalletTillCase


@tagged("post_install", "-at_install")
class TestTillWalletLimits(WalletTillCase):
    """What stands between a wallet and those who shouldn't spend from it."""

    def test_large_payments_ask_for_pin_or_card(self):
        self.wallet.member_pin_above = 30
        # sudo: nobody has rights on PINs.
        pins = self.env["member.pin"].sudo()
        pins._set(self.ada, "4711")
        self.run_tour("MemberPinTour")
        self.assertEqual(self.moved(self.wallet_card), [("redeem", "principal", -43.99)])
        asked = self.env["member.authorisation"].search([("partner_id", "=", self.ada.id)], order="id")
        self.assertEqual(
            asked.mapped(lambda row: (row.method, row.given)),
            [("pin", False), ("pin", True), ("card", True), ("card", True)],
        )
        self.assertTrue(pins._of(self.ada)._verify("2580", self.company))
        self.assert_ledger_holds()

    def test_sold_offline_and_gone_meanwhile(self):
        self.wallet.member_offline_limit = 105
        self.run_tour("MemberOfflineSpendTour")
        orders = self.env["pos.order"].search([("partner_id", "=", self.ada.id)], order="id")
        self.assertEqual(
            orders.mapped(lambda order: (order.state, order.member_offline, order.member_shortage)),
            [("paid", False, 0), ("paid", True, 90), ("paid", True, 5)],
        )
        self.assertTrue(orders[1].member_flag)
        self.assertEqual(self.wallet_card.points, -95)
        self.assert_ledger_holds()

    def test_orders_that_the_server_counted_are_not_taken_off_again(self):
        self.wallet.member_offline_limit = 105
        self.run_tour("MemberOfflineKnownTour")
        self.assertEqual(self.wallet_card.points, 16.01)
        self.assert_ledger_holds()

    def test_another_till_was_faster(self):
        self.run_tour("MemberTakenTour")
        self.assertEqual(self.moved(self.wallet_card), [("redeem", "principal", -100.0), ("redeem", "bonus", -10.0)])
        orders = self.env["pos.order"].search([("partner_id", "=", self.ada.id), ("state", "=", "paid")], order="id")
        self.assertEqual(orders.mapped("amount_total"), [10, 120])
        self.assertFalse(any(orders.mapped("member_flag")))
        self.assert_ledger_holds()

    def test_a_top_up_refund_declined_or_refused_leaves_nothing_behind(self):
        self.run_tour("MemberTopUpRefundDeclinedTour")
        self.assertEqual(self.moved(self.wallet_card), [("top_up", "principal", 50.0)])

    def test_a_top_up_is_not_paid_later(self):
        self.run_tour("MemberTopUpPaidLaterTour")
        self.assertEqual(self.moved(self.wallet_card), [("top_up", "principal", 50.0)])


@tagged("post_install", "-at_install")
class TestTillWalletOffers(WalletTillCase):
    def test_top_up_with_an_offer_and_back(self):
        offer = self.env["member.topup.offer"].create(
            {"name": "12 for 100", "program_id": self.wallet.id, "pay": 100, "receive": "bonus", "bonus": 12}
        )
        self.run_tour("MemberOfferTour")
        line = self.env["pos.order.line"].search([("member_offer_id", "=", offer.id)])
        self.assertEqual(line.price_subtotal_incl, 100)
        self.assertEqual(
            sorted(self.moved(self.wallet_card)),
            [
                ("bonus", "bonus", 12.0),
                ("refund", "principal", -100.0),
                ("top_up", "principal", 100.0),
                ("void", "bonus", -12.0),
            ],
        )
        self.assert_ledger_holds()


@tagged("post_install", "-at_install")
class TestTillWalletOnPhone(WalletTillCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_top_up_and_pay(self):
        self.run_tour("MemberWalletPhoneTour")
        self.assertEqual(
            sorted(self.moved(self.wallet_card)), [("redeem", "principal", -40.0), ("top_up", "principal", 20.0)]
        )
        self.assert_ledger_holds()
