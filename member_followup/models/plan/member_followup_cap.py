from odoo import fields, models

from ...const import CHANNELS


class MemberFollowupCap(models.Model):
    """How many contacts a member gets at most, whatever plan they come from."""

    _name = "member.followup.cap"
    _description = "Contact Limit"
    _order = "days, id"
    _rec_name = "count"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", index=True
    )
    count = fields.Integer("Contacts", required=True, default=1)
    days = fields.Integer("Within Days", required=True, default=7)
    channel = fields.Selection(CHANNELS, help="Leave empty to count all channels together.")

    _positive = models.Constraint("CHECK (count > 0 AND days > 0)", "Contacts and Within Days must be at least 1.")
