from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import manners

#: channels by which the machine sends: nobody's time is shared out for them
MESSAGES = ("sms", "email")
#: what a contact waits for that has passed all rules
WAITING = ("capacity", "absent", "unstaffed")


class MemberFollowup(models.Model):
    """Which contacts are made today: decided by the rules of contact, then shared out among those who make them.

    It is decided in pieces, all of a member's contacts in one. What passed has ``date_given`` of that day; what didn't
    has another ``date_decide``, or was dropped: what a piece did, none does again. Then all that passed is shared out
    at once, so that the priority says who gets what capacity there is. A message that passed stays ``planned``, without
    ``date_decide``, until it is sent: ``state = 'planned' AND date_given IS NOT NULL AND channel IN MESSAGES``.
    """

    _inherit = "member.followup"

    @api.model
    def _night_give(self, job):
        """The contacts of some members after the other, then all that may be made, then the days ahead."""
        day = job.company_id._member_today()
        if decided := self._decide_piece(day, job._piece(1000)):
            job.done += decided
            return False
        if not job.cursor:
            self._share_out(day)
            job.cursor = {"shared": True}
            return False
        self._smooth(day)
        return True

    @api.model
    def _give_out(self, company, day):
        """Give out what is due on a day, all in one.

        :param company: res.company
        :param date day: its day
        """
        # sudo: the rules know all contacts of a member, whoever sees them; who makes one is told by its person.
        contacts = self.with_company(company).sudo()
        while contacts._decide_piece(day, 1000):
            pass
        contacts._share_out(day)
        contacts._smooth(day)

    def _give_out_now(self, day):
        """Give out what is due of the members of these contacts, and no other's."""
        self.search(self._due(day) & Domain("partner_id", "in", self.partner_id.ids))._decide(day)
        self._share_out(day)

    @api.model
    def _decide_piece(self, day, size):
        """Decide on all that is due of some members.

        :return: how many contacts these were
        """
        self._take_back(day)
        members = self.search_fetch(self._due(day), ["partner_id"], order="date_decide, id", limit=size).partner_id
        contacts = self.search(self._due(day) & Domain("partner_id", "in", members.ids))
        contacts._decide(day)
        return len(contacts)

    @api.model
    def _due(self, day):
        """What is to be decided, and what was given out and is too late. Plans that pause wait with all they have."""
        to_decide = Domain("state", "=", "planned") & Domain("date_decide", "<=", day) & Domain("date_given", "!=", day)
        too_late = Domain("state", "=", "open") & Domain("date_last", "<", day)
        return (
            Domain("company_id", "=", self.env.company.id)
            & (to_decide | too_late)
            & Domain("plan_id", "not any", [("state", "=", "paused")])
        )

    @api.model
    def _take_back(self, day):
        """What somebody has who is absent today is decided and shared out anew."""
        absent = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "open"),
                ("person_id.absence_ids", "any", [("date_from", "<=", day), ("date_to", ">=", day)]),
            ]
        )
        absent.write({"state": "planned", "date_decide": day, "date_given": False})
        absent.activity_ids.unlink()

    def _decide(self, day):
        """By the rules of contact, over all plans: which of these contacts are made today, which later, which never.

        :param self: of each member all that are due
        """
        late = self.filtered(lambda contact: contact.state == "open")
        unmet = (self - late)._unmet()
        asked = self - late - unmet
        hours = asked._hours_of_parts()
        decisions = manners.decide(
            [contact._as_engine(hours.get(contact._part())) for contact in asked],
            self._known(asked.partner_id.ids, day, {(contact.channel, contact.purpose) for contact in asked}),
            self._caps(),
            day,
        )
        reasons = dict.fromkeys(late, "late") | dict.fromkeys(unmet, "condition")
        rows = []
        for contact in asked:
            decision = decisions[contact.id]
            if decision.action == "drop":
                reasons[contact] = contact._why_dropped(decision)
            else:
                rows.append((contact.id, *contact._date_values(decision, day)))
        self._write_each(("date_decide", "date_given", "reason"), rows)
        self._drop(reasons, day)

    def _as_engine(self, hours):
        """:return: :class:`engine.manners.Contact`"""
        self.ensure_one()
        return manners.Contact(
            self.id,
            self.partner_id.id,
            self.channel,
            self.purpose,
            planned=self.date_planned,
            last=self.date_last,
            priority=self.priority,
            run=self.run_id.id or None,
            hours=hours,
        )

    @api.model
    def _caps(self):
        caps = self.env["member.followup.cap"].search([("company_id", "=", self.env.company.id)])
        return [manners.Cap(cap.count, cap.days, cap.channel or None) for cap in caps]

    def _why_dropped(self, decision):
        """What waited for capacity until it was too late is dropped for want of capacity."""
        return self.reason if decision.reason == "late" and self.reason in WAITING else decision.reason

    def _date_values(self, decision, day):
        """:return: values of (date_decide, date_given, reason)"""
        if decision.action == "postpone":
            return decision.until, None, decision.reason
        # If the night ends before it is shared out, the next decides on it again.
        return None if self.channel in MESSAGES else self.date_decide, day, None

    @api.model
    def _write_each(self, names, rows):
        """Write what differs from contact to contact.

        SQL, not the ORM: it would take a statement for each.

        :param names: of stored fields
        :param rows: list of (id, value of each field …)
        """
        if not rows:
            return
        written = [self._fields[name] for name in names]
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE member_followup contact SET %s, write_uid = %s, write_date = NOW() AT TIME ZONE 'UTC' "
                "FROM UNNEST(%s) AS given(id, %s) WHERE contact.id = given.id",
                SQL(", ").join(SQL("%s = given.%s", SQL.identifier(name), SQL.identifier(name)) for name in names),
                self.env.uid,
                SQL(", ").join(
                    SQL("%s::%s[]", list(values), SQL(kind))
                    for values, kind in zip(
                        zip(*rows, strict=True), ("int", *(field.column_type[0] for field in written)), strict=True
                    )
                ),
                SQL(", ").join(map(SQL.identifier, names)),
            )
        )
        self.invalidate_model([*names, "write_uid", "write_date"])
