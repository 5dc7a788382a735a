from odoo import api, models
from odoo.tools import format_date

from ..engine import masking


class ResPartner(models.Model):
    """What the till knows of a customer."""

    _inherit = "res.partner"

    def _member_candidate(self):
        """One row of a choice between customers."""
        self.ensure_one()
        return {
            "partner_id": self.id,
            "name": self.name,
            "phone": masking.mask_phone(self.phone),
            "number": self.member_number,
        }

    def _member_prompts(self):
        """What the cashier should say or ask now.

        :return: list of str, the most important first
        """
        self.ensure_one()
        prompts = []
        if self.member_left_on:
            prompts.append(
                self.env._(
                    "Left the membership on %(day)s. Offer to take back.",
                    day=format_date(self.env, self.member_left_on),
                )
            )
        elif self._is_member() and not self.member_card_id:
            prompts.append(self.env._("No active card. Hand over a new one."))
        return prompts

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + [
            "member_number",
            "member_since",
            "member_left_on",
            "member_tier_id",
        ]
