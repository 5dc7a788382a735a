from random import Random

from odoo import api, fields, models

from ..demo.shop import SEED, TILL_DAYS

# Out of how many purchases one comes with a use of a benefit.
ONE_IN = 3
FRIENDS = 18


class MemberDemoShop(models.AbstractModel):
    """What members of the demo shop used, and whom they brought."""

    _inherit = "member.demo.shop"

    @api.model
    def _load_benefits(self):
        """Uses of benefits with the last purchases, and referrals of those who joined last."""
        self = self.with_company(self.env.ref("base.main_company")).with_context(tracking_disable=True)
        lot = Random(SEED)
        orders = self.env["pos.order"].search(
            [("partner_id.member_tier_id", "!=", False), ("amount_total", ">", 0)], order="date_order"
        )
        for order in orders:
            if not lot.randrange(ONE_IN):
                self._use_with(order, lot)
        self._bring_friends(orders.partner_id, lot)

    def _use_with(self, order, lot):
        day = order._member_local_date()
        benefits = self.env["member.benefit"]._for_member(order.partner_id, order.config_id, day)
        standing = benefits._standing(order.partner_id, day)
        free = benefits.filtered(lambda benefit: standing[benefit][2] != 0 and not benefit.product_id)
        if not free:
            return
        benefit = free[lot.randrange(len(free))]
        # sudo: the demo shop's own uses, in the cashier's name.
        uses = self.env["member.benefit.use"].with_user(order.user_id).sudo()
        uses.create(
            {
                **uses._values(benefit, order.partner_id, order.config_id, day),
                "key": f"demo:{order.id}",
                "date": order.date_order,
                "note": f"{lot.randrange(1, 9)}ABC{lot.randrange(100, 999)}" if benefit.needs_note else False,
            }
        )

    def _bring_friends(self, regulars, lot):
        """Members who joined lately, brought by regulars; the office enters them from the paper list."""
        policy = self._ref("referral_policy")
        since = fields.Date.subtract(self.env.company._member_today(), days=policy.days + TILL_DAYS)
        friends = self.env["res.partner"].search([("member_since", ">=", since)], order="id", limit=FRIENDS)
        referrals = self.env["member.referral"]
        for friend in friends:
            referrer = regulars[lot.randrange(len(regulars))]
            referrals |= referrals._record(
                referrer, friend, policy, date=friend.member_since, note="From the paper list at the counter"
            )
        referrals._review()
