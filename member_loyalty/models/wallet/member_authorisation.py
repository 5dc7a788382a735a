from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class MemberAuthorisation(models.Model):
    """Evidence that a member agreed to a payment from their wallet, and of who tried in vain."""

    _name = "member.authorisation"
    _inherit = ["member.append.only"]
    _description = "Identity Check"
    _order = "id desc"
    _rec_name = "partner_id"
    _edit_refused = _lt("Identity checks can't be edited.")
    _delete_refused = _lt("Identity checks can't be deleted.")

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    order_uuid = fields.Char(
        "Order", readonly=True, index="btree_not_null", help="Empty if the check was made for a PIN change."
    )
    method = fields.Selection([("card", "Card scanned"), ("pin", "PIN")], required=True, readonly=True)
    given = fields.Boolean(
        "Successful", readonly=True, help="Checked if the PIN was correct or the card belongs to the member."
    )
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    company_id = fields.Many2one(related="config_id.company_id", store=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    @api.model
    def _is_given(self, partner, order_uuid):
        """:return: bool, whether the member agreed to pay this order from the wallet"""
        return bool(
            order_uuid
            and self.search_count(
                [("order_uuid", "=", order_uuid), ("partner_id", "=", partner.id), ("given", "=", True)], limit=1
            )
        )
