from odoo.http import request, route

from .portal import MembershipPortal

FACE_WIDTH = 1024


class MemberCardPortal(MembershipPortal):
    """A member's own card on the phone: never anybody else's."""

    @route("/my/membership/card", type="http", auth="user", website=True, readonly=True)
    def portal_my_card(self, **_kwargs):
        if not self._member_own_partner()._is_member():
            return request.redirect("/my/membership")
        return self._member_render("portal_my_card", "membership_card", card=self._member_own_card())

    @route("/my/membership/card/face", type="http", auth="user", readonly=True)
    def portal_my_card_face(self, **_kwargs):
        """The picture on the card, which the phone keeps."""
        record, name = self._member_own_card()._face_source()
        if not record[name]:
            return request.not_found()
        return request.env["ir.binary"]._get_image_stream_from(record, name, width=FACE_WIDTH).get_response()

    @route("/my/membership/card/lost", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_my_card_lost(self, card_id=None, **_kwargs):
        card = self._member_own_card()
        if request.httprequest.method == "GET":
            if not card:
                return request.redirect("/my/membership/card")
            return self._member_render("portal_my_card_lost", "membership_card", card=card)
        # Only the card that the question was about: a new one, given meanwhile, stays in use.
        if card and str(card.id) != card_id:
            return request.redirect("/my/membership/card")
        card._mark_lost(request.env._("Reported by the member in the portal"))
        message = request.env._("Your card is blocked. Ask for a new card at the till.")
        return self._member_render("portal_my_card", "membership_card", card=self._member_own_card(), message=message)
