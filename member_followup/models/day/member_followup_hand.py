from datetime import date

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...engine.outcomes import MEANINGS

#: dates that are further away are slips of the hand
MOST_DAYS = 366
#: a screen that was open for longer says nothing about the contact
MOST_SECONDS = 3600
MOST_LETTERS = 5000


class MemberFollowup(models.Model):
    """What people do with their contacts. All of it is a claim of a browser, and checked here."""

    _inherit = "member.followup"

    date_taken = fields.Datetime("Taken At", readonly=True, copy=False, help="From the list of the store.")
    date_skipped = fields.Datetime("Skipped At", readonly=True, copy=False, help="Left for later on the same day.")

    def action_finish(self, outcome, note="", seconds=0, again=None, promised=None, reason=None, mark=None):
        """Record what came of a contact that the present user made.

        :param outcome: a key of ``engine.outcomes.MEANINGS`` that is chosen by hand
        :param seconds: how long it was on the screen
        :param again: date as text, for 'no_answer': the day agreed on for the next attempt
        :param promised: date as text, for 'promised': the day of the visit
        :param reason: id of member.complaint.reason, for 'complaint'
        :param mark: 0 to 10, what the member answered to the question of the step
        :return: dict of ``said``: what follows, as a sentence
        """
        person = self._performer()
        if not isinstance(outcome, str) or outcome not in MEANINGS or not MEANINGS[outcome].by_hand:
            raise UserError(self.env._("Choose what came of the contact: %(outcome)s can't be.", outcome=outcome))
        recorded = {
            "note": self._checked_note(note),
            "seconds": self._checked_seconds(seconds),
            "again": self._checked_day(again) if outcome == "no_answer" else None,
            "promised": self._checked_visit(promised) if outcome == "promised" else None,
            "reason": self._checked_reason(reason) if MEANINGS[outcome].asks == "reason" else None,
            "mark": self._checked_mark(mark, outcome),
        }
        if self._is_told_twice(outcome, recorded):
            return {"said": ""}
        # sudo: nobody may write contacts, so that what is done stays as it is; who may finish this one was checked.
        following = self.sudo()._finish(outcome, person, **recorded)
        return {"said": self._what_follows(following)}

    def action_take(self):
        """Take a contact from the list of the store: it is this user's, and nobody else calls.

        Of two at once one waits for the other's transaction, and begins anew after it.
        """
        self.ensure_one()
        # sudo: nobody may write contacts. What was taken from the list of one's own store is told by name, though it
        # can't be read any more.
        contact, me = self.sudo(), self.env["member.followup.person"]._of_user(self.sudo().company_id)
        if contact.date_taken and me and me != contact.person_id and me.config_id == contact.config_id:
            raise UserError(
                self.env._(
                    "%(person)s has taken %(contact)s already. Open the next contact.",
                    person=contact.person_id.name,
                    contact=contact.display_name,
                )
            )
        if not self._performer():
            raise UserError(
                self.env._("You aren't on the contact staff. Add yourself there, or leave it on the list of the store.")
            )
        contact._lock_unfinished()
        if not contact.person_id:
            contact.write({"person_id": me.id, "date_taken": fields.Datetime.now()})
            contact._remind()
        return True

    def action_put_back(self):
        """Put a contact that was taken back on the list of the store."""
        self._performer()
        # sudo: as in action_finish.
        contact = self.sudo()
        contact._lock_unfinished()
        if not contact.date_taken:
            raise UserError(
                self.env._(
                    "%(contact)s wasn't taken from the list of the store, and can't be put back on it.",
                    contact=contact.display_name,
                )
            )
        contact.activity_ids.unlink()
        contact.write({"person_id": False, "date_taken": False, "date_skipped": False})
        return True

    def action_skip(self):
        """Leave a contact for later today: it goes behind the others."""
        self._performer()
        # sudo: as in action_finish.
        contact = self.sudo()
        contact._lock_unfinished()
        contact.date_skipped = fields.Datetime.now()
        return True

    # ── Who may ───────────────────────────────────────────────────────────────────────────────────────────────

    def _performer(self):
        """Let only those pass whose contact it is, or who stand in for them.

        :return: member.followup.person of the present user; none for a manager who isn't on the contact staff
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: whose contact it is, and whether it is of the store or the team of the present user.
        contact, me = self.sudo(), self.env["member.followup.person"]._of_user(self.sudo().company_id)
        if contact.person_id:
            is_mine = me and me in (contact.person_id, contact.person_id.supervisor_id)
        else:
            is_mine = me and contact.config_id and contact.config_id == me.config_id
        if not is_mine and not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self._not_yours_message())
        return me

    def _not_yours_message(self):
        # sudo: whose contact it is, which the reader may read.
        contact = self.sudo()
        if contact.person_id:
            return self.env._(
                "%(contact)s is for %(person)s. Ask them, their supervisor or a manager to record it.",
                contact=contact.display_name,
                person=contact.person_id.name,
            )
        return self.env._(
            "%(contact)s is on the list of a store that isn't yours. Ask somebody there, or a manager.",
            contact=contact.display_name,
        )

    # ── What they may say ─────────────────────────────────────────────────────────────────────────────────────

    def _checked_note(self, note):
        if note and not isinstance(note, str):
            raise UserError(self.env._("The note of %(contact)s must be a text.", contact=self.display_name))
        return (note or "").strip()[:MOST_LETTERS] or False

    def _checked_seconds(self, seconds):
        if type(seconds) is not int or seconds < 0:
            raise UserError(
                self.env._("The duration of %(contact)s must be a number of seconds.", contact=self.display_name)
            )
        return min(seconds, MOST_SECONDS)

    def _checked_day(self, value):
        """:return: date, or None where none was chosen"""
        if not value:
            return None
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("%(value)s isn't a date. Choose a day.", value=value)) from error
        today = self.company_id._member_today()
        if not 0 <= (day - today).days <= MOST_DAYS:
            raise UserError(
                self.env._(
                    "%(day)s is over or more than a year away. Choose a day from today on.",
                    day=format_date(self.env, day),
                )
            )
        return day

    def _checked_visit(self, value):
        """Whoever promises to come to a campaign comes while it takes place.

        :return: as of :meth:`_checked_day`
        """
        day = self._checked_day(value)
        # sudo: until when the campaign is that the contact invites to.
        campaign = self.sudo().campaign_id
        if day and campaign and day > campaign.date_to:
            raise UserError(
                self.env._(
                    "%(campaign)s ends on %(day)s. Choose a day until then, or record Maybe.",
                    campaign=campaign.name,
                    day=format_date(self.env, campaign.date_to),
                )
            )
        return day

    def _checked_reason(self, reason):
        """:return: member.complaint.reason; none where none was chosen"""
        reasons = self.env["member.complaint.reason"]
        if not reason:
            return reasons
        found = reasons.search([("id", "=", reason)]) if type(reason) is int else reasons
        if not found:
            raise UserError(self.env._("This reason doesn't exist any more. Reload the page and choose another one."))
        return found

    def _is_told_twice(self, outcome, recorded):
        """Whoever got no answer says the same again, and is right both times."""
        self.invalidate_recordset()
        return (
            self.state == "done"
            and self.user_id == self.env.user
            and (self.outcome, self.note, self.date_again or None, self.date_promised or None)
            == (outcome, recorded["note"], recorded["again"], recorded["promised"])
            # sudo: the mark of a contact that the reader has recorded.
            and recorded["mark"] in (None, *self.sudo().feedback_ids.mapped("mark"))
        )

    def _what_follows(self, following):
        """:param following: the next contact of the run; none when it ended"""
        if following:
            channels = dict(following._fields["channel"]._description_selection(self.env))
            return self.env._(
                "Next for %(name)s: %(step)s (%(channel)s) on %(day)s.",
                name=following.partner_id.name,
                step=following.step_id.name or following.subject,
                channel=channels[following.channel],
                day=format_date(self.env, following.date_planned),
            )
        # sudo: the plan's name and the member's, of a contact that the reader has just recorded.
        contact = self.sudo()
        if contact.plan_id:
            return self.env._(
                "%(plan)s has ended for %(name)s.", plan=contact.plan_id.name, name=contact.partner_id.name
            )
        return self.env._("Recorded for %(name)s.", name=contact.partner_id.name)
