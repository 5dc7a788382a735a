from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_sms_price = fields.Float(related="company_id.member_sms_price", readonly=False)
