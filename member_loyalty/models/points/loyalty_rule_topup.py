from odoo import api, models


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    @api.constrains("product_ids")
    def _check_member_top_up_products(self):
        """The products that top a wallet up are those of its rule."""
        self.program_id._check_member_top_up_products()
