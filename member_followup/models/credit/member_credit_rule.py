from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...engine import credit

ONE_DAY = timedelta(days=1)


class MemberCreditRule(models.Model):
    """What is credited, and to whom, from a day on: what happened before is told by the rule that was in force then."""

    _name = "member.credit.rule"
    _inherit = ["member.in.force", "member.followup.measured"]
    _description = "Credit Rule"
    _order = "date_from desc, id desc"

    date_from = fields.Date(default=lambda self: self.env.company._member_today())
    name = fields.Char(required=True, default=lambda self: self.env._("Credit Rule"))
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", index=True
    )
    window_days = fields.Integer(
        "Purchase Within Days", required=True, default=30, help="After the contact. It counts for revenue, too."
    )
    give = fields.Selection(
        [("last", "Last Contact"), ("first", "First Contact"), ("owner", "Owner"), ("shares", "Shares")],
        "Credited To",
        required=True,
        default="last",
        help="The owner is who looked after the member when the contact was planned; without one, the last contact counts.",
    )
    share_first = fields.Float("First Contact (%)", default=40)
    share_last = fields.Float("Last Contact (%)", default=40)
    share_owner = fields.Float("Owner (%)", default=20)
    min_seconds = fields.Integer(
        "Shortest Call (Seconds)", required=True, default=20, help="A shorter call counts for nothing."
    )
    again_days = fields.Integer(
        "Same Member After Days",
        required=True,
        default=3,
        help="Another contact with the same member counts again after so many days. 1: once a day.",
    )
    promise_count = fields.Integer(
        "Promises per Month", required=True, default=5, help="With fewer promises in a month nobody has a habit."
    )
    promise_kept = fields.Float(
        "Kept at Least (%)",
        default=25,
        help="Whose promises of a month bring fewer visits than that, is credited for none that brought no visit.",
    )
    visit_days = fields.Integer(
        "Days to Come", required=True, default=3, help="A promise is kept until so many days later."
    )
    cover_days = fields.Integer(
        "Coverage After Days",
        required=True,
        default=120,
        help="Every member is contacted so often: at least three times a year are 120 days.",
    )
    is_used = fields.Boolean("In Use", compute="_compute_is_used")

    _window_in_range = models.Constraint(
        "CHECK (window_days BETWEEN 1 AND 180)", "Purchases count within 1 to 180 days after a contact."
    )
    _positive = models.Constraint(
        "CHECK (min_seconds >= 0 AND again_days > 0 AND promise_count > 0 AND visit_days >= 0 "
        "AND cover_days BETWEEN 1 AND 730)",
        "Seconds and Days to Come can't be negative. Same Member After Days and Promises per Month must be at least 1, "
        "Coverage After Days 1 to 730.",
    )
    _kept_in_range = models.Constraint(
        "CHECK (promise_kept BETWEEN 0 AND 100)", "Kept at Least must be from 0 to 100 %."
    )

    def _compute_is_used(self):
        # sudo: whether there is any credit by it, of whomever.
        used = self.env["member.credit"].sudo()._read_group([("rule_id", "in", self.ids)], ["rule_id"])
        ids = {rule.id for (rule,) in used}
        for rule in self:
            rule.is_used = rule._origin.id in ids

    @api.constrains("give", "share_first", "share_last", "share_owner")
    def _check_shares(self):
        for rule in self.filtered(lambda rule: rule.give == "shares"):
            shares = (rule.share_first, rule.share_last, rule.share_owner)
            if min(shares) < 0 or abs(sum(shares) - 100) > 1e-6:
                raise ValidationError(
                    self.env._("The shares of %(rule)s must sum to 100 %%. Correct them.", rule=rule.name)
                )

    @api.constrains("date_from", "date_to", "company_id")
    def _check_one_in_force(self):
        for rule in self:
            others = self.search([("company_id", "=", rule.company_id.id), ("id", "!=", rule.id)])
            if clash := others.filtered(rule._overlaps)[:1]:
                raise ValidationError(
                    self.env._(
                        "%(rule)s and %(other)s are in force on the same days. Correct their dates.",
                        rule=rule.name,
                        other=clash.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Not for days that have been counted without it."""
        rules = super().create(vals_list)
        for rule in rules:
            counted = rule.company_id.member_credit_day
            if counted and not self.env.su and (not rule.date_from or rule.date_from <= counted):
                raise UserError(
                    self.env._(
                        "Credits have been counted until %(day)s. Let %(rule)s begin later.",
                        day=format_date(self.env, counted),
                        rule=rule.name,
                    )
                )
        return rules

    def _overlaps(self, other):
        def is_before(one, two):
            return bool(one.date_to and two.date_from and one.date_to < two.date_from)

        return not (is_before(self, other) or is_before(other, self))

    def write(self, vals):
        """What credits were counted by stays as it was; it can end, and another one follow."""
        if not self.env.su and set(vals) - {"name", "date_to"} and (used := self.filtered("is_used")):
            raise UserError(
                self.env._(
                    "Credits have been counted by %(rule)s. Duplicate it, so that another rule follows.",
                    rule=used[0].name,
                )
            )
        if "date_to" in vals and not self.env.su:
            self._member_check_plain(vals)
            self._check_end(fields.Date.to_date(vals["date_to"]))
        return super().write(vals)

    def _check_end(self, end):
        """Neither end it in the past nor bring back days that had none."""
        for rule in self.filtered("is_used"):
            yesterday = rule.company_id._member_today() - ONE_DAY
            if (end or fields.Date.to_date("9999-12-31")) < yesterday or (rule.date_to and rule.date_to < yesterday):
                raise UserError(
                    self.env._(
                        "The days of %(rule)s that are over can't be changed: they have been counted.", rule=rule.name
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered("is_used"):
            raise UserError(self.env._("Credits have been counted by %(rule)s. End it instead.", rule=used[0].name))

    def copy(self, default=None):
        """The copy follows tomorrow, and the one before ends today."""
        self.ensure_one()
        today = self.company_id._member_today()
        if not (self.date_to and self.date_to <= today) and not (self.date_from and self.date_from > today):
            self.date_to = today
        return super().copy(
            {"date_from": max(today, self.date_to or today) + ONE_DAY, "date_to": False, **(default or {})}
        )

    def _as_engine(self):
        self.ensure_one()
        return credit.Rule(
            id=self.id,
            days=self.window_days,
            give=self.give,
            shares=(self.share_first / 100, self.share_last / 100, self.share_owner / 100),
            seconds=self.min_seconds,
            again_days=self.again_days,
            promises=self.promise_count,
            kept=self.promise_kept / 100,
            visit_days=self.visit_days,
            cover_days=self.cover_days,
        )

    @api.model
    def _of(self, company):
        """:return: dict of all rules of a company to :class:`engine.credit.Rule`"""
        # sudo: rules are what everybody is measured by.
        return {rule: rule._as_engine() for rule in self.sudo().search([("company_id", "=", company.id)])}

    @api.model
    def _on(self, company):
        """:return: function of a date to :class:`engine.credit.Rule`; days without a rule have the usual one"""
        rules, known = self._of(company), {}

        def on(day):
            if day not in known:
                holds = [
                    told
                    for rule, told in rules.items()
                    if (not rule.date_from or rule.date_from <= day) and (not rule.date_to or rule.date_to >= day)
                ]
                known[day] = holds[0] if holds else credit.Rule()
            return known[day]

        return on
