from odoo import api, models
from odoo.tools import ormcache


class LoyaltyRule(models.Model):
    """Which products are money in advance: each sale asks."""

    _name = "loyalty.rule"
    _inherit = ["loyalty.rule", "member.remembered"]

    @api.model
    @ormcache()
    def _prepaid_product_ids(self):
        """:return: ids of the products that top a wallet up, or sell a gift card"""
        # sudo: which products are prepaid is no secret, and cashiers can't read other shops' programmes.
        rules = self.sudo().search([("program_id.program_type", "in", ("ewallet", "gift_card"))])
        return frozenset(rules.with_context(active_test=False).product_ids.ids)
