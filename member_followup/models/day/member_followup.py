from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import outcomes, steps


class MemberFollowup(models.Model):
    """What comes of a contact, and what follows it: in one transaction."""

    _inherit = "member.followup"

    def _finish(self, outcome, person=None, day=None, **recorded):
        """Record what came of a contact, and plan what follows.

        :param outcome: a key of ``engine.outcomes.MEANINGS``
        :param person: member.followup.person who made it
        :param date day: on which it was made; today
        :param recorded: any of note, seconds, again (date), promised (date), reason (member.complaint.reason)
        :return: the contact that follows; none when the run ends
        """
        self.ensure_one()
        self._lock_open()
        day = day or self.company_id._member_today()
        if missing := outcomes.missing(outcome, recorded):
            raise UserError(self._missing_message(missing))
        meaning = outcomes.MEANINGS[outcome]
        self.write(
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
                "gift_state": "waiting" if self.gift and meaning.talked and not meaning.ends else False,
            }
        )
        self.activity_ids.unlink()
        self._carry_out(meaning, recorded)
        return self._follow(steps.Result(outcome, day, again=recorded.get("again"), promised=recorded.get("promised")))

    def _lock_open(self):
        """One of two who record the same contact at once waits, and is told."""
        self.env.execute_query(SQL("SELECT id FROM member_followup WHERE id = %s FOR NO KEY UPDATE", self.id))
        self.invalidate_recordset(["state"])
        if self.state not in ("planned", "open", "sending"):
            raise UserError(
                self.env._("%(contact)s has been recorded already. Open the next contact.", contact=self.display_name)
            )

    def _missing_message(self, missing):
        if missing == "promised":
            return self.env._("Choose the day on which %(name)s wants to visit.", name=self.partner_id.name)
        return self.env._("Choose the reason of the complaint of %(name)s.", name=self.partner_id.name)

    def _carry_out(self, meaning, recorded):
        """What an outcome means for consent, file and complaints."""
        if meaning.withdraws:
            self._withdraw_consent()
        if reason := recorded.get("reason"):
            self.env["member.complaint"].create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "config_id": self.config_id.id,
                    "reason_id": reason.id,
                    "contact_id": self.id,
                    "note": recorded.get("note"),
                }
            )

    def _withdraw_consent(self):
        """Who wants no more of this channel and purpose has withdrawn the consent to it. Who agreed to all channels at
        once keeps the others."""
        channels = set(dict(self.env["member.consent"]._fields["channel"].selection)) - {"all", self.channel}
        living = self.partner_id._member_living_consents().filtered(lambda consent: consent.purpose == self.purpose)
        if living.filtered(lambda consent: consent.channel == "all"):
            self.partner_id._member_choose(self.purpose, sorted(channels), "backend")
        else:
            living.filtered(lambda consent: consent.channel == self.channel).action_withdraw()

    def _follow(self, result):
        """Plan the contact that follows by the version of the run, or end the run.

        :param result: :class:`engine.steps.Result`
        :return: the new contact, or none
        """
        run = self.run_id
        if not run or run.state != "open":
            return self.browse()
        due = steps.Due(self.step_id._key(), self.date_planned, self.date_first, self.attempt, self.failures)
        following = steps.after(run.version_id._as_engine(), run.date_counted, due, result)
        if isinstance(following, steps.End):
            reasons = run._fields["end_reason"].get_values(self.env)
            run._end(following.reason if following.reason in reasons else "outcome", result.day)
            return self.browse()
        return self.create(run._contact_vals(following))
