from odoo import models

from ...engine.points_cost import Reward


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    def _member_has_price(self):
        """Whether its value is known without a bill; a percentage of an unknown bill is not."""
        self.ensure_one()
        return self.reward_type == "product" or self.discount_mode != "percent"

    def _member_price(self):
        """:return: :class:`engine.points_cost.Reward`"""
        self.ensure_one()
        if self.reward_type == "product":
            gift = self.reward_product_id or self.reward_product_ids[:1]
            return Reward(self.required_points, gift.list_price * self.reward_product_qty)
        return Reward(self.required_points, self.discount, per_point=self.discount_mode == "per_point")
