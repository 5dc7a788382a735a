from odoo import fields
from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

ENTRIES_ON_A_PAGE = 20


class MembershipPortal(CustomerPortal):
    """What members see of their own: never of anybody else's."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "member_card_count" in counters:
            values["member_card_count"] = len(self._member_cards())
        return values

    def _member_cards(self):
        # sudo: the cards of the user's own partner only; portal users have no rights on cards and ledger.
        Card = request.env["loyalty.card"].sudo()
        own = [("partner_id", "=", request.env.user.partner_id.id), ("member_program", "=", True)]
        return Card.search(own, order="program_id, id")

    @route(["/my/membership", "/my/membership/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def portal_my_membership(self, page=1, **_kwargs):
        cards = self._member_cards()
        if not cards:
            return request.redirect("/my")
        ledger = cards.env["member.ledger.entry"]
        own = [("card_id", "in", cards.ids)]
        pager = portal_pager(url="/my/membership", total=ledger.search_count(own), page=page, step=ENTRIES_ON_A_PAGE)
        partner = cards.partner_id
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "membership",
            "partner": partner,
            "cards": cards,
            "buckets": cards._member_buckets(),
            "entries": ledger.search(own, limit=ENTRIES_ON_A_PAGE, offset=pager["offset"]),
            "pager": pager,
        }
        return request.render("member_loyalty.portal_my_membership", values)

    @route("/my/membership/statement/<int:card_id>", type="http", auth="user", website=True)
    def portal_my_statement(self, card_id, date_from=None, date_to=None, as_pdf=None, **_kwargs):
        card = self._member_cards().filtered(lambda card: card.id == card_id)
        if not card:
            return request.not_found()
        today = (card.company_id or request.env.company)._member_today()
        first, last = self._period(date_from, date_to, today)
        can_print = request.env["ir.actions.report"].get_wkhtmltopdf_state() in ("ok", "upgrade")
        if as_pdf and can_print:
            return self._statement_pdf(card, first, last)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "membership_statement",
            "card": card,
            "date_from": first,
            "date_to": last,
            "can_print": can_print,
        }
        return request.render("member_loyalty.portal_my_statement", values)

    def _period(self, date_from, date_to, today):
        """The days that were asked for; by default this month, and so for what is no date."""
        try:
            first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        except ValueError:
            first = last = None
        last = last or today
        first = first or fields.Date.start_of(last, "month")
        return min(first, last), last

    def _statement_pdf(self, card, date_from, date_to):
        statement = card.env["member.statement"].create(
            {"partner_id": card.partner_id.id, "card_id": card.id, "date_from": date_from, "date_to": date_to}
        )
        # sudo: the report is for staff; this one is of the user's own card.
        Report = request.env["ir.actions.report"].sudo()
        try:
            content, _type = Report._render_qweb_pdf("member_loyalty.member_statement_report", statement.ids)
        except UserError:
            return request.redirect(f"/my/membership/statement/{card.id}?date_from={date_from}&date_to={date_to}")
        name = f"{request.env._('Statement')} {date_from} {date_to}.pdf"
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", content_disposition(name))]
        return request.make_response(content, headers=headers)
