from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _member_discounted_by(self, reward):
        """:return: float, how much of these goods a reward discounts"""
        if reward.discount_applicability == "cheapest":
            return self._member_cheapest()
        goods = self
        if reward.discount_applicability == "specific":
            # The parts of a combo are discounted as what they are part of.
            products = (self.combo_parent_id | self).product_id.filtered_domain(reward._get_discount_product_domain())
            goods = self.filtered(lambda line: (line.combo_parent_id or line).product_id in products)
        return goods._member_amount("price_subtotal_incl")

    def _member_cheapest(self):
        """:return: float, one piece of the cheapest product, a combo as a whole"""
        wholes = self.grouped(lambda line: line.combo_parent_id or line)
        return min((sum(line.price_subtotal_incl / line.qty for line in lines) for lines in wholes.values()), default=0)

    def _member_one_before_discount(self):
        """:return: float, what one costs with taxes, before a discount on the line"""
        rest = 1 - self.discount / 100
        return max(self.price_unit, abs(self.price_subtotal_incl / self.qty) / rest if rest > 0 else 0)
