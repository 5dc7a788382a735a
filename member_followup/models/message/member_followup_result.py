import logging
from datetime import timedelta

import psycopg2
from requests.exceptions import ConnectionError as Unreachable
from requests.exceptions import Timeout

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
#: so long a provider may take to answer before a person looks after the message
PATIENCE = timedelta(hours=1)
#: after so long it is tried again when it surely wasn't sent, for a reason that isn't the member's
AGAIN = timedelta(hours=1)
#: what isn't the member's fault: no credit, no account, a server that is ill
NOT_SENT = {"sms_credit", "sms_acc", "sms_server", "sms_registration_needed", "mail_smtp", "mail_from_missing"}
#: what providers say of members who told them to stop
UNSUBSCRIBED = {"unsubscribed", "opted_out", "optout", "sms_optout", "sms_blacklist", "blacklisted"}


class MemberFollowup(models.Model):
    """Handing messages over, and what becomes of them."""

    _inherit = "member.followup"

    def _hand_over_to_provider(self, left):
        """Commit that these are being sent, call, and commit the answers.

        :param left: how many are to be sent after these
        :return: seconds that are left of the cron's time
        """
        Cron = self.env["ir.cron"]
        Cron._commit_progress(len(self), remaining=left)
        if messages := self.filtered(lambda contact: contact.channel == "sms"):
            messages._call(messages._call_sms)
        for contact in self - messages:
            contact._call(contact._call_mail_server)
        return Cron._commit_progress(0, remaining=left)

    def _call(self, call):
        """Nothing that goes wrong with a message keeps the others waiting, or sends it twice."""
        try:
            with self.env.cr.savepoint():
                call()
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # whatever a provider's code raises
            _logger.warning("%s messages of contacts: %s", len(self), error, exc_info=True)
            if _was_never_connected(error):
                self._send_later()
            else:
                self._return_to_people()
        self.env["ir.cron"]._commit_progress(0)

    def _call_sms(self):
        """One call for all of them, by the provider that the company chose."""
        messages = self.env["sms.sms"].search([("uuid", "in", self.mapped("message_key"))])
        api = self.env.company._get_sms_api_class()(self.env)
        messages._send_with_api(api, unlink_failed=True, unlink_sent=True, raise_exception=True)
        # What the provider passed over in its answer.
        self.filtered(lambda contact: contact.state == "sending")._return_to_people()

    def _call_mail_server(self):
        letter = self._letter()
        # Not before: until this is committed, nobody else sends it.
        letter.state = "outgoing"
        letter.send()
        if letter.state == "sent":
            self._note_answer("pending", False)
        elif failure := _why_not_sent(letter):
            self._note_answer("error", failure)
        else:
            letter.state = "exception"
            self._return_to_people()

    def _note_answer(self, state, failure):
        """What a provider says of messages: at once, or in a report that comes later, and may come twice.

        :param state: as ``sms.sms`` has it: 'process' and 'pending' (taken over), 'sent' (delivered), 'error'
        :param failure: why it failed, in the provider's or Odoo's word
        """
        for contact in self:
            if state == "error":
                contact._note_failure(failure or "")
            elif state in ("process", "pending", "sent"):
                delivery = "delivered" if state == "sent" else "accepted"
                if contact.message_state != "delivered":
                    contact.with_context(member_followup_amend=True).message_state = delivery
                if contact.state in ("sending", "open"):
                    contact._finish("sent")

    def _note_failure(self, failure):
        if failure in NOT_SENT or failure == "server_error":
            if self.state == "sending":
                self._send_later()
            return
        if self.message_state == "failed":
            return
        self.with_context(member_followup_amend=True).message_state = "failed"
        if failure.removeprefix("sms_") in UNSUBSCRIBED or failure in UNSUBSCRIBED:
            self.partner_id._member_leave_channel(self.channel, "backend")
        if self.state in ("sending", "open"):
            self._finish("undelivered")
        elif self.state == "done":
            # The plan has gone on; that the member got nothing is somebody's matter.
            self.guest_id._note_undelivered()
            self._plan_call_after_failure()

    def _plan_call_after_failure(self):
        subject = self.env._("%(what)s wasn't delivered", what=self.step_id.name or self.subject or self.plan_id.name)
        day = self.company_id._member_today()
        if self.partner_id._is_member():
            self.partner_id.with_company(self.company_id)._member_plan_contact(
                "phone", subject, day, self.purpose, priority=self.priority, person=self.person_id
            )

    def _send_later(self):
        """What surely wasn't sent is tried again, with all tests, until it is too late."""
        self._drop_records()
        self.write(
            {
                "state": "planned",
                "message_state": False,
                "message_key": False,
                "message_cost": 0,
                "date_send": fields.Datetime.now() + AGAIN,
            }
        )

    def _drop_records(self):
        """A message that is tried again is another one. Odoo's own records are cleared away by Odoo."""
        self.env["sms.sms"].search([("uuid", "in", self.mapped("message_key"))]).to_delete = True
        for contact in self.filtered(lambda contact: contact.channel == "email"):
            contact._letter().unlink()

    # ── Nobody knows whether it was sent ──────────────────────────────────────────────────────────────────────

    @api.model
    def _return_uncertain(self):
        """Messages whose sender was killed, or whose provider keeps silent, come to a person."""
        silent = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "sending"),
                ("write_date", "<", fields.Datetime.now() - PATIENCE),
            ]
        )
        silent.try_lock_for_update(allow_referencing=True)._return_to_people()

    def _return_to_people(self):
        """On the list of the store: who takes it looks at the provider's list, or asks the member."""
        self.write({"state": "open", "reason": "uncertain", "message_state": "uncertain"})

    def action_was_sent(self):
        """A person has found out that the member got the message."""
        for contact in self:
            contact._take_uncertain()._note_answer("pending", False)

    def action_send_again(self):
        """A person has found out that the member didn't get it: it is sent with all tests, as another message."""
        for contact in self:
            taken = contact._take_uncertain()
            taken._drop_records()
            taken.write(
                {"state": "planned", "reason": False, "message_state": False, "message_key": False, "message_cost": 0}
            )

    def _take_uncertain(self):
        self.check_access("read")
        # sudo: nobody edits contacts directly; who sees it, and serves its member, may settle it.
        contact = self.sudo().with_company(self.company_id)
        contact._lock_unfinished()
        if contact.message_state != "uncertain":
            raise UserError(self.env._("%(contact)s isn't uncertain any more.", contact=contact.display_name))
        return contact


def _why_not_sent(letter):
    """:return: str, why an e-mail surely wasn't sent: 'refused' by the member's server, or a key of ``NOT_SENT``; '' when
    nobody knows
    """
    reason = letter.failure_reason or ""
    if letter.state != "exception":
        return ""
    if not letter.failure_type:
        # No connection was made.
        return "mail_smtp"
    if letter.failure_type != "unknown":
        return letter.failure_type
    if "SMTPRecipientsRefused" in reason:
        return "refused"
    return "mail_smtp" if any(word in reason for word in ("SMTPSenderRefused", "SMTPDataError")) else ""


def _was_never_connected(error):
    """Whether nothing can have been sent: no connection was made."""
    while error:
        if isinstance(error, Unreachable) and not isinstance(error, Timeout):
            return _was_refused(error)
        error = error.__cause__ or error.__context__
    return False


def _was_refused(error):
    return "refused" in str(error) or "Name or service not known" in str(error)
