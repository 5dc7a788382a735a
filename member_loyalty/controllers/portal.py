from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

ORDERS_IN_SIGHT = 3


class MembershipPortal(CustomerPortal):
    """What members see of their own: never of anybody else's."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "membership_count" in counters:
            values["membership_count"] = int(bool(self._member_own_partner().member_number or self._member_cards()))
        return values

    def _member_own_partner(self):
        """The user's own partner, seen by the company whose member they are."""
        # sudo: the user's own partner only; portal users have no rights on what hangs on it.
        partner = request.env.user.partner_id.sudo()
        return partner.with_company(partner._member_home_company())

    def _member_cards(self):
        """What the user has points and money on, of all companies."""
        partner = self._member_own_partner()
        own = [("partner_id", "=", partner.id), ("member_program", "=", True)]
        return partner.env["loyalty.card"].search(own, order="company_id, program_id, id")

    def _member_own_card(self):
        """The card that is in use, or none."""
        return self._member_own_partner().member_card_id.filtered(lambda card: not card._refusal())

    def _member_render(self, name, page_name, **values):
        partner = self._member_own_partner()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "partner": partner,
            "company": partner.env.company,
            **values,
        }
        return request.render(f"member_loyalty.{name}", values)

    @route("/my/membership", type="http", auth="user", website=True, readonly=True)
    def portal_my_membership(self, **_kwargs):
        partner, cards = self._member_own_partner(), self._member_cards()
        handbook = partner.env["member.handbook"]._newest(partner.env.company)
        if not partner._is_member():
            return self._member_render(
                "portal_no_membership",
                "membership",
                cards=cards,
                buckets=cards._member_buckets(),
                leaving=partner._member_last_leaving(),
                rules=partner.env["member.enrolment.rule"]._in_force(partner.env.company),
                handbook=handbook,
            )
        companies = partner.env.company | cards.company_id
        purchases = partner.env["member.purchase"].search([("partner_id", "=", partner.id)], limit=ORDERS_IN_SIGHT)
        return self._member_render(
            "portal_my_membership",
            "membership",
            card=self._member_own_card(),
            standing=partner._member_portal_tier(),
            cards=cards,
            buckets=cards._member_buckets(),
            companies=companies,
            coupons=cards._member_coupons_of(partner),
            benefits=partner._member_portal_benefits(companies),
            referral=partner._member_portal_referral(),
            purchases=purchases,
            question_count=len(partner._member_portal_questions()),
            handbook=handbook,
        )
