from odoo.exceptions import UserError, ValidationError
from odoo.http import request, route

from .portal import MembershipPortal


class MemberDetailsPortal(MembershipPortal):
    """What the shop would like to know: a member may add it to their own file."""

    @route("/my/membership/details", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def portal_my_details(self, saved=None, **_kwargs):
        partner = self._member_own_partner()
        if not partner._is_member():
            return request.redirect("/my/membership")
        return self._render_details(partner, saved=saved)

    def _render_details(self, partner, **values):
        questions = partner._member_portal_questions()
        return self._member_render("portal_my_details", "membership_details", questions=questions, **values)

    @route("/my/membership/details", type="http", auth="user", website=True, methods=["POST"])
    def portal_my_details_save(self, **_kwargs):
        partner = self._member_own_partner()
        if not partner._is_member():
            return request.redirect("/my/membership")
        form = request.httprequest.form
        answers = {
            question["field"]: form.getlist(question["field"])
            if question["input"] == "checkbox"
            else form.get(question["field"], "").strip()
            for question in partner._member_portal_questions()
        }
        try:
            with partner.env.cr.savepoint():
                partner._member_portal_answer(answers)
        except (UserError, ValidationError) as error:
            return self._render_details(partner, answers=answers, problem=str(error))
        return request.redirect("/my/membership/details?saved=1")
