from odoo import api, models


class PosPayment(models.Model):
    """A payment that is edited after the sale: what a wallet was topped up with has to stay money that has arrived."""

    _inherit = "pos.payment"

    @api.constrains("payment_method_id", "amount")
    def _check_member_topup(self):
        self.pos_order_id._check_member_topup_paid_in()

    def unlink(self):
        orders = self.pos_order_id
        unlinked = super().unlink()
        orders._check_member_topup_paid_in()
        return unlinked
