from odoo import api, models

A_CENT = 0.01


class LoyaltyReward(models.Model):
    """What the till knows of a reward."""

    _inherit = "loyalty.reward"

    @api.model
    def _load_pos_data_read(self, records, config):
        """A membership wallet pays its last cents, too, whatever whole points core's own wallets ask for."""
        read = super()._load_pos_data_read(records, config)
        # sudo: cashiers have no rights on programmes.
        wallets = records.sudo().filtered(
            lambda reward: reward.program_id.member_program and reward.program_id.program_type == "ewallet"
        )
        for data in read:
            if data["id"] in wallets.ids:
                data["required_points"] = A_CENT
        return read
