from datetime import time
from math import floor

from odoo import fields, models

from ...const import CHANNELS, PERFORMERS, PURPOSES
from ...engine.hours import Hours
from ...engine.steps import STOP, Delay, Retries, Step

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class MemberFollowupStep(models.Model):
    """One contact of a plan: when, how, what is said, by whom, and what follows."""

    _name = "member.followup.step"
    _description = "Contact Plan Step"
    _order = "sequence, id"

    version_id = fields.Many2one("member.followup.version", required=True, index=True, ondelete="cascade")
    plan_id = fields.Many2one(related="version_id.plan_id", store=True, ondelete="cascade")
    company_id = fields.Many2one(related="version_id.company_id", store=True, ondelete="restrict")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)

    # ── When ──────────────────────────────────────────────────────────────────────────────────────────────────
    delay_days = fields.Integer("Days")
    delay_weeks = fields.Integer("Weeks")
    delay_months = fields.Integer("Months")
    counted_from = fields.Selection(
        [
            ("occasion", "The Occasion"),
            ("planned", "The Step Before, as Planned"),
            ("done", "The Step Before, as Done"),
        ],
        "After",
        required=True,
        default="planned",
    )
    tolerance = fields.Integer("Tolerance (Days)", default=7, help="Later than that it isn't done any more.")
    hour_from = fields.Float("From", default=11.0)
    hour_to = fields.Float("To", default=12.0)
    hour_from_2 = fields.Float("Also From", default=16.0)
    hour_to_2 = fields.Float("Also To", default=17.0)
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean(default=True)
    sunday = fields.Boolean(default=True)
    retry_times = fields.Integer("Attempts After No Answer", default=2)
    retry_days = fields.Integer("Days Between Attempts", default=1)
    priority = fields.Integer(help="Added to the priority of the plan.")

    # ── What ──────────────────────────────────────────────────────────────────────────────────────────────────
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    purpose = fields.Selection(PURPOSES, "Consent", required=True, default="marketing")
    subject = fields.Char(translate=True)
    script = fields.Text(translate=True)
    advice = fields.Text("Product Advice", translate=True)
    gift = fields.Char("Gift at the Till", translate=True, help="What waits for the member in the store.")
    gift_program_id = fields.Many2one(
        "loyalty.program", "Coupon", ondelete="restrict", help="A coupon of this program is made for the member."
    )

    # ── Who, and what follows ─────────────────────────────────────────────────────────────────────────────────
    performer = fields.Selection(PERFORMERS, "Made By", required=True, default="list")
    otherwise = fields.Selection(
        [("list", "Store List"), ("turn", "In Turn"), ("wait", "Wait")],
        "When Absent",
        required=True,
        default="list",
    )
    only_if_no_purchase = fields.Boolean("Only Without a Purchase Since")
    only_if_reached = fields.Boolean("Only If Reached Before")
    branch_ids = fields.One2many("member.followup.branch", "step_id", "Branches", copy=True)

    _positive = models.Constraint(
        "CHECK (delay_days >= 0 AND delay_weeks >= 0 AND delay_months >= 0 AND tolerance >= 0 "
        "AND retry_times >= 0 AND retry_days >= 0)",
        "Delays, tolerance and attempts can't be negative.",
    )

    def _key(self):
        """What the engine knows a step by."""
        return str(self.id)

    def _as_engine(self):
        """:return: :class:`engine.steps.Step`"""
        self.ensure_one()
        return Step(
            key=self._key(),
            channel=self.channel,
            delay=Delay(self.delay_days, self.delay_weeks, self.delay_months),
            counted_from=self.counted_from,
            tolerance=self.tolerance,
            branches={
                branch.outcome: STOP if branch.does == "stop" else branch.target_id._key() for branch in self.branch_ids
            },
            conditions=frozenset(name for name in ("only_if_no_purchase", "only_if_reached") if self[name]),
            retries=Retries(self.retry_times, self.retry_days),
        )

    def _hours(self):
        """:return: :class:`engine.hours.Hours`; None: at any time"""
        self.ensure_one()
        windows = [
            (_time(start), _time(end))
            for start, end in ((self.hour_from, self.hour_to), (self.hour_from_2, self.hour_to_2))
            if start or end
        ]
        weekdays = frozenset(number for number, name in enumerate(WEEKDAYS) if self[name])
        return Hours(tuple(windows), weekdays) if windows else None


def _time(hours):
    """:param hours: 0 to 24; 24 is midnight, which an end of a window may be"""
    minutes = floor(hours * 60 + 0.5)
    return time(minutes // 60 % 24, minutes % 60)
