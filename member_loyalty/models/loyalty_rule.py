from odoo import models

from ..engine.earning import Rule


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    def _as_engine(self):
        """:return: :class:`engine.earning.Rule`"""
        self.ensure_one()
        return Rule(
            mode=self.reward_point_mode,
            amount=self.reward_point_amount,
            minimum_quantity=self.minimum_qty,
            minimum_amount=self.minimum_amount,
            minimum_with_tax=self.minimum_amount_tax_mode == "incl",
            products=None if self.any_product else frozenset(self.valid_product_ids.ids),
        )
