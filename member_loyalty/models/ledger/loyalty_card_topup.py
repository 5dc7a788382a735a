from odoo import fields, models

from ...const import SEES_LEDGER


class LoyaltyCard(models.Model):
    """A coupon that came with a top-up."""

    _inherit = "loyalty.card"

    member_gift_id = fields.Many2one(
        "member.topup.gift",
        "Given With",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=SEES_LEDGER,
    )

    def _member_withdraw_coupons(self):
        """Coupons that weren't used come to nothing."""
        unused = self.filtered(lambda card: card.points > 0)
        unused.with_context(tracking_disable=True).write({"points": 0, "active": False})
