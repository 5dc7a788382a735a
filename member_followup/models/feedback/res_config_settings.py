from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_feedback_low = fields.Integer(related="company_id.member_feedback_low", readonly=False)
