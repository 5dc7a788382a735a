from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal import MembershipPortal

ORDERS_ON_A_PAGE = 20


class MemberOrdersPortal(MembershipPortal):
    """What a member bought, at the tills and in imported history: never what anybody else did."""

    @route(
        ["/my/membership/orders", "/my/membership/orders/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_orders(self, page=1, **_kwargs):
        partner = self._member_own_partner()
        Purchase, own = partner.env["member.purchase"], [("partner_id", "=", partner.id)]
        url = "/my/membership/orders"
        pager = portal_pager(url=url, total=Purchase.search_count(own), page=page, step=ORDERS_ON_A_PAGE)
        purchases = Purchase.search(own, limit=ORDERS_ON_A_PAGE, offset=pager["offset"])
        return self._member_render(
            "portal_my_orders",
            "membership_orders",
            purchases=purchases,
            moved=purchases._member_moved(),
            pager=pager,
        )

    @route("/my/membership/orders/<int:purchase_id>", type="http", auth="user", website=True, readonly=True)
    def portal_my_order(self, purchase_id, **_kwargs):
        partner = self._member_own_partner()
        purchase = partner.env["member.purchase"].search([("id", "=", purchase_id), ("partner_id", "=", partner.id)])
        if not purchase:
            return request.not_found()
        returns = purchase.search([("refund_of_id", "=", purchase.id), ("partner_id", "=", partner.id)])
        return self._member_render(
            "portal_my_order",
            "membership_order",
            purchase=purchase,
            moved=purchase._member_moved()[purchase],
            returns=returns,
        )
