from odoo import api, models

from ...engine.points_cost import Reward

A_CENT = 0.01


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    @api.constrains("reward_type", "discount_mode", "discount", "discount_applicability")
    def _check_member_wallet(self):
        self.program_id._check_member_wallet()

    @api.model
    def _load_pos_data_read(self, records, config):
        """A membership wallet pays its last cents, too, whatever whole points core's own wallets ask for."""
        read = super()._load_pos_data_read(records, config)
        # sudo: cashiers have no rights on programs.
        wallets = records.sudo().filtered(
            lambda reward: reward.program_id.member_program and reward.program_id.program_type == "ewallet"
        )
        for data in read:
            if data["id"] in wallets.ids:
                data["required_points"] = A_CENT
        return read

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
