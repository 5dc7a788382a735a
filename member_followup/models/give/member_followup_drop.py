from collections import defaultdict

from odoo import fields, models

from ...engine import steps


class MemberFollowup(models.Model):
    """Contacts that aren't made, why, and what follows them: many at once."""

    _inherit = "member.followup"

    def _drop(self, reasons, day):
        """
        :param reasons: dict of contact to a key of REASONS
        :param day: date on which it is dropped
        """
        dropped = defaultdict(list)
        for contact, reason in reasons.items():
            dropped[reason].append(contact.id)
        for reason, ids in dropped.items():
            self.browse(ids).write(
                {
                    "state": "dropped",
                    "outcome": "skipped" if reason == "condition" else "dropped",
                    "reason": reason,
                    "date_done": fields.Datetime.now(),
                    "day_done": day,
                    "date_decide": False,
                    "user_id": self.env.uid,
                }
            )
        contacts = self.browse(contact.id for contact in reasons)
        contacts.activity_ids.unlink()
        self.browse(dropped["stopped"])._end_runs_of_stopped(day)
        contacts._go_on(day)

    def _end_runs_of_stopped(self, day):
        """Who wants no contacts, or left, isn't asked at the next step again."""
        left = self.filtered(lambda contact: contact.partner_id.member_left_on)
        left.run_id._end("left", day)
        (self - left).run_id._end("stopped", day)

    def _go_on(self, day):
        """Plan what follows each of these contacts in its run, by what was recorded of it, or end the run.

        :param day: date on which they were made, or dropped
        :return: the new contacts
        """
        versions = {version: version._as_engine() for version in self.run_id.version_id}
        ended, following = defaultdict(list), []
        for contact in self.filtered(lambda contact: contact.run_id.state == "open"):
            run = contact.run_id
            due = steps.Due(
                contact.step_id._key(), contact.date_planned, contact.date_first, contact.attempt, contact.failures
            )
            result = steps.Result(
                contact.outcome, day, again=contact.date_again or None, promised=contact.date_promised or None
            )
            after = steps.after(versions[run.version_id], run.date_counted, due, result)
            if isinstance(after, steps.End):
                ended[after.reason].append(run.id)
            else:
                following.append(run._contact_vals(after))
        runs = self.env["member.followup.run"]
        known = runs._fields["end_reason"].get_values(self.env)
        for reason, ids in ended.items():
            runs.browse(ids)._end(reason if reason in known else "outcome", day)
        return self.create(following)

    def _unmet(self):
        """:return: those contacts whose step has a condition that isn't true"""
        conditional = self.filtered(
            lambda contact: contact.run_id and (contact.step_id.only_if_no_purchase or contact.step_id.only_if_reached)
        )
        if not conditional:
            return conditional
        engines = {step: step._as_engine() for step in conditional.step_id}
        bought, reached = conditional.run_id._bought_since(), conditional.run_id._reached_before()

        def is_unmet(contact):
            found = {"only_if_no_purchase": contact.run_id not in bought, "only_if_reached": contact.run_id in reached}
            return not engines[contact.step_id].is_wanted({name for name, is_true in found.items() if is_true})

        return conditional.filtered(is_unmet)
