from odoo import fields, models


class MemberMetrics(models.Model):
    """Who the member is, to filter and group figures by."""

    _inherit = "member.metrics"

    member_age_band = fields.Selection(related="partner_id.member_age_band")
    gender = fields.Selection(related="partner_id.gender")
    member_income_band_id = fields.Many2one(related="partner_id.member_income_band_id")
    member_interest_ids = fields.Many2many(related="partner_id.member_interest_ids")
    category_id = fields.Many2many(related="partner_id.category_id")
    country_id = fields.Many2one(related="partner_id.country_id")
    state_id = fields.Many2one(related="partner_id.state_id", string="Region")
    city = fields.Char(related="partner_id.city")
    user_id = fields.Many2one(related="partner_id.user_id", string="In Charge")
