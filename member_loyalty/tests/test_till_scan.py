from odoo.tests import tagged

from .test_wallet_till import WalletTillCase

CLEO_CARD = "0460000000040"


@tagged("post_install", "-at_install")
class TestTillScan(WalletTillCase):
    def test_cards_and_products_are_taken_wherever_they_are_scanned(self):
        self.env["product.product"].search([("name", "=", "Night Cream")]).barcode = "5901234123457"
        self.cleo.sudo()._member_enrol(CLEO_CARD)
        self.run_tour("MemberScanTour", timeout=120)
        self.assertFalse(self.env["pos.order.line"].search([("product_id", "=", self.top_up.id)]))
        self.assert_ledger_holds()
