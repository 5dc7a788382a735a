from odoo import models


class PosConfig(models.Model):
    """Products of a till that are no merchandise: beside these, its tip."""

    _inherit = "pos.config"

    def _member_discount_product(self):
        """:return: the product of the button *Discount*; none while pos_discount, which has the field, isn't there"""
        name = "discount_product_id"
        return self[name] if name in self._fields else self.env["product.product"]
