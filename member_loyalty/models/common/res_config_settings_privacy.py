from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_mask_contacts = fields.Boolean(related="company_id.member_mask_contacts", readonly=False)
    member_leave_days = fields.Integer(related="company_id.member_leave_days", readonly=False)
    member_leave_wallet = fields.Selection(related="company_id.member_leave_wallet", readonly=False)
    member_leave_months = fields.Integer(related="company_id.member_leave_months", readonly=False)
    member_leave_auto = fields.Boolean(related="company_id.member_leave_auto", readonly=False)
    member_return_history = fields.Boolean(related="company_id.member_return_history", readonly=False)
