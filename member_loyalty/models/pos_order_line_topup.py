from odoo import api, fields, models


class PosOrderLine(models.Model):
    """A line that tops a wallet up."""

    _inherit = "pos.order.line"

    member_offer_id = fields.Many2one(
        "member.topup.offer",
        "Offer Chosen",
        ondelete="set null",
        help="What the member chose at the till. The server decides what they are given.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + ["member_offer_id"]
