from datetime import timedelta

from odoo import fields, models

ONE_DAY = timedelta(days=1)


class MemberFollowup(models.Model):
    """Contacts by which a campaign invites."""

    _inherit = "member.followup"

    campaign_id = fields.Many2one("member.campaign", readonly=True, ondelete="restrict", index="btree_not_null")
    guest_id = fields.Many2one("member.campaign.guest", readonly=True, ondelete="restrict", index="btree_not_null")
    wave_id = fields.Many2one("member.campaign.wave", readonly=True, ondelete="restrict", index="btree_not_null")

    def _tell_campaign(self, again, day):
        """Tell the campaign what came of a contact just recorded, and ask again whoever didn't answer.

        :param date again: the day agreed on, or none
        :param date day: of the contact
        :return: the contact that follows; none for the last
        """
        if not self.guest_id:
            return self.browse()
        self.guest_id._note_contact(self)
        planned = max(again or day + ONE_DAY, day)
        goes_on = self.campaign_id.state == "running" and self.attempt <= self.wave_id.attempts
        if self.outcome != "no_answer" or not goes_on or planned > self.date_last:
            return self.browse()
        return self.create(
            {
                "key": f"campaign:{self.guest_id.id}:{self.attempt + 1}",
                "campaign_id": self.campaign_id.id,
                "guest_id": self.guest_id.id,
                "wave_id": self.wave_id.id,
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "config_id": self.config_id.id,
                "channel": self.channel,
                "purpose": self.purpose,
                "priority": self.priority,
                "subject": self.subject,
                "date_planned": planned,
                "date_first": self.date_first,
                "date_last": self.date_last,
                "date_decide": planned,
                "attempt": self.attempt + 1,
            }
        )
