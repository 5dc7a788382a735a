from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import CHANNELS, PERFORMERS
from ...engine.hours import Hours
from ..plan.member_followup_step import _time


class MemberCampaignWave(models.Model):
    """A part of those to be invited: when, by which channel, and by whom."""

    _name = "member.campaign.wave"
    _description = "Campaign Wave"
    _order = "campaign_id, sequence, date, id"

    campaign_id = fields.Many2one("member.campaign", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="campaign_id.company_id", store=True, ondelete="restrict")
    sequence = fields.Integer(default=10)
    date = fields.Date("Day", required=True, help="From this day on its contacts are made.")
    date_last = fields.Date("Deadline", required=True, help="What hasn't been made by then isn't made any more.")
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    size_by = fields.Selection(
        [("rest", "All Who Are Left"), ("share", "Share"), ("number", "Number")], "For", required=True, default="rest"
    )
    share = fields.Float(default=0.5, help="Of all who are invited.")
    number = fields.Integer(default=100)
    performer = fields.Selection(
        PERFORMERS, "Made By", required=True, default="turn", help="Within the capacity of each, day by day."
    )
    attempts = fields.Integer("Attempts After No Answer", default=1)
    hour_from = fields.Float("From", default=10.0)
    hour_to = fields.Float("To", default=19.0)
    script = fields.Text("Its Own Script", help="Leave empty for the script of the campaign.")

    _dates_in_order = models.Constraint(
        "CHECK (date <= date_last)", "The deadline must be on or after the day of the wave."
    )
    _sizes = models.Constraint(
        "CHECK (share >= 0 AND share <= 1 AND number >= 0 AND attempts >= 0 AND hour_from >= 0 AND hour_to <= 24 "
        "AND hour_from <= hour_to)",
        "Share, number and attempts of a wave can't be negative, a share isn't more than 100 %, and its hours are from "
        "0:00 to 24:00 with the earlier first.",
    )

    @api.depends("sequence", "channel", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for wave in self:
            day = wave.date and format_date(self.env, wave.date)
            wave.display_name = " · ".join(filter(None, (channels.get(wave.channel), day)))

    @api.onchange("date", "campaign_id")
    def _onchange_date(self):
        """Who is invited is asked until the day before."""
        if self.date and (not self.date_last or self.date_last < self.date):
            ends = self.campaign_id.date_from and fields.Date.subtract(self.campaign_id.date_from, days=1)
            self.date_last = max(filter(None, (ends, self.date)))

    @api.model_create_multi
    def create(self, vals_list):
        waves = super().create(vals_list)
        waves._check_not_started()
        return waves

    def write(self, vals):
        self._check_not_started()
        if "campaign_id" in vals and self.campaign_id.ids not in ([], [vals["campaign_id"]]):
            raise UserError(self.env._("A wave stays in its campaign. Add a wave to the other campaign."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self._check_not_started()

    def _check_not_started(self):
        if started := self.campaign_id.filtered(lambda campaign: campaign.state != "draft"):
            raise UserError(
                self.env._(
                    "%(campaign)s has started: its waves can't be changed any more. Its contacts can be handed over.",
                    campaign=started[0].name,
                )
            )

    def _wish(self):
        """:return: pair of kind and number, as :func:`engine.funnel.wave_sizes` takes it"""
        return self.size_by, {"share": self.share, "number": self.number}.get(self.size_by, 0)

    def _hours(self):
        """:return: :class:`engine.hours.Hours`; None: at any time"""
        if self.hour_from == self.hour_to or (self.hour_from, self.hour_to) == (0, 24):
            return None
        return Hours(((_time(self.hour_from), _time(self.hour_to)),), frozenset(range(7)))

    def _words(self):
        """:return: dict of 'subject', 'script' and 'advice', with their placeholders"""
        campaign = self.campaign_id
        return {
            "subject": campaign.subject or campaign.name,
            "script": self.script or campaign.script,
            "advice": False,
        }
