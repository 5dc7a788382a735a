from odoo import api, models


class LoyaltyProgram(models.Model):
    """What the till knows of a membership programme."""

    _inherit = "loyalty.program"

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + [
            "member_program",
            "member_basis",
            "member_basis_discounts",
            "member_excluded_product_ids",
            "member_excluded_category_ids",
            "member_rounding",
            "member_rounding_method",
            "member_redeem_minimum",
            "member_redeem_multiple",
            "member_redeem_share",
            "member_redeem_period_ids",
            "member_offline_limit",
            "member_pin_above",
        ]
