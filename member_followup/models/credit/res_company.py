from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    member_credit_day = fields.Date("Credits Counted On", readonly=True, copy=False)
