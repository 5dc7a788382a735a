from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import get_lang

from ..engine.feedback import HIGHEST, LOWEST, read_mark

HEADERS = {
    # The address is the key: it stays out of search engines, of the browser's cache and of other sites' logs.
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


class Feedback(http.Controller):
    """The page with the one question of a contact, for whoever has its link."""

    @http.route(
        "/feedback/<int:contact_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def ask(self, contact_id, token, **_said):
        """It writes nothing: programs that look at links answer nothing."""
        return self._page(request.env["member.followup"]._by_feedback_link(contact_id, token))

    # The token is the proof that the form is ours: another site doesn't know it, and a phone may have no cookies.
    @http.route(
        "/feedback/<int:contact_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
    )
    def answer(self, contact_id, token, mark=None, comment=None, **_said):
        contact = request.env["member.followup"]._by_feedback_link(contact_id, token)
        if not contact:
            return self._page(contact)
        mark, problem = read_mark(mark), ""
        if mark is None:
            problem = contact.with_context(lang=_lang(contact)).env._("Choose a mark from 0 to 10.")
        else:
            feedback = contact.env["member.feedback"].with_context(lang=_lang(contact))
            try:
                feedback._record(contact, mark, comment, "link")
            except UserError as error:
                problem = error.args[0]
        return self._page(contact, problem, mark, is_answered=not problem)

    def _page(self, contact, problem="", mark=None, is_answered=False):
        """
        :param contact: member.followup with the rights of the shop; none: the link is no link of ours any more
        :param problem: what is wrong with an answer
        :param mark: what was chosen, if anything
        :param is_answered: just now
        """
        answer = contact.feedback_ids
        # What was wrong isn't sent back: it may be long, and somebody else's words.
        values = {
            "html_lang": (lang := _lang(contact)).replace("_", "-"),
            "company": contact.company_id,
            # The first name alone: whoever got hold of the link learns no more.
            "name": (contact.partner_id.name or "").split(" ")[0],
            "question": contact.step_id.with_context(lang=lang).question,
            # Texts: of an attribute that is 0, QWeb makes none.
            "marks": [str(value) for value in range(LOWEST, HIGHEST + 1)],
            "mark": str(mark if mark is not None else answer.mark if answer else ""),
            "comment": answer.comment or "",
            "problem": problem,
            "is_answered": is_answered,
            "is_over": bool(answer) and not answer._is_fresh(),
        }
        request.update_context(lang=lang)
        page = request.env["ir.qweb"]._render("member_followup.feedback_page", values)
        status = 404 if not contact else 400 if problem else 200
        return request.make_response(
            page, [*HEADERS.items(), ("Content-Type", "text/html; charset=utf-8")], status=status
        )


def _lang(contact):
    """:return: str, a language that is installed: the member's, else that of the browser or of the database"""
    return get_lang(request.env, contact.partner_id.lang).code
