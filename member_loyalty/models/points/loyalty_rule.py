from odoo import models
from odoo.fields import Domain

from ...const import ANY_PRODUCT
from ...engine.earning import Rule


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    def _as_engine(self, products):
        """:param products: the products that matter; core's own list holds every product of the shop
        :return: :class:`engine.earning.Rule`
        """
        self.ensure_one()
        return Rule(
            mode=self.reward_point_mode,
            amount=self.reward_point_amount,
            minimum_quantity=self.minimum_qty,
            minimum_amount=self.minimum_amount,
            minimum_with_tax=self.minimum_amount_tax_mode == "incl",
            products=self._matching(products),
        )

    def _matching(self, products):
        """:return: ids of those products that the rule takes, None when it takes all"""
        narrowed = self.product_ids or self.product_category_id or self.product_tag_id
        if not narrowed and (self.product_domain or "[]") in ANY_PRODUCT:
            return None
        domain = Domain("id", "in", products.ids) & Domain("available_in_pos", "=", True)
        return frozenset(self.env["product.product"].search(domain & Domain(self._get_valid_product_domain())).ids)
