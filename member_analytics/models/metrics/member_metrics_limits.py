from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MemberMetricsLimits(models.AbstractModel):
    """The windows and limits that metrics are told by, for a trade or a company."""

    _name = "member.metrics.limits"
    _description = "Metrics Limits"

    window_months = fields.Integer("Analysis Period (Months)", required=True, default=12)
    active_for = fields.Integer("Active Up To", required=True, default=3)
    edge_for = fields.Integer("Lapsing Up To", required=True, default=6)
    dormant_for = fields.Integer(
        "Dormant Up To", required=True, default=12, help="Members without a purchase for longer than this are lost."
    )
    limit_unit = fields.Selection([("months", "Months"), ("days", "Days")], required=True, default="months")
    new_days = fields.Integer(
        "New For (Days)",
        required=True,
        default=90,
        help="Members are new for this many days after their first purchase.",
    )
    regular_visits = fields.Integer(
        "Regular From", required=True, default=6, help="The minimum number of purchase days in the analysis period."
    )
    die_hard_visits = fields.Integer(
        "Devoted From", required=True, default=24, help="The minimum number of purchase days in the analysis period."
    )
    score_by = fields.Selection(
        [("quantile", "Equal-sized groups of members"), ("fixed", "Fixed cut-off values")],
        "Score Method",
        required=True,
        default="quantile",
    )
    score_parts = fields.Integer("Highest Score", required=True, default=5)
    recency_cuts = fields.Char("Days Since Last Purchase", default="30, 60, 90, 180")
    frequency_cuts = fields.Char("Purchases in Period", default="1, 3, 6, 12")
    monetary_cuts = fields.Char("Spend in Period", default="50, 150, 400, 1000")
    quadrant_by = fields.Selection(
        [("mean", "Mean"), ("median", "Median"), ("fixed", "Fixed")], "Quadrant Lines", required=True, default="mean"
    )
    purchases_line = fields.Float("Frequent From (Purchases)", default=6)
    spend_line = fields.Float("High Spend From", default=500)
    abc_first = fields.Float("Class A Share of Spend (%)", required=True, default=80)
    abc_second = fields.Float("Classes A and B Share of Spend (%)", required=True, default=95)
    price_cuts = fields.Char("Price Band Limits", required=True, default="10, 25, 60")
    ahead_days = fields.Integer("Forecast Horizon (Days)", required=True, default=90)

    @api.constrains("window_months", "active_for", "edge_for", "dormant_for", "new_days", "score_parts", "ahead_days")
    def _check_days(self):
        for limits in self:
            if limits.window_months < 1 or limits.ahead_days < 1 or limits.new_days < 0:
                raise ValidationError(self.env._("The analysis period and the forecast horizon must be positive."))
            if not 0 < limits.active_for < limits.edge_for < limits.dormant_for:
                raise ValidationError(
                    self.env._("The limits for active, lapsing and dormant must increase in this order.")
                )
            if not 2 <= limits.score_parts <= 10:
                raise ValidationError(self.env._("The highest score must be between 2 and 10."))

    def _span(self, count):
        """:return: a limit in words"""
        if self.limit_unit == "days":
            return self.env._("%(count)s days", count=count)
        return self.env._("%(count)s months", count=count)

    @api.constrains("abc_first", "abc_second")
    def _check_classes(self):
        for limits in self:
            if not 0 < limits.abc_first < limits.abc_second <= 100:
                raise ValidationError(
                    self.env._(
                        "The share of class A must be lower than the share of classes A and B, and neither can exceed "
                        "100%."
                    )
                )

    @api.constrains("recency_cuts", "frequency_cuts", "monetary_cuts", "price_cuts", "score_by", "score_parts")
    def _check_cuts(self):
        for limits in self:
            limits._numbers("price_cuts")
            if limits.score_by != "fixed":
                continue
            for name in ("recency_cuts", "frequency_cuts", "monetary_cuts"):
                if len(limits._numbers(name)) != limits.score_parts - 1:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: scores from 1 to %(parts)s need %(cuts)s cut-off values.",
                            field=self._fields[name].string,
                            parts=limits.score_parts,
                            cuts=limits.score_parts - 1,
                        )
                    )

    @api.model
    def _limit_names(self):
        magic = {"id", "display_name", "create_uid", "create_date", "write_uid", "write_date"}
        return [name for name in self.env["member.metrics.limits"]._fields if name not in magic]

    def _limits(self):
        """:return: dict of the name of each limit to its value"""
        return {name: self[name] for name in self._limit_names()}

    def _numbers(self, name):
        """:return: the ascending numbers that somebody typed into a field, separated by commas"""
        try:
            numbers = [float(text) for text in (self[name] or "").split(",") if text.strip()]
        except ValueError:
            numbers = None
        if numbers is None or numbers != sorted(numbers):
            raise ValidationError(
                self.env._("%(field)s: enter increasing numbers separated by commas.", field=self._fields[name].string)
            )
        return numbers
