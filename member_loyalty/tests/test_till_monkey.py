import logging

import pytest

from odoo.fields import Command
from odoo.tests import tagged

from .test_wallet_till import WalletTillCase

_logger = logging.getLogger(__name__)


@pytest.mark.drill
@tagged("post_install", "-at_install", "-standard", "drill")
class TestTillMonkey(WalletTillCase):
    """Somebody presses whatever the till shows, 2,000 times, with and without the network: it lives, and nothing that was
    sold is counted wrongly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["member.topup.offer"].create(
            [
                {"name": f"Pay {pay}", "program_id": cls.wallet.id, "pay": pay, "bonus": bonus}
                for pay, bonus in ((50, 5), (100, 12))
            ]
        )
        cls.env["member.benefit"].create(
            {"name": "Gift wrapping", "line_ids": [Command.create({"tier_id": cls.classic.id, "quota": 3})]}
        )

    def press(self, seed):
        self.main_pos_config.with_user(self.cashier).open_ui()
        self.start_tour(f"{self._get_url()}?seed={seed}", "MemberMonkeyTour", login="till_cashier", timeout=1200)
        self.env.invalidate_all()
        self.assertEqual(self.env["member.ledger.entry"]._check_balances(), [])
        orders = self.env["pos.order"].search([("config_id", "=", self.main_pos_config.id), ("state", "!=", "draft")])
        _logger.runbot("seed %s: %s orders, %s entries", seed, len(orders), len(orders.member_entry_ids))
        self.assertGreater(len(orders), 2)
        if not any(orders.mapped("member_shortage")):
            cards = self.env["loyalty.card"].search([("member_program", "=", True)])
            self.assertFalse(cards.filtered(lambda card: card.points < 0))

    def test_whatever_is_pressed(self):
        self.press(19)

    def test_in_another_order(self):
        self.press(23)
