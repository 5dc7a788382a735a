from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_consent_text = fields.Text(related="company_id.member_consent_text", readonly=False)
