from odoo import models


class PosMakePayment(models.TransientModel):
    """Payments in the office: what can't be sold or returned is refused there, too, before money moves."""

    _inherit = "pos.make.payment"

    def check(self):
        return super(PosMakePayment, self.with_context(member_from_till=True)).check()
