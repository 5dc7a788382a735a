from odoo import api, models
from odoo.tools import consteq, hmac, plaintext2html
from odoo.tools.urls import urljoin


class MemberFollowup(models.Model):
    """E-mails of contacts: what they look like, and the link by which a member ends them."""

    _inherit = "member.followup"

    def _write_letter(self, subject):
        """Odoo's own e-mail, in a state in which its queue leaves it alone."""
        self.ensure_one()
        lang = self.partner_id.lang or self.env.lang
        link = self._unsubscribe_url()
        body = (
            self.with_context(lang=lang)
            .env["ir.qweb"]
            ._render(
                "member_followup.message_email",
                {
                    "contact": self,
                    "company": self.company_id,
                    "text": plaintext2html(self.message_text),
                    "unsubscribe_url": self.purpose != "membership" and link,
                },
                lang=lang,
            )
        )
        headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        self.env["mail.mail"].create(
            {
                "subject": subject or self.company_id.name,
                "body_html": body,
                "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
                "recipient_ids": [(4, self.partner_id.id)],
                "headers": repr(headers) if self.purpose != "membership" else False,
                "state": "exception",
                "failure_reason": self.env._("It is being sent."),
                "message_id": self._message_id(),
                "auto_delete": False,
            }
        )

    def _letter(self):
        """:return: the mail.mail of this contact"""
        return self.env["mail.mail"].search([("message_id", "=", self._message_id())], limit=1)

    def _message_id(self):
        """:return: str, by which mail servers know the e-mail, too"""
        return f"<{self.message_key}@member-followup>"

    def _unsubscribe_url(self):
        return urljoin(self.get_base_url(), f"/member_followup/unsubscribe/{self.id}/{self._unsubscribe_token()}")

    def _unsubscribe_token(self):
        """Who has the e-mail may end the e-mails, and needs no login."""
        # sudo: the secret of the database signs what is in the e-mail; nobody gets to read it.
        return hmac(self.sudo().env, "member_followup-unsubscribe", (self.id, self.partner_id.id))

    @api.model
    def _by_unsubscribe_link(self, contact_id, token):
        """:return: the contact that a link was made for; none for a link that nobody made"""
        # sudo: the link is the proof.
        contact = self.sudo().browse(contact_id).exists()
        return contact if contact and consteq(token, contact._unsubscribe_token()) else self.browse()
