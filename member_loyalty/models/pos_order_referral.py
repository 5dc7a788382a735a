from odoo import models
from odoo.fields import Domain


class PosOrder(models.Model):
    """The friend's purchase rewards a referral, and its return takes the reward back, in the sale's transaction."""

    _inherit = "pos.order"

    def _member_settle(self):
        referrals = self._member_referrals()
        if referrals:
            self._member_lock_referrals(referrals)
        result = super()._member_settle()
        referrals._review(self)
        return result

    def _member_referrals(self):
        """Those that this order can reward or take back."""
        if not self.env["member.referral.policy"]._was_made(self.company_id.id):
            return self.env["member.referral"]
        returned = self.lines.refunded_orderline_id.order_id.partner_id
        waiting = Domain("friend_id", "=", self.partner_id.id) & Domain("state", "=", "waiting")
        rewarded = Domain("friend_id", "in", returned.ids) & Domain("state", "=", "rewarded")
        return self.env["member.referral"].search(
            (waiting | rewarded) & Domain("company_id", "=", self.company_id.id), order="id"
        )

    def _member_lock_referrals(self, referrals):
        """Lock the cards of both in one order of ids with those of the sale: friends who brought each other and pay at
        two tills at once would else wait for each other for ever."""
        self = self.with_company(self.company_id)
        returned_to = self.lines.refunded_orderline_id.order_id.member_entry_ids.card_id
        cards = referrals.with_company(self.company_id)._cards() | returned_to
        cards |= self._member_cards(self._member_local_date(), returned_to)
        cards.union(*(card._member_heir() for card in returned_to)).filtered("active")._lock_for_posting()
