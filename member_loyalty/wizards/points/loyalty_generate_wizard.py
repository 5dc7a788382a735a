from odoo import models
from odoo.exceptions import UserError

from ...models.points.loyalty_card import MOST_AT_ONCE


class LoyaltyGenerateWizard(models.TransientModel):
    """A hundred thousand coupons are made in seconds, where core's own way makes them one by one."""

    _inherit = "loyalty.generate.wizard"

    def generate_coupons(self):
        many = self.filtered(lambda wizard: wizard._member_makes_at_once())
        coupons = super(LoyaltyGenerateWizard, self - many).generate_coupons()
        for wizard in many:
            coupons |= wizard._member_generate()
        return coupons

    def _member_makes_at_once(self):
        """Whether nothing else follows from each coupon: no message, and no entry in a ledger."""
        return bool(
            self.program_id and self.coupon_qty > 0 and not self.program_id.member_program and not self.will_send_mail
        )

    def _member_generate(self):
        partners = self._get_partners()
        count = len(partners) or self.coupon_qty
        if count > MOST_AT_ONCE:
            raise UserError(
                self.env._(
                    "%(count)s coupons are too many at once. Make %(most)s, then make the others.",
                    count=count,
                    most=MOST_AT_ONCE,
                )
            )
        return self.env["loyalty.card"]._member_make_coupons(
            self.program_id,
            count,
            self.points_granted,
            self.description or self.env._("Gift For Customer"),
            partners,
            self.valid_until,
        )
