from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal


class MemberCardPortal(CustomerPortal):
    """A member's own card on the phone: never anybody else's."""

    def _member_own_card(self):
        """The card that is in use, or none."""
        # sudo: the card of the user's own partner only; portal users have no rights on cards.
        partner = request.env.user.partner_id.sudo()
        return partner.member_card_id.filtered(lambda card: not card._refusal())

    @route("/my/membership/card", type="http", auth="user", website=True)
    def portal_my_card(self, **_kwargs):
        # sudo: the user's own partner; the page shows their number, tier and card.
        partner = request.env.user.partner_id.sudo()
        if not partner._is_member():
            return request.redirect("/my")
        return self._render_card(partner, False)

    def _render_card(self, partner, message):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "membership_card",
            "partner": partner,
            "card": self._member_own_card(),
            "message": message,
        }
        return request.render("member_loyalty.portal_my_card", values)

    @route("/my/membership/card/lost", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_my_card_lost(self, card_id=None, **_kwargs):
        card = self._member_own_card()
        if request.httprequest.method == "GET":
            if not card:
                return request.redirect("/my/membership/card")
            values = {**self._prepare_portal_layout_values(), "page_name": "membership_card", "card": card}
            return request.render("member_loyalty.portal_my_card_lost", values)
        # Only the card that the question was about: a new one, given meanwhile, stays in use.
        if card and str(card.id) != card_id:
            return request.redirect("/my/membership/card")
        card._mark_lost(request.env._("Reported by the member in the portal"))
        message = request.env._("Your card is blocked. Ask for a new one at the till.")
        # sudo: as in portal_my_card.
        return self._render_card(request.env.user.partner_id.sudo(), message)
