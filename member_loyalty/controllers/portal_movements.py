from odoo import fields
from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal import MembershipPortal

ENTRIES_ON_A_PAGE = 20


class MemberMovementsPortal(MembershipPortal):
    """What moved on a member's points and wallet: page by page, and as a statement of a period."""

    @route(
        ["/my/membership/movements/<int:card_id>", "/my/membership/movements/<int:card_id>/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_movements(self, card_id, page=1, **_kwargs):
        card = self._member_card_of(card_id)
        if not card:
            return request.not_found()
        ledger, own = card.env["member.ledger.entry"], [("card_id", "=", card.id)]
        url = f"/my/membership/movements/{card.id}"
        pager = portal_pager(url=url, total=ledger.search_count(own), page=page, step=ENTRIES_ON_A_PAGE)
        return self._member_render(
            "portal_my_movements",
            "membership_movements",
            card=card,
            buckets=card._member_buckets(),
            entries=ledger.search(own, limit=ENTRIES_ON_A_PAGE, offset=pager["offset"]),
            pager=pager,
        )

    def _member_card_of(self, card_id):
        """The user's own card of that id, or none."""
        return self._member_cards().filtered(lambda card: card.id == card_id)

    @route("/my/membership/statement/<int:card_id>", type="http", auth="user", website=True, readonly=True)
    def portal_my_statement(self, card_id, date_from=None, date_to=None, **_kwargs):
        card = self._member_card_of(card_id)
        if not card:
            return request.not_found()
        first, last = self._period(card, date_from, date_to)
        return self._member_render(
            "portal_my_statement",
            "membership_statement",
            card=card,
            date_from=first,
            date_to=last,
            can_print=self._can_print(),
        )

    def _period(self, card, date_from, date_to):
        """The days that were asked for; by default this month, and so for what is no date."""
        try:
            first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        except ValueError:
            first = last = None
        last = last or (card.company_id or card.env.company)._member_today()
        first = first or fields.Date.start_of(last, "month")
        return min(first, last), last

    def _can_print(self):
        return request.env["ir.actions.report"].get_wkhtmltopdf_state() in ("ok", "upgrade")

    @route("/my/membership/statement/<int:card_id>/pdf", type="http", auth="user", website=True)
    def portal_my_statement_pdf(self, card_id, date_from=None, date_to=None, **_kwargs):
        card = self._member_card_of(card_id)
        if not card:
            return request.not_found()
        first, last = self._period(card, date_from, date_to)
        page = f"/my/membership/statement/{card.id}?date_from={first}&date_to={last}"
        if not self._can_print():
            return request.redirect(page)
        statement = card.env["member.statement"].create(
            {"partner_id": card.partner_id.id, "card_id": card.id, "date_from": first, "date_to": last}
        )
        # sudo: the report is for staff; this one is of the user's own card.
        Report = request.env["ir.actions.report"].sudo()
        try:
            content, _type = Report._render_qweb_pdf("member_loyalty.member_statement_report", statement.ids)
        except UserError:
            return request.redirect(page)
        name = f"{request.env._('Statement')} {first} {last}.pdf"
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", content_disposition(name))]
        return request.make_response(content, headers=headers)
