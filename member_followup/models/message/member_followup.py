from datetime import timezone
from uuid import uuid4

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import hours, manners, sms
from ..give.member_followup import MESSAGES

#: so many messages are handed over with one call, and so many are uncertain when it fails
PIECE = 50


class MemberFollowup(models.Model):
    """Messages of contacts, sent once.

    That a message is being sent is committed before the provider is called. Whatever happens then, nobody sends it
    again: what the provider said nothing of, a person looks after. Consent, end of the run and hours are tested in the
    transaction that says so.
    """

    _inherit = "member.followup"

    currency_id = fields.Many2one(related="company_id.currency_id")
    message_key = fields.Char("Message Reference", readonly=True, copy=False, help="What the provider knows it by.")
    message_text = fields.Text("Message", readonly=True, help="What the member was sent.")
    message_segments = fields.Integer("SMS Segments", readonly=True)
    message_cost = fields.Monetary("Cost", readonly=True)
    message_state = fields.Selection(
        [
            ("sending", "Sending"),
            ("accepted", "Accepted"),
            ("delivered", "Delivered"),
            ("failed", "Not Delivered"),
            ("uncertain", "Uncertain"),
        ],
        "Delivery",
        readonly=True,
    )
    date_send = fields.Datetime("Sent From", readonly=True, help="The message isn't sent before.")

    _message_key_unique = models.UniqueIndex(
        "(message_key) WHERE message_key IS NOT NULL", "This message belongs to another contact."
    )
    _to_send = models.Index(
        "(company_id, priority DESC, id) WHERE state = 'planned' AND date_decide IS NULL AND date_given IS NOT NULL"
    )
    _being_sent = models.Index("(company_id, write_date) WHERE state = 'sending'")

    @api.model
    def _send_due(self):
        """Cron: send what was given out to be sent, piece by piece, each committed before and after its call."""
        # sudo: messages go out in the shop's name; the rules know all contacts of a member.
        waiting = Domain("date_given", "!=", False) & Domain("state", "in", ("planned", "sending"))
        for (company,) in self.sudo()._read_group(waiting & Domain("channel", "in", MESSAGES), ["company_id"]):
            contacts = self.with_company(company).sudo()
            contacts._return_uncertain()
            while claimed := contacts._claim(PIECE):
                left = contacts.search_count(contacts._to_be_sent(fields.Datetime.now()))
                seconds = claimed._hand_over_to_provider(left)
                if not seconds:
                    return

    @api.model
    def _to_be_sent(self, now):
        """:return: domain of messages that passed the rules of contact, and whose hours may have come"""
        return (
            Domain("company_id", "=", self.env.company.id)
            & Domain("state", "=", "planned")
            & Domain("date_decide", "=", False)
            & Domain("date_given", "!=", False)
            & Domain("channel", "in", MESSAGES)
            & (Domain("date_send", "=", False) | Domain("date_send", "<=", now))
            & Domain("plan_id", "not any", [("state", "=", "paused")])
        )

    @api.model
    def _claim(self, size):
        """Take messages to send, those that nobody else takes at this moment, and say so.

        :return: those that may be sent now; none when nothing is left, or all of it is somebody else's
        """
        now = fields.Datetime.now()
        while found := self.search(self._to_be_sent(now), order="priority desc, id", limit=size):
            locked = found.try_lock_for_update(allow_referencing=True)
            if not locked:
                break
            locked.invalidate_recordset(["state", "date_given", "date_send"])
            locked = locked.filtered_domain(self._to_be_sent(now))
            if ready := locked._may_be_sent(now):
                ready._write_message()
                return ready
        return self.browse()

    def _may_be_sent(self, now):
        """Test what may have changed since these were given out. What may never be sent is dropped, what may later is put
        off.

        :return: those that may be sent at this moment
        """
        day = self.env.company._member_today()
        # Who ends a run at this moment is waited for.
        self.env.execute_query(
            SQL("SELECT id FROM member_followup_run WHERE id = ANY(%s) ORDER BY id FOR SHARE", self.run_id.ids)
        )
        self.run_id.invalidate_recordset(["state"])
        known = self._known(self.partner_id.ids, day)
        bought = self.run_id.filtered("plan_id.exit_on_purchase")._bought_since()
        bought._end("purchase", day)
        asked = self.filtered(lambda contact: contact.state == "planned")
        unmet = asked._unmet()
        reasons = {}
        for contact in asked:
            reason = manners.forbidden(contact._as_engine(None), known[contact.partner_id.id])
            late = "late" if contact.date_last < day else ""
            if reason := reason or late or ("condition" if contact in unmet else ""):
                reasons[contact] = reason
        asked -= self.browse(contact.id for contact in reasons)
        put_off = []
        for contact in asked:
            later = contact._later(now, known[contact.partner_id.id].zone)
            if later == "never":
                reasons[contact] = "hours"
            elif later:
                put_off.append((contact.id, later))
        self._write_each(("date_send",), put_off)
        self._drop(reasons, day)
        waiting = {contact_id for contact_id, _moment in put_off}
        return asked.filtered(lambda contact: contact.id not in waiting and contact not in reasons)

    def _later(self, now, zone):
        """:return: datetime from which it may be sent, 'never', or False for now"""
        own = self._hours_of_parts().get(self._part())
        if own is None:
            return False
        moment = now.replace(tzinfo=timezone.utc)
        following = hours.next_allowed(moment, own, zone)
        if following is None or following[0].date() > fields.Date.add(self.date_last, days=1):
            return "never"
        return False if following[0] <= moment else following[0].replace(tzinfo=None)

    def _write_message(self):
        """Say what is being sent, under a reference that is its own; kept before anybody is called."""
        price = self.env.company.member_sms_price
        self._make_coupons()
        said = self._texts()
        for contact, texts in said.items():
            segments = sms.size(texts["script"]).segments if contact.channel == "sms" else 0
            contact.write(
                {
                    "state": "sending",
                    "message_state": "sending",
                    "message_key": uuid4().hex,
                    "message_text": texts["script"],
                    "message_segments": segments,
                    "message_cost": segments * price,
                    "date_send": False,
                }
            )
        self.filtered(lambda contact: contact.channel == "sms")._write_sms()
        for contact in self.filtered(lambda contact: contact.channel == "email"):
            contact._write_letter(said[contact]["subject"])

    def _write_sms(self):
        """Odoo's own message, in the state in which its queue leaves it alone."""
        self.env["sms.tracker"].create([{"sms_uuid": contact.message_key} for contact in self])
        self.env["sms.sms"].create(
            [
                {
                    "uuid": contact.message_key,
                    "number": contact.partner_id.phone_sanitized,
                    "body": contact.message_text,
                    "partner_id": contact.partner_id.id,
                    "state": "process",
                }
                for contact in self
            ]
        )
