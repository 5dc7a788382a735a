from odoo import http
from odoo.http import request
from odoo.tools import consteq

from ..engine import sms


class Message(http.Controller):
    """How members end messages: by the link in an e-mail, or by answering an SMS."""

    @http.route(
        "/member_followup/unsubscribe/<int:contact_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        csrf=False,
        sitemap=False,
    )
    def unsubscribe(self, contact_id, token, **_said):
        """A page with a button: programs that look at links must not unsubscribe anybody. Mail programs with a button of
        their own send what the button would."""
        contact = request.env["member.followup"]._by_unsubscribe_link(contact_id, token)
        if not contact:
            raise request.not_found()
        is_done = request.httprequest.method == "POST"
        if is_done:
            contact.partner_id.with_company(contact.company_id)._member_leave_channel(
                "email", "portal", {contact.purpose}
            )
        values = {"company": contact.company_id, "is_done": is_done}
        return request.render("member_followup.message_unsubscribe", values)

    @http.route(
        "/member_followup/sms/<int:company_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
    )
    def incoming_sms(self, company_id, token, **said):
        """What a member answered, as providers pass it on: a number and a text, by the names that they use."""
        # sudo: the key in the address is the proof that the company's provider calls.
        company = request.env["res.company"].sudo().browse(company_id).exists()
        if not company or not company.member_sms_token or not consteq(company.member_sms_token, token):
            raise request.not_found()
        number = next((said[name] for name in ("from", "From", "number", "msisdn") if name in said), "")
        text = next((said[name] for name in ("body", "Body", "text", "message") if name in said), "")
        if number and sms.is_stop(text):
            plus = number if number.startswith("+") else f"+{number.strip()}"
            members = company.env["res.partner"].search(
                [("phone_sanitized", "=", plus), ("member_number", "!=", False)]
            )
            members.with_company(company)._member_leave_channel("sms", "portal")
        return request.make_response("", status=204)
