from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import outcomes
from ..contact.member_followup import OPEN

#: channels that go to the member's phone number
BY_NUMBER = ("phone", "sms", "messenger")


class MemberFollowup(models.Model):
    """What comes of a contact, and what follows it: in one transaction."""

    _inherit = "member.followup"

    number = fields.Char(
        "Wrong Number",
        readonly=True,
        copy=False,
        help="The phone number that wasn't the member's. As long as it is in the file, the file has to be corrected.",
    )

    # Who reads how much was done today doesn't read the years before.
    _done_by_day = models.Index("(done_by_id, day_done) WHERE state = 'done'")
    _wrong_number = models.Index("(partner_id) WHERE number IS NOT NULL")

    def _finish(self, outcome, person=None, day=None, **recorded):
        """Record what came of a contact, and plan what follows.

        :param outcome: a key of ``engine.outcomes.MEANINGS``
        :param person: member.followup.person who made it
        :param date day: on which it was made; today
        :param recorded: any of note, seconds, again (date), promised (date), reason (member.complaint.reason), mark (int)
        :return: the contact that follows; none when the run, or the campaign for this member, ends
        """
        self.ensure_one()
        self._lock_unfinished()
        if missing := outcomes.missing(outcome, recorded):
            raise UserError(self._missing_message(missing))
        meaning = outcomes.MEANINGS[outcome]
        day = day or self.company_id._member_today()
        # The words of the guard are for people: a contact whose run ended during the call is recorded all the same.
        self.with_context(member_followup_amend=True).write(
            {
                "state": "dropped" if outcome in ("dropped", "skipped") else "done",
                "outcome": outcome,
                "date_done": fields.Datetime.now(),
                "day_done": day,
                "done_by_id": person and person.id,
                "user_id": self.env.uid,
                "note": recorded.get("note"),
                "seconds": recorded.get("seconds"),
                "date_again": recorded.get("again"),
                "date_promised": recorded.get("promised"),
                "date_decide": False,
                "number": meaning.corrects and self.channel in BY_NUMBER and self.partner_id.phone_sanitized,
                "gift_state": "waiting" if self.gift and meaning.offers else False,
            }
        )
        self.activity_ids.unlink()
        if meaning.offers:
            self._make_coupons()
        self._carry_out(meaning, recorded)
        return self._go_on(day) | self._tell_campaign(recorded.get("again"), day)

    def _lock_unfinished(self):
        """One of two who record the same contact at once waits, and is told."""
        self.env.execute_query(SQL("SELECT id FROM member_followup WHERE id = %s FOR NO KEY UPDATE", self.id))
        self.invalidate_recordset()
        if not self._may_be_finished():
            raise UserError(
                self.env._("%(contact)s has been recorded already. Open the next contact.", contact=self.display_name)
            )

    def _may_be_finished(self):
        """Who has a contact may be on the phone while its run ends, by a purchase for example. What the member said is
        recorded; nothing follows."""
        return self.state in (*OPEN, "sending") or (self.state == "stopped" and bool(self.date_given))

    def _missing_message(self, missing):
        if missing == "promised":
            return self.env._("Choose the day on which %(name)s wants to visit.", name=self.partner_id.name)
        return self.env._("Choose the reason of the complaint of %(name)s.", name=self.partner_id.name)

    # ── What an outcome means beyond the contact ──────────────────────────────────────────────────────────────

    def _carry_out(self, meaning, recorded):
        """What an outcome means for consent, file, complaints and feedback."""
        if meaning.withdraws:
            self._withdraw_consent()
        if self.number:
            self._ask_to_correct()
        if meaning.asks == "reason":
            self.env["member.complaint"].create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "config_id": self.config_id.id,
                    "reason_id": recorded["reason"].id,
                    "contact_id": self.id,
                    "note": recorded.get("note"),
                }
            )
        self._record_mark(recorded)

    def _withdraw_consent(self):
        """Who wants no more of this channel and purpose has withdrawn the consent to it. In the store nobody is asked for
        a consent: who wants to be left alone there wants none at all."""
        if self.channel not in self.env["member.consent"]._fields["channel"].get_values(self.env):
            self.partner_id.member_no_contact = True
            return
        partner = self.partner_id.with_company(self.company_id)
        partner._member_leave_channel(self.channel, "backend", {self.purpose})

    def _ask_to_correct(self):
        """Put the member on the list of data quality, once."""
        Revision = self.env["member.revision"]
        waiting = [("partner_id", "=", self.partner_id.id), ("reason", "=", "wrong_number"), ("state", "=", "todo")]
        if not Revision.search_count(waiting, limit=1):
            Revision.create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "reason": "wrong_number",
                    "reason_rank": Revision._wrong_number_rank,
                    "found_on": self.day_done,
                }
            )
