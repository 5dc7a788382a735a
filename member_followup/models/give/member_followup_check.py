from datetime import timezone

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from ...engine import hours, manners


class MemberFollowup(models.Model):
    """Whether a contact may still be made, in the moment in which it is."""

    _inherit = "member.followup"

    def _check_may_be_made(self, now=None):
        """Test consent, end of the run, conditions and hours in the transaction that makes the contact.

        Who calls takes the answer before the member is reached: what may not be made any more was dropped or stopped,
        and must be kept so.

        :param datetime now: UTC, without a zone; this moment
        :return: why it may not be made any more, a key of REASONS; '' when it may
        :raise UserError: outside of its hours, or when it is over
        """
        self.ensure_one()
        # sudo: the rules know all contacts of a member, whoever makes this one.
        contact = self.sudo().with_company(self.company_id)
        contact._lock_to_make()
        if contact.state not in ("planned", "open"):
            raise UserError(self.env._("%(contact)s is over. Open the next contact.", contact=contact.display_name))
        ways = {(contact.channel, contact.purpose)}
        member = contact._known(contact.partner_id.ids, ways=ways)[contact.partner_id.id]
        if reason := contact._why_never(member):
            return reason
        contact._check_hours(member.zone, now or fields.Datetime.now())
        return ""

    def _lock_to_make(self):
        """Whoever ends the run or records the contact at this moment is waited for, and then this begins anew."""
        self.env.execute_query(SQL("SELECT id FROM member_followup WHERE id = %s FOR NO KEY UPDATE", self.id))
        self.env.execute_query(SQL("SELECT id FROM member_followup_run WHERE id = %s FOR SHARE", self.run_id.id))
        self.invalidate_recordset()
        self.run_id.invalidate_recordset()

    def _why_never(self, member):
        """:return: why the contact was dropped or stopped just now; '' when nothing is against it"""
        day = self.company_id._member_today()
        reason = manners.forbidden(self._as_engine(None), member)
        if not reason and self.plan_id.exit_on_purchase and self.run_id._bought_since():
            self.run_id._end("purchase", day)
            return "exit"
        if not reason and self._unmet():
            reason = "condition"
        if reason:
            self._drop({self: reason}, day)
        return reason

    def _check_hours(self, zone, now):
        own = self._hours_of_parts().get(self._part())
        moment = now.replace(tzinfo=timezone.utc)
        if own is None or hours.is_allowed(moment, own, zone):
            return
        following = hours.next_allowed(moment, own, zone)
        if not following:
            raise UserError(
                self.env._(
                    "The hours of %(step)s never come. Correct them in its contact plan.",
                    step=self._part().display_name,
                )
            )
        raise UserError(
            self.env._(
                "%(name)s isn't contacted at this time. Try again from %(moment)s.",
                name=self.partner_id.name,
                moment=format_datetime(self.env, following[0].replace(tzinfo=None)),
            )
        )
