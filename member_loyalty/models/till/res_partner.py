from odoo import api, models
from odoo.tools import format_date

from ...engine import masking


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
        return [
            *self._member_left_prompts(),
            *self._member_card_prompts(),
            *self._member_tier_prompts(),
            *self._member_referral_prompts(),
        ]

    def _member_left_prompts(self):
        if not self.member_left_on:
            return []
        day = format_date(self.env, self.member_left_on)
        return [self.env._("Membership ended on %(day)s. Offer to reinstate the member.", day=day)]

    def _member_card_prompts(self):
        if not self._is_member() or self.member_card_id:
            return []
        last = self._member_last_card()
        if last.state == "blocked":
            return [self.env._("Card %s is blocked. Ask the membership staff before issuing a new one.", last._tail())]
        return [self.env._("No active card. Issue a new one.")]

    def _member_tier_prompts(self):
        """A tier that nobody has told the member of yet, and one that will end."""
        if not self._is_member():
            return []
        rise = self._member_untold_rise()
        news = rise and self.env._(
            "Reached %(tier)s with the purchase of %(day)s, when the till was offline. Congratulate the member.",
            tier=rise.to_tier_id.name,
            day=format_date(self.env, rise.purchase_id.local_date),
        )
        return [prompt for prompt in (news, self.member_standing_ids._ending_in_words()) if prompt]

    def _member_untold_rise(self):
        """:return: the tier change that raised the member by their last purchase, where that was sold offline; or none"""
        last = self.env["member.tier.change"].search([("partner_id", "=", self.id)], order="id desc", limit=1)
        purchase = last.purchase_id
        if not purchase.pos_order_id.member_offline or not last._is_rise():
            return last.browse()
        later = [("partner_id", "=", self.id), ("id", ">", purchase.id)]
        return last.browse() if purchase.search_count(later, limit=1) else last

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + [
            "member_number",
            "member_left_on",
            "member_tier_id",
        ]
