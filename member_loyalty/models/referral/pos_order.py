from odoo import models
from odoo.fields import Domain


class PosOrder(models.Model):
    """The friend's purchase rewards a referral, and its return takes the reward back, in the sale's transaction."""

    _inherit = "pos.order"

    def _member_referrals(self):
        """Those that this order can reward or take back."""
        if not self.env["member.referral.policy"]._was_made(self.company_id.id):
            return self.env["member.referral"]
        returned = self.lines.refunded_orderline_id.order_id.partner_id
        if any(line._member_is_without_order() for line in self.lines):
            returned |= self.partner_id
        waiting = Domain("friend_id", "=", self.partner_id.id) & Domain("state", "=", "waiting")
        rewarded = Domain("friend_id", "in", returned.ids) & Domain("state", "=", "rewarded")
        return self.env["member.referral"].search(
            (waiting | rewarded) & Domain("company_id", "=", self.company_id.id), order="id"
        )
