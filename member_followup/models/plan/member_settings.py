from odoo import fields, models


class MemberSettings(models.TransientModel):
    _inherit = "member.settings"

    member_sms_price = fields.Float(related="company_id.member_sms_price", readonly=False)
