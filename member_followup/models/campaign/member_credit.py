from odoo import fields, models


class MemberCredit(models.Model):
    """What somebody is credited with for a campaign."""

    _inherit = "member.credit"

    campaign_id = fields.Many2one(related="contact_id.campaign_id", string="Campaign")
