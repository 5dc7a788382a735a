from datetime import time
from math import floor

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list

from ...const import CHANNELS, PERFORMERS, PURPOSES
from ...engine import hours, sms
from ...engine.hours import Hours
from ...engine.steps import STOP, Delay, Retries, Step

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WHOLE_DAY = ((time(), time()),)


#: channels whose script is what is sent
WRITTEN = ("sms", "email")
# What of a step is checked while it is typed, and on saving.
CHECKED = (
    *("name", "channel", "subject", "script", "advice", "question", "hour_from", "hour_to", "hour_from_2", "hour_to_2"),
    *WEEKDAYS,
)


class MemberFollowupStep(models.Model):
    """One contact of a plan: when, how, what is said, by whom, and what follows."""

    _name = "member.followup.step"
    _inherit = ["member.followup.version.part"]
    _description = "Contact Plan Step"
    _order = "sequence, id"

    version_id = fields.Many2one("member.followup.version", required=True, index=True, ondelete="cascade")
    plan_id = fields.Many2one(related="version_id.plan_id", store=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="version_id.company_id", store=True, ondelete="restrict")
    origin_id = fields.Many2one(
        "member.followup.step", "Copied From", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    problem = fields.Text(compute="_compute_problem")
    when = fields.Char(compute="_compute_when")
    branches = fields.Char("What Follows", compute="_compute_branches")
    placeholders = fields.Char("Known Placeholders", compute="_compute_placeholders")

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
        "loyalty.program",
        "Coupon",
        ondelete="restrict",
        index="btree_not_null",
        domain=[("program_type", "=", "coupons")],
        help="A coupon of this program is made for the member.",
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
    branch_ids = fields.One2many("member.followup.branch", "step_id", "Branches")

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
        if not windows and len(weekdays) == len(WEEKDAYS):
            return None
        return Hours(tuple(windows) or WHOLE_DAY, weekdays)

    def _words(self):
        """:return: dict of 'subject', 'script' and 'advice', with their placeholders; empty ones of no step"""
        return {name: self[name] for name in ("subject", "script", "advice")}

    # ── What the screen shows ─────────────────────────────────────────────────────────────────────────────────

    @api.depends("delay_days", "delay_weeks", "delay_months", "counted_from")
    @api.depends_context("lang")
    def _compute_when(self):
        for step in self:
            step.when = step._when()

    def _when(self):
        if self.counted_from == "done":
            at_once, later = (
                self.env._("On the day when the step before is done"),
                self.env._("%(delay)s after the step before is done"),
            )
        elif self.counted_from == "planned":
            at_once, later = (
                self.env._("On the day of the step before"),
                self.env._("%(delay)s after the day of the step before"),
            )
        else:
            at_once, later = self.env._("On the day of the occasion"), self.env._("%(delay)s after the occasion")
        delay = [
            text
            for number, text in (
                (self.delay_months, self.env._("%s month(s)", self.delay_months)),
                (self.delay_weeks, self.env._("%s week(s)", self.delay_weeks)),
                (self.delay_days, self.env._("%s day(s)", self.delay_days)),
            )
            if number
        ]
        return later % {"delay": format_list(self.env, delay)} if delay else at_once

    @api.depends_context("lang")
    def _compute_placeholders(self):
        self.placeholders = ", ".join(f"{{{{ {name} }}}}" for name in self.env["res.partner"]._member_placeholders())

    @api.depends("branch_ids.outcome", "branch_ids.does", "branch_ids.target_id.name")
    @api.depends_context("lang")
    def _compute_branches(self):
        for step in self:
            step.branches = ", ".join(step.branch_ids.mapped("display_name"))

    # ── What is wrong with it ─────────────────────────────────────────────────────────────────────────────────

    @api.depends(*CHECKED)
    @api.depends_context("lang")
    def _compute_problem(self):
        """While it is typed, too."""
        for step in self:
            step.problem = "\n".join(step._faults())

    @api.constrains(*CHECKED)
    def _check_texts_and_hours(self):
        for step in self:
            if problems := step._faults():
                raise ValidationError("\n".join(problems))

    def _faults(self):
        """:return: list of sentences that name the step"""
        labels = {name: self._fields[name]._description_string(self.env) for name in ("subject", "script", "advice")}
        texts = [name for name in labels if self[name]]
        return [
            *(message for name in texts for message in self._text_faults(self[name], labels[name])),
            *self._missing_faults(),
            *self._question_faults(),
            *self._hour_faults(),
        ]

    def _text_faults(self, text, label):
        known = self.env["res.partner"]._member_placeholders()
        for reason, detail in sms.faults(text, known.keys()):
            if reason == "unknown_placeholder":
                yield self.env._(
                    "%(text)s of step %(step)s: there is no {{ %(name)s }}. Known are %(known)s.",
                    text=label,
                    step=self.name,
                    name=detail,
                    known=", ".join(known),
                )
            elif reason == "broken_placeholder":
                yield self.env._(
                    "%(text)s of step %(step)s: %(part)s isn't complete. Write it as {{ name }}.",
                    text=label,
                    step=self.name,
                    part=detail,
                )

    def _missing_faults(self):
        if self.channel in WRITTEN and not (self.script or "").strip():
            yield self.env._("Step %(step)s has no script. Enter the text that is sent.", step=self.name)
        if self.channel == "email" and not (self.subject or "").strip():
            yield self.env._("Step %(step)s has no subject. Enter the subject of the email.", step=self.name)

    def _hour_faults(self):
        if any(not 0 <= hour <= 24 for hour in (self.hour_from, self.hour_to, self.hour_from_2, self.hour_to_2)):
            return [self.env._("The hours of step %(step)s must be between 0:00 and 24:00.", step=self.name)]
        found = hours.faults(self._hours() or Hours())
        messages = {
            "no_weekday": self.env._("Step %(step)s has no weekday. Choose at least one.", step=self.name),
            "backward_window": self.env._(
                "The hours of step %(step)s end before they begin. Enter the earlier time first.", step=self.name
            ),
        }
        return [message for reason, message in messages.items() if reason in found]


def _time(hours):
    """:param hours: 0 to 24; 24 is midnight, which an end of a window may be"""
    minutes = floor(hours * 60 + 0.5)
    return time(minutes // 60 % 24, minutes % 60)
