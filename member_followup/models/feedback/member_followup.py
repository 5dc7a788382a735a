import base64
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hmac
from odoo.tools.urls import urljoin

from ...engine import feedback
from ...engine.outcomes import MEANINGS

#: of the signature's 32 bytes; nobody guesses 128 bits, and what more there is costs a segment of an SMS
TOKEN_BYTES = 16


class MemberFollowup(models.Model):
    """The one question of a contact: asked by a link, or by whoever talks to the member."""

    _inherit = "member.followup"

    feedback_ids = fields.One2many("member.feedback", "contact_id", readonly=True)

    # ── By a link ─────────────────────────────────────────────────────────────────────────────────────────────

    def _feedback_url(self):
        """:return: str; '' for a contact that asks nothing"""
        if not self.step_id.question:
            return ""
        return urljoin(self.get_base_url(), f"/feedback/{self.id}/{self._feedback_token()}")

    @api.model
    def _feedback_sample_url(self):
        """:return: str: what is as long as a link, and leads nowhere"""
        return urljoin(self.get_base_url(), f"/feedback/{10**6}/{'0' * len(self._feedback_token())}")

    def _feedback_token(self):
        """Who has the message may answer, and needs no login. It is of the contact alone: a merge of two files changes
        nothing about what was asked."""
        # sudo: the secret of the database signs what is in the message; nobody gets to read it.
        signature = hmac(self.sudo().env, "member_followup-feedback", self.id)
        return base64.urlsafe_b64encode(bytes.fromhex(signature)[:TOKEN_BYTES]).decode().rstrip("=")

    @api.model
    def _by_feedback_link(self, contact_id, token):
        """
        :param contact_id: int, whatever an address says
        :return: the contact that a link was made for, with the rights of the shop; none for a link that nobody made, or
            that is too old
        """
        # The machine keeps the answer: whoever has the link is nobody that the database knows.
        asked = self.with_user(SUPERUSER_ID).browse(contact_id)
        # The signature is made and compared first, of links that nobody made, too: they take the same time.
        is_ours = token.isascii() and consteq(token, asked._feedback_token())
        asked = asked.search([("id", "=", contact_id if 0 < contact_id < 2**31 else 0)])
        if not is_ours or not asked._is_asking():
            return asked.browse()
        return asked.with_company(asked.company_id)

    def _is_asking(self):
        """Whether its link is still good: the member was told of it, not too long ago, and is still somebody."""
        told = self.day_done or self.date_given
        # None at all for a link that nobody made.
        if not told or not self.step_id.question or not self.partner_id.active:
            return False
        return self.company_id._member_today() <= told + timedelta(days=feedback.LINK_DAYS)

    # ── By whoever talks to the member ────────────────────────────────────────────────────────────────────────

    def _checked_mark(self, mark, outcome):
        """:return: int, or None where none was given"""
        if mark is None or mark is False:
            return None
        # sudo: whether the step asks, of a contact whose record was checked.
        if not self.sudo().step_id.question:
            raise UserError(self.env._("%(contact)s asks for no mark.", contact=self.display_name))
        if not MEANINGS[outcome].talked:
            raise UserError(
                self.env._(
                    "The member wasn't spoken to, and can't have given a mark. Choose another outcome, or leave the mark "
                    "out."
                )
            )
        known = feedback.read_mark(mark)
        if known is None:
            raise UserError(self.env._("Choose a mark from 0 to 10."))
        return known

    def _record_mark(self, recorded):
        """What the member answered while somebody talked to them, with what else was said."""
        mark = recorded.get("mark")
        if mark is not None and not self.env["member.feedback"]._record(self, mark, recorded.get("note"), "staff"):
            raise UserError(
                self.env._(
                    "%(name)s has answered this question already. Record the contact without a mark.",
                    name=self.partner_id.name,
                )
            )
