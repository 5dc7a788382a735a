from odoo.http import request, route

from .portal import MembershipPortal


class MemberCouponsPortal(MembershipPortal):
    """A member's coupons and gift cards, to show at the till."""

    @route("/my/membership/coupon/<int:coupon_id>", type="http", auth="user", website=True, readonly=True)
    def portal_my_coupon(self, coupon_id, **_kwargs):
        partner = self._member_own_partner()
        coupons = partner.env["loyalty.card"]._member_coupons_of(partner)
        coupon = coupons.filtered(lambda coupon: coupon.id == coupon_id)
        if not coupon:
            return request.not_found()
        return self._member_render("portal_my_coupon", "membership_coupon", coupon=coupon)
