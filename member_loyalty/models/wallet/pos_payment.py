from odoo import api, models


class PosPayment(models.Model):
    """A payment that is edited after the sale: what a wallet was topped up with has to stay money that has arrived."""

    _inherit = "pos.payment"

    @api.constrains("payment_method_id", "amount")
    def _check_member_topup(self):
        # A sale's own payments aren't looked at again, unless one is paid later: nothing is topped up yet.
        later = self.filtered(lambda payment: payment.payment_method_id.type == "pay_later")
        later.pos_order_id._check_member_topup_paid_in()

    def write(self, vals):
        written = super().write(vals)
        if "amount" in vals or "payment_method_id" in vals:
            self.pos_order_id._check_member_topup_paid_in()
        return written

    def unlink(self):
        orders = self.pos_order_id
        unlinked = super().unlink()
        orders._check_member_topup_paid_in()
        return unlinked
