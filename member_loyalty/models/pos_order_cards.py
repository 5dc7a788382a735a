from odoo import fields, models

from .member_ledger_entry import SEES_LEDGER


class PosOrder(models.Model):
    """Cards are sold on an order like anything else."""

    _inherit = "pos.order"

    member_card_ids = fields.One2many("member.card", "fee_order_id", "Cards Paid", readonly=True, groups=SEES_LEDGER)

    def _member_settle(self):
        """The order that pays for a card settles its fee; repeating it finds nothing open."""
        result = super()._member_settle()
        if self.partner_id._is_member():
            open_fees = [("partner_id", "=", self.partner_id.id), ("fee_state", "=", "open")]
            self.env["member.card"].search(open_fees, order="id")._settle_fee(self)
        return result
