from odoo import fields, models


class MemberSettings(models.TransientModel):
    _inherit = "member.settings"

    member_feedback_low = fields.Integer(related="company_id.member_feedback_low", readonly=False)
