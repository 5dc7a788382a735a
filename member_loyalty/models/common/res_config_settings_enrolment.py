from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_consent_required = fields.Boolean(related="company_id.member_consent_required", readonly=False)
    member_enrolment_needs_rule = fields.Boolean(related="company_id.member_enrolment_needs_rule", readonly=False)
    member_ask_days = fields.Integer(related="company_id.member_ask_days", readonly=False)
    member_revision_score = fields.Integer(related="company_id.member_revision_score", readonly=False)
    member_revision_months = fields.Integer(related="company_id.member_revision_months", readonly=False)
