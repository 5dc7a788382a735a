from datetime import timedelta

from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.tools import SQL

from odoo.addons.member_loyalty.engine.tier_periods import Window

from ...engine import bgnbd

# So many members are fitted in a second, and give the parameters to some hundredths.
SAMPLE = 3_000


class MemberMetricsDefinition(models.Model):
    """How a company's metrics are told: its limits, and the cuts that its members make at the time."""

    _name = "member.metrics.definition"
    _description = "Metrics Definition"
    _inherit = ["member.metrics.limits", "mail.thread"]
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", readonly=True
    )
    trade_id = fields.Many2one(
        "member.metrics.trade",
        "Industry",
        help="The industry from which the limits were taken.",
        ondelete="set null",
    )
    cuts = fields.Json(
        "Cut-Off Values",
        readonly=True,
        help="The score cut-offs, quadrant lines and class limits from the latest calculation.",
    )
    month_cuts = fields.Json(
        "Cut-Off Values of Month Ends",
        readonly=True,
        help="The cut-off values that each month end was calculated with, by its day.",
    )
    cut_on = fields.Date("Limits Calculated On", readonly=True)
    refreshed_to = fields.Date("Calculated Up To", readonly=True, help="The day up to which metrics are calculated.")
    sales_seen = fields.Json("Sales Processed", readonly=True, help="The progress of the monthly sales calculation.")

    # From when on members deserve attention: the best who slow down, and those who cost.
    #
    # Apart from the limits of classes: they are looked at as they are, so that a change needs no new count.
    late_intervals = fields.Float(
        "Overdue By (Intervals)",
        required=True,
        default=2,
        help="The overdue factor, in multiples of the member's median purchase interval after the expected date.",
    )
    fallen_by = fields.Float(
        "Drop in Spend (%)",
        required=True,
        default=25,
        help="The drop is measured against the month end at least three months ago.",
    )
    returned_from = fields.Float(
        "Many Returns From (%)",
        required=True,
        default=30,
        help="The returned share of all purchases, over the lifetime.",
    )
    returned_purchases = fields.Integer("Minimum Purchases", required=True, default=3)

    # R35: what customers cost, for what sleeping members cost.
    currency_id = fields.Many2one(related="company_id.currency_id")
    winning_cost = fields.Monetary(
        "Acquisition Cost per Customer",
        help="The advertising, introductory discounts and staff time spent per new customer.",
    )
    winning_ratio = fields.Float(
        "Acquisition-to-Retention Cost Ratio",
        default=6,
        help="The rule of thumb is that acquiring a customer costs six times as much as retaining one.",
    )
    stranger_success = fields.Float(
        "Sales per 100 Offers to Non-Members", default=15, help="The rule of thumb is 15 sales per 100 offers."
    )
    member_success = fields.Float(
        "Sales per 100 Offers to Members", default=50, help="The rule of thumb is 50 sales per 100 offers."
    )

    # R16: how a shop treats each quadrant.
    friend_policy = fields.Text("Policy for True Friends", translate=True)
    butterfly_policy = fields.Text("Policy for Butterflies", translate=True)
    barnacle_policy = fields.Text("Policy for Barnacles", translate=True)
    stranger_policy = fields.Text("Policy for Strangers", translate=True)

    _company_unique = models.Constraint("UNIQUE (company_id)", "This company already has a metrics definition.")

    @api.model
    def _of(self, company):
        """:return: the company's definition, made from what is usual when there is none"""
        # sudo: everybody's metrics follow it, whoever asks first.
        found = self.sudo().search([("company_id", "=", company.id)])
        return found or self.sudo()._make(company)

    @api.model
    def _make(self, company):
        """
        :raise ConcurrencyError: if somebody makes it at the same time; this transaction began before and can't see
            theirs, the next one can
        """
        try:
            with self.env.cr.savepoint():
                return self.create({"company_id": company.id})
        except UniqueViolation as error:
            raise ConcurrencyError(f"definition of metrics of company {company.id} made meanwhile") from error

    @api.model
    def _make_missing(self):
        """At installation and upgrade: reports look at definitions from cursors that only read."""
        for company in self.env["res.company"]._member_in_turn():
            self._of(company)

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & set(self._limit_names()):
            # The nightly refresh counts everybody anew.
            super().write({"cut_on": False})
        return result

    def _window_start(self, day):
        return Window("rolling", self.window_months).first_day(day)

    def _state_starts(self, day):
        """:return: the first days of being active, on the edge and dormant, as of a day"""
        return [
            day - relativedelta(**{self.limit_unit: count})
            for count in (self.active_for, self.edge_for, self.dormant_for)
        ]

    def _new_from(self, day):
        return day - timedelta(days=self.new_days)

    @api.model
    def action_open(self):
        """Open the definition of the company that the user works in."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Metrics"),
            "res_model": self._name,
            "res_id": self._of(self.env.company).id,
            "views": [(False, "form")],
        }

    def action_change(self):
        """Try other limits out, and see who would move before they are put in force."""
        self.ensure_one()
        self.check_access("write")
        values = {"definition_id": self.id, "trade_id": self.trade_id.id, **self._limits()}
        return self.env["member.metrics.preview"].create(values)._reopen()

    def action_refresh(self):
        """Count everybody anew, in the background."""
        self.ensure_one()
        job = self.env["member.metrics"]._start_refresh(self.company_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": job._name,
            "res_id": job.id,
            "views": [(False, "form")],
        }

    @api.constrains("late_intervals", "fallen_by", "returned_from", "returned_purchases")
    def _check_attention(self):
        for definition in self:
            if definition.late_intervals < 0 or not 0 < definition.fallen_by <= 100:
                raise ValidationError(
                    self.env._(
                        "The overdue factor must be positive, and the drop in spend must be above 0% and at most 100%."
                    )
                )
            if definition.returned_from <= 0 or definition.returned_purchases < 1:
                raise ValidationError(
                    self.env._("The “Many Returns” limit needs a share above 0% and at least one purchase.")
                )

    def _compared_with(self, day):
        """:return: the month end that spend is compared with"""
        return (day - relativedelta(months=3) + timedelta(days=1)).replace(day=1) - timedelta(days=1)

    @api.constrains("winning_cost", "winning_ratio", "stranger_success", "member_success")
    def _check_costs(self):
        for definition in self:
            if definition.winning_cost < 0 or definition.winning_ratio <= 0:
                raise ValidationError(self.env._("Costs and the cost ratio can't be negative."))
            if not (0 < definition.stranger_success <= 100 and 0 < definition.member_success <= 100):
                raise ValidationError(self.env._("Sales per 100 offers must be above 0 and at most 100."))

    # What a company's members make together: cuts of scores, lines of quadrants, limits of classes, BG/NBD.
    #
    # They are values, and stay for a month. So a member's place follows from their own purchases, and a sale doesn't
    # move anybody else. Who bought nothing in the window has no part in them.
    def _is_cut_for(self, day):
        """:return: whether the cuts are of this month"""
        return bool(self.cut_on) and (self.cut_on.year, self.cut_on.month) == (day.year, day.month)

    def _cut(self, day, figures):
        """Take the cuts from the figures of all members, as of a day.

        :param SQL figures: table of partner_id and FIGURES
        """
        self.ensure_one()
        active = SQL("(SELECT * FROM %s f WHERE window_purchase_count > 0)", figures)
        self.cuts = {
            "day": day.isoformat(),
            **self._score_cuts(day, active),
            "lines": self._lines(active, self.quadrant_by),
            "abc": self._class_limits(active),
            "bgnbd": self._fit(day, figures),
        }
        self.cut_on = day

    def _cuts_of(self, day, ids=None):
        """The cuts that a month end is told with, which are kept with it.

        :param ids: of partners who are told anew among the others of that day; None for everybody, by the cuts of now
        """
        kept = (self.month_cuts or {}).get(day.isoformat())
        if ids is not None and kept:
            return kept["cuts"]
        told = {name: self[name] for name in ("abc_first", "abc_second")}
        self.month_cuts = {
            **(self.month_cuts or {}),
            day.isoformat(): {"cuts": self.cuts, "cut_on": self.cut_on and self.cut_on.isoformat(), **told},
        }
        return self.cuts

    def _score_cuts(self, day, active):
        if self.score_by == "fixed":
            return {name: self._numbers(f"{name}_cuts") for name in ("recency", "frequency", "monetary")}
        shares = [part / self.score_parts for part in range(1, self.score_parts)]
        [row] = self.env.execute_query(
            SQL(
                """SELECT percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY %(day)s - last_date),
                          percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY window_purchase_count),
                          percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY window_spend) FROM %(rows)s m""",
                shares=shares,
                day=day,
                rows=active,
            )
        )
        # Days and purchases are whole numbers: PostgreSQL compares these much faster.
        return {
            name: [kind(cut) for cut in cuts or []]
            for name, kind, cuts in zip(("recency", "frequency", "monetary"), (int, int, float), row, strict=True)
        }

    def _lines(self, active, quadrant_by):
        """:return: [purchases, spend] at which quadrants divide; None while nobody bought"""
        if quadrant_by == "fixed":
            return [self.purchases_line, self.spend_line]
        how = "AVG(%s)" if quadrant_by == "mean" else "percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)"
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s, %s FROM %s m",
                SQL(how, SQL("window_purchase_count")),
                SQL(how, SQL("window_spend")),
                active,
            )
        )
        return None if row[0] is None else [float(line) for line in row]

    def _class_limits(self, active):
        """:return: [spend, partner id] of the last member of class A and of class B, None where there is nobody"""
        found = self.env.execute_query(
            SQL(
                """SELECT window_spend, partner_id, before < whole * %(first)s AS is_first
                     FROM (SELECT partner_id, window_spend,
                                  SUM(window_spend) OVER (ORDER BY window_spend DESC, partner_id) AS after,
                                  SUM(window_spend) OVER (ORDER BY window_spend DESC, partner_id) - window_spend AS before,
                                  (SELECT SUM(window_spend) FROM %(rows)s m WHERE window_spend > 0) AS whole
                             FROM %(rows)s m WHERE window_spend > 0) ranked
                    WHERE before < whole * %(first)s AND after >= whole * %(first)s
                       OR before < whole * %(second)s AND after >= whole * %(second)s""",
                first=self.abc_first / 100,
                second=self.abc_second / 100,
                rows=active,
            )
        )
        lasts = {is_first: [float(spend), partner_id] for spend, partner_id, is_first in found}
        return [lasts.get(True), lasts.get(False)]

    def _fit(self, day, figures):
        """:return: parameters of BG/NBD in days, fitted on a sample of those who bought; None when they are too few"""
        groups = self.env.execute_query(
            SQL(
                """SELECT visit_count - 1, last_date - first_date, %(day)s - first_date, COUNT(*)
                     FROM (SELECT * FROM %(figures)s f WHERE visit_count > 0
                         ORDER BY hashint4(partner_id) LIMIT %(sample)s) m
                 GROUP BY 1, 2, 3""",
                day=day,
                figures=figures,
                sample=SAMPLE,
            )
        )
        try:
            fitted = bgnbd.fit(groups)
        except bgnbd.TooFew:
            return None
        return {name: getattr(fitted, name) for name in ("r", "alpha", "a", "b")}

    def _policy(self, quadrant):
        """:return: what the shop wrote, or what is usual"""
        return self[f"{quadrant}_policy"] or self._usual_policies()[quadrant]

    def _usual_policies(self):
        return {
            "friend": self.env._(
                "Retain them with the best service, a personal contact, early access to new products, and personal "
                "thanks."
            ),
            "butterfly": self.env._(
                "Increase visit frequency with reminders and reasons to come back rather than discounts."
            ),
            "barnacle": self.env._(
                "Increase spend per visit with bundles, premium products and spend thresholds. Keep costs low."
            ),
            "stranger": self.env._("Only use low-cost messages, and watch for members who improve."),
        }
