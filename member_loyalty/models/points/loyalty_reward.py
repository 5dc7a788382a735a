from odoo import api, models


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    @api.constrains("reward_type", "discount_mode", "discount", "discount_applicability")
    def _check_member_wallet(self):
        self.program_id._check_member_wallet()
