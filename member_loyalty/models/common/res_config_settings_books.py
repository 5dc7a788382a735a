from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_liability_account_id = fields.Many2one(
        related="company_id.member_liability_account_id", readonly=False, check_company=True
    )
    member_bonus_account_id = fields.Many2one(
        related="company_id.member_bonus_account_id", readonly=False, check_company=True
    )
    member_breakage_account_id = fields.Many2one(
        related="company_id.member_breakage_account_id", readonly=False, check_company=True
    )
    member_journal_id = fields.Many2one(related="company_id.member_journal_id", readonly=False, check_company=True)
