from odoo import fields, models

from ...const import CHANNELS


class MemberFollowupPreviewLine(models.TransientModel):
    """A contact that a plan would make."""

    _name = "member.followup.preview.line"
    _description = "Contact Preview"
    _order = "date, partner_id, id"
    _rec_name = "partner_id"

    preview_id = fields.Many2one("member.followup.preview", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Member", required=True, ondelete="cascade")
    step_id = fields.Many2one("member.followup.step", required=True, ondelete="cascade")
    date = fields.Date(required=True)
    channel = fields.Selection(CHANNELS, required=True)
    config_id = fields.Many2one("pos.config", "Store", ondelete="set null")
    user_id = fields.Many2one("res.users", "Owner", ondelete="set null", help="Empty for the list of the store.")
    segments = fields.Integer("SMS Segments")
    is_barred = fields.Boolean("No Consent or Address")
