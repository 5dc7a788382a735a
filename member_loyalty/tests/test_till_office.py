from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .test_wallet_till import WalletTillCase


@tagged("post_install", "-at_install")
class TestTillAndOffice(WalletTillCase):
    """What the till says of a day's money, and rules that hold at every door."""

    def test_the_closing_dialog_says_what_wallets_took_in_and_paid(self):
        self.main_pos_config.with_user(self.cashier).open_ui()
        session = self.main_pos_config.current_session_id
        self.assertEqual(session.with_user(self.cashier).get_closing_control_data()["member_wallets"], [])
        self.run_tour("MemberClosingTour")
        figures = session.with_user(self.cashier).get_closing_control_data()["member_wallets"]
        self.assertEqual(figures, [{"name": "Wallet", "topped_up": 100, "paid": 40}])
        # What the session's orders say themselves.
        lines = session.order_ids.lines
        self.assertEqual(
            sum(lines.filtered(lambda line: line.product_id == self.top_up).mapped("price_subtotal_incl")), 100
        )
        self.assertEqual(-sum(lines.filtered("reward_id").mapped("price_subtotal_incl")), 40)
        # The bank took in the top-up, and what the wallet didn't pay.
        self.assertAlmostEqual(sum(session.order_ids.payment_ids.mapped("amount")), 103.99, 2)

    def test_the_gifts_of_top_ups_are_on_the_receipt(self):
        coupon = self.env["loyalty.program"].create(
            {
                "name": "Free Facial",
                "program_type": "coupons",
                "trigger": "with_code",
                "applies_on": "current",
                "reward_ids": [Command.create({"discount": 10, "required_points": 1})],
            }
        )
        common = {"program_id": self.wallet.id, "pay": 100}
        self.env["member.topup.offer"].create(
            [
                {**common, "name": "Money", "receive": "bonus", "bonus": 12},
                {**common, "name": "Points", "receive": "points", "points": 500, "points_program_id": self.program.id},
                {**common, "name": "Coupon", "receive": "coupon", "coupon_program_id": coupon.id},
            ]
        )
        self.run_tour("MemberTopUpGiftsTour")
        self.assertEqual(
            self.env["member.topup.gift"].search([], order="id").mapped("receive"), ["bonus", "points", "coupon"]
        )
        self.assert_ledger_holds()

    def test_one_rule_for_email_addresses(self):
        till = self.main_pos_config.with_user(self.cashier)
        for email in ("rosa@example", "rosa example.com", "rosa@@example.com"):
            values = {"name": "Zoe", "phone": "+16502530188", "email": email, "consent": True}
            answer = till.enrol_member(values)
            self.assertEqual((answer["status"], answer["field"]), ("refused", "email"), email)
            with self.assertRaisesRegex(ValidationError, "isn't a valid email address"):
                self.ada.with_user(self.env.ref("base.user_admin")).email = email
        self.ada.with_user(self.env.ref("base.user_admin")).email = "ada@example.com"

    def test_a_lost_card_is_activated_again_in_the_office(self):
        card = self.ada.member_card_id
        self.main_pos_config.with_user(self.cashier).report_card_lost(self.ada.id)
        self.assertEqual(card.state, "lost")
        card.action_activate()
        self.assertEqual(card.state, "active")
