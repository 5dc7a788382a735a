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
