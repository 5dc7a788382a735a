from odoo import fields, models


class PosOrderLine(models.Model):
    """A line that tops a wallet up."""

    _inherit = "pos.order.line"

    member_offer_id = fields.Many2one(
        "member.topup.offer",
        "Offer Chosen",
        ondelete="set null",
        help="What the member chose at the till. The server decides what they are given.",
    )
