from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_list

COUPONS = ("coupons", "next_order_coupons", "gift_card")


class LoyaltyCard(models.Model):
    """What a card is worth to its owner, in the portal."""

    _inherit = "loyalty.card"

    def _member_worth(self):
        """What the points take off a bill, where a reward gives money by the point; else 0."""
        self.ensure_one()
        by_point = self.program_id.reward_ids.filtered(lambda reward: reward.discount_mode == "per_point")
        return max(self.points, 0) * self.program_id.member_point_value if by_point else 0

    def _member_rewards(self):
        """The rewards to choose from, the cheapest first.

        :return: list of dicts of name, asked (points, str), is_ready, missing (points, str) and percent (of the way)
        """
        self.ensure_one()
        rewards = self.program_id.reward_ids.filtered(
            lambda reward: reward.discount_mode != "per_point" and reward.required_points > 0
        )
        return [
            {
                "name": reward.description,
                "asked": self._member_amount_text(reward.required_points),
                "is_ready": self.points >= reward.required_points,
                "missing": self._member_amount_text(reward.required_points - self.points),
                "percent": int(min(max(100 * self.points / reward.required_points, 0), 100)),
            }
            for reward in rewards.sorted("required_points")
        ]

    @api.model
    def _member_coupons_of(self, partner):
        """The customer's coupons and gift cards that a till takes today, those that end soonest first."""
        today = self.env.company._member_today()
        found = self.search(
            Domain("partner_id", "=", partner.id)
            & Domain("member_program", "!=", True)
            & Domain("program_type", "in", COUPONS)
            & Domain("program_id.active", "=", True)
            & Domain("program_id.pos_ok", "=", True)
            & Domain("points", ">", 0)
            & (Domain("expiration_date", "=", False) | Domain("expiration_date", ">=", today))
            & (Domain("program_id.date_from", "=", False) | Domain("program_id.date_from", "<=", today))
            & (Domain("program_id.date_to", "=", False) | Domain("program_id.date_to", ">=", today))
        )
        usable = found.filtered(lambda card: card._member_can_claim())
        return usable.sorted(lambda card: (not card._member_until(), card._member_until() or today, card.id))

    def _member_can_claim(self):
        """Whether the balance is enough for a reward, and the program isn't used up: as the till asks."""
        program = self.program_id
        is_used_up = program.limit_usage and program.total_order_count >= program.max_usage
        return not is_used_up and any(reward.required_points <= self.points for reward in program.reward_ids)

    def _member_until(self):
        """:return: the last day on which a coupon is taken, or False"""
        self.ensure_one()
        ends = [day for day in (self.expiration_date, self.program_id.date_to) if day]
        return bool(ends) and min(ends)

    def _member_coupon_gives(self):
        """:return: str, what a coupon gives; for a gift card, what is on it"""
        self.ensure_one()
        if self.program_type == "gift_card":
            return self._format_points(self.points)
        return format_list(self.env, self.program_id.reward_ids.mapped("description"), "or")
