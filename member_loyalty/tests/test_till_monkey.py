import pytest

from odoo import Command
from odoo.tests import tagged

from .test_wallet_till import WalletTillCase


@pytest.mark.drill
@tagged("post_install", "-at_install", "-standard", "drill")
class TestTillMonkey(WalletTillCase):
    def test_a_monkey_at_the_till_breaks_nothing(self):
        """2,000 presses at random, the same each time, online and offline: no dead page, no error, and the ledger holds."""
        self.wallet.write({"member_pin_above": 60, "member_offline_limit": 40})
        self.program.member_offline_limit = 300
        gift_set = self.env["product.product"].search([("name", "=", "Gift Set")])
        for name, extra in (("Wrapping", {}), ("Gift", {"product_id": gift_set.id})):
            lines = [Command.create({"tier_id": self.classic.id, "quota": 50})]
            self.env["member.benefit"].create({"name": name, "company_id": self.company.id, "line_ids": lines, **extra})
        self.env["member.topup.offer"].create(
            {"name": "12 for 100", "program_id": self.wallet.id, "pay": 100, "receive": "bonus", "bonus": 12}
        )
        self.run_tour("MemberMonkeyTour", timeout=900)
        orders = self.env["pos.order"].search([("session_id.config_id", "=", self.main_pos_config.id)])
        self.assertTrue(orders.filtered(lambda order: order.state == "paid"), "the monkey sold something")
        self.assert_ledger_holds()
