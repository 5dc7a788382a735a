from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ...engine import tier_periods, tiers

TERMS = ("single", "spend", "visits", "points")


class MemberTierRule(models.AbstractModel):
    """What a tier asks for: shared by the tier, by the versions of its rule that were in force, and by the changes of
    it that a manager tries out."""

    _name = "member.tier.rule"
    _description = "Rule of a Tier"

    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    entry_match = fields.Selection(
        [("any", "Any one of these"), ("all", "All of these")], "To Come In", required=True, default="any"
    )
    entry_single = fields.Monetary("One Purchase Of", help="One purchase of at least this amount. 0: not asked for.")
    entry_spend = fields.Monetary("Purchases Of", help="Purchases of this amount in the window. 0: not asked for.")
    entry_visits = fields.Integer("Visits", help="Distinct days with a purchase in the window. 0: not asked for.")
    entry_points = fields.Float(
        "Points Earned", digits=(16, 2), help="Points earned in the window, spent or not. 0: not asked for."
    )
    stay_same = fields.Boolean("Same to Stay", default=True, help="Untick to ask for less, or for something else.")
    stay_match = fields.Selection(
        [("any", "Any one of these"), ("all", "All of these")], "To Stay", required=True, default="any"
    )
    stay_single = fields.Monetary("One Purchase Of (Stay)")
    stay_spend = fields.Monetary("Purchases Of (Stay)")
    stay_visits = fields.Integer("Visits (Stay)")
    stay_points = fields.Float("Points Earned (Stay)", digits=(16, 2))
    window_kind = fields.Selection(
        [
            ("rolling", "The last months"),
            ("calendar", "This calendar year"),
            ("membership", "This year of the membership"),
            ("lifetime", "All the time"),
        ],
        "Counted In",
        required=True,
        default="rolling",
    )
    window_months = fields.Integer("Months Counted", default=12, required=True)
    categ_ids = fields.Many2many(
        "product.category", string="Product Categories", help="Only purchases of these count. Empty: all."
    )
    config_ids = fields.Many2many("pos.config", string="Tills", help="Only purchases at these count. Empty: all.")
    validity_kind = fields.Selection(
        [
            ("lifetime", "For life"),
            ("months", "Some months"),
            ("year_end", "To the end of the year"),
            ("next_year_end", "To the end of the next year"),
            ("membership", "To the end of the year of the membership"),
        ],
        "Good",
        required=True,
        default="lifetime",
        help="How long the tier is good once it is reached. Then the terms to stay are looked at.",
    )
    validity_months = fields.Integer("Months Good", default=12, required=True)
    grace_days = fields.Integer(help="So long after the end, a member can still make up for what is missing.")
    downgrade = fields.Selection(
        [("figures", "To what the purchases give"), ("one", "One tier down, at most")],
        "Who Doesn't Stay Falls",
        required=True,
        default="figures",
    )
    notice_days = fields.Integer(
        "Told Before (Days)",
        default=30,
        help="Members whose tier would end are told so long before, with what is missing to stay. 0: they aren't told.",
    )
    on_refund = fields.Selection(
        [("keep", "Keeps the tier until its review"), ("undo", "Loses it at once")],
        "Who Returns What Gave It",
        required=True,
        default="keep",
    )
    entry_rule = fields.Char("How to Reach It", compute="_compute_rules")
    stay_rule = fields.Char("How to Keep It", compute="_compute_rules")

    _periods_positive = models.Constraint(
        "CHECK (window_months > 0 AND validity_months > 0 AND grace_days >= 0 AND notice_days >= 0)",
        "Periods of a tier are at least one month; days of grace and of notice can't be negative.",
    )
    _thresholds_positive = models.Constraint(
        "CHECK (LEAST(entry_single, entry_spend, entry_visits, entry_points,"
        " stay_single, stay_spend, stay_visits, stay_points) >= 0)",
        "The thresholds of a tier can't be negative.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.depends(lambda self: self._rule_fields())
    @api.depends_context("lang")
    def _compute_rules(self):
        for rule in self:
            rule.entry_rule = rule._terms_text("entry") or self.env._("Every member, from enrolment on")
            kept = rule._terms_text("entry" if rule.stay_same else "stay")
            rule.stay_rule = (
                self.env._("For life")
                if rule.validity_kind == "lifetime"
                else kept or self.env._("Kept without conditions")
            )

    def _terms_text(self, side):
        """:return: str such as "One purchase of 150, or purchases of 300 within 12 months"; empty without terms"""
        terms = {name: self[f"{side}_{name}"] for name in TERMS if self[f"{side}_{name}"]}
        if not terms:
            return ""
        parts = []
        if "single" in terms:
            parts.append(
                self.env._("one purchase of %s", formatLang(self.env, terms["single"], currency_obj=self.currency_id))
            )
        if "spend" in terms:
            parts.append(
                self.env._("purchases of %s", formatLang(self.env, terms["spend"], currency_obj=self.currency_id))
            )
        if "visits" in terms:
            parts.append(self.env._("purchases on %s days", terms["visits"]))
        if "points" in terms:
            parts.append(self.env._("%s points earned", formatLang(self.env, terms["points"], digits=0)))
        together = self.env._(" and ") if self[f"{side}_match"] == "all" else self.env._(", or ")
        text = together.join(parts)
        window = {
            "rolling": self.env._("within %s months", self.window_months),
            "calendar": self.env._("within a calendar year"),
            "membership": self.env._("within a year of the membership"),
            "lifetime": self.env._("at any time"),
        }[self.window_kind]
        only_single = set(terms) == {"single"}
        text = text if only_single else f"{text} {window}"
        return text[0].upper() + text[1:]

    def _missing_text(self, missing, side="entry"):
        """
        :param missing: dict of measure to Decimal
        :param side: 'entry' or 'stay'
        :return: str such as "334.85 more, or 3 more visits"
        """
        texts = {
            "spend": lambda left: self.env._("%s more", formatLang(self.env, left, currency_obj=self.currency_id)),
            "single": lambda left: self.env._(
                "one purchase of %s", formatLang(self.env, left, currency_obj=self.currency_id)
            ),
            "visits": lambda left: self.env._("%s more visits", int(left)),
            "points": lambda left: self.env._("%s more points", f"{float(left):g}"),
        }
        together = self.env._(" and ") if self[f"{side}_match"] == "all" else self.env._(", or ")
        return together.join(texts[name](float(left)) for name, left in missing.items() if left)

    def _progress(self, figures):
        """:return: float, percent of the way that is done: of what is nearest, or of all where all is asked for"""
        done = self._shares_done(figures).values()
        if not done:
            return 0
        return 100.0 * (sum(done) / len(done) if self.entry_match == "all" else max(done))

    def _shares_done(self, figures):
        """:return: dict of measure that is asked for to come in, to the share of it that is done, from 0 to 1"""
        return {
            name: min(max(float(getattr(figures, name)) / float(asked), 0), 1)
            for name, asked in self._terms("entry").asked.items()
        }

    def _progress_bars(self, figures):
        """How far a member is, measure by measure.

        :return: list of dicts of label, done and asked (both str) and percent (int)
        """
        labels = {
            "single": self.env._("Largest purchase"),
            "spend": self.env._("Spent"),
            "visits": self.env._("Days with a purchase"),
            "points": self.env._("Points earned"),
        }

        def as_text(name, figure):
            if name in ("single", "spend"):
                return formatLang(self.env, float(figure), currency_obj=self.currency_id)
            return formatLang(self.env, float(figure), digits=0)

        asked = self._terms("entry").asked
        return [
            {
                "label": labels[name],
                "done": as_text(name, getattr(figures, name)),
                "asked": as_text(name, asked[name]),
                "percent": int(100 * share),
            }
            for name, share in self._shares_done(figures).items()
        ]

    @api.model
    def _rule_fields(self):
        """What makes a rule: fields that a version keeps."""
        names = [f"{side}_{name}" for side in ("entry", "stay") for name in (*TERMS, "match")]
        return [
            *names,
            "stay_same",
            "window_kind",
            "window_months",
            "categ_ids",
            "config_ids",
            "validity_kind",
            "validity_months",
            "grace_days",
            "downgrade",
            "notice_days",
            "on_refund",
        ]

    def _rule_values(self):
        """:return: dict of values that make another record ask for the same"""
        self.ensure_one()
        return self._convert_to_write({name: self[name] for name in self._rule_fields()})

    def _terms(self, side):
        values = {name: self[f"{side}_{name}"] for name in TERMS}
        return tiers.Terms(**values, every=self[f"{side}_match"] == "all")

    def _rule_as_engine(self, tier):
        """
        :param tier: the member.tier that the rule is for
        :return: :class:`engine.tiers.Tier`
        """
        self.ensure_one()
        return tiers.Tier(
            id=tier.id,
            rank=tier.rank,
            entry=self._terms("entry"),
            stay=None if self.stay_same else self._terms("stay"),
            window=tier_periods.Window(self.window_kind, self.window_months),
            validity=tier_periods.Validity(self.validity_kind, self.validity_months),
            grace=self.grace_days,
            downgrade=self.downgrade,
        )
