from odoo import fields, models


class MemberCredit(models.Model):
    """What somebody is credited with for a campaign."""

    _inherit = "member.credit"

    campaign_id = fields.Many2one("member.campaign", readonly=True, ondelete="restrict", index="btree_not_null")
