from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _member_with_taxes(self, price, fiscal_position, company, currency):
        """:return: float, a price of one with the taxes that a till puts on it"""
        taxes = fiscal_position.map_tax(self.taxes_id._filter_taxes_by_company(company))
        return taxes.compute_all(price, currency, 1, product=self)["total_included"]
