from odoo import api, fields, models
from odoo.tools import format_list
from odoo.tools.misc import formatLang

from ...engine import tier_periods, tiers

TERMS = ("single", "spend", "visits", "points")


class MemberTierRule(models.AbstractModel):
    """What a tier asks for: shared by the tier, by the versions of its rule that were in force, and by the changes of
    it that a manager tries out."""

    _name = "member.tier.rule"
    _description = "Tier Rule"

    company_id = fields.Many2one("res.company", ondelete="restrict")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    entry_match = fields.Selection(
        [("any", "Any criterion"), ("all", "All criteria")], "Qualification", required=True, default="any"
    )
    entry_single = fields.Monetary(
        "Single Purchase", help="The minimum amount of a single purchase. 0 disables this criterion."
    )
    entry_spend = fields.Monetary(
        "Total Purchases", help="The minimum total of purchases in the qualification period. 0 disables this criterion."
    )
    entry_visits = fields.Integer(
        "Visits",
        help="The minimum number of days with a purchase in the qualification period. 0 disables this criterion.",
    )
    entry_points = fields.Float(
        "Points Earned",
        digits=(16, 2),
        help="The minimum number of points earned in the qualification period, including spent points. 0 "
        "disables this criterion.",
    )
    stay_same = fields.Boolean(
        "Same for Requalification", default=True, help="Disable this to set other criteria for keeping the tier."
    )
    stay_match = fields.Selection(
        [("any", "Any criterion"), ("all", "All criteria")], "Requalification", required=True, default="any"
    )
    stay_single = fields.Monetary("Single Purchase (Requalification)")
    stay_spend = fields.Monetary("Total Purchases (Requalification)")
    stay_visits = fields.Integer("Visits (Requalification)")
    stay_points = fields.Float("Points Earned (Requalification)", digits=(16, 2))
    window_kind = fields.Selection(
        [
            ("rolling", "Last months"),
            ("calendar", "Calendar year"),
            ("membership", "Membership year"),
            ("lifetime", "Lifetime"),
        ],
        "Qualification Period",
        required=True,
        default="rolling",
    )
    window_months = fields.Integer("Period (Months)", default=12, required=True)
    categ_ids = fields.Many2many(
        "product.category",
        string="Product Categories",
        help="Only products in these categories count. Leave empty to count all products.",
    )
    config_ids = fields.Many2many(
        "pos.config", string="Tills", help="Only purchases at these tills count. Leave empty to count all tills."
    )
    validity_kind = fields.Selection(
        [
            ("lifetime", "Lifetime"),
            ("months", "Number of months"),
            ("year_end", "Until the end of the year"),
            ("next_year_end", "Until the end of the next year"),
            ("membership", "Until the end of the membership year"),
        ],
        "Tier Validity",
        required=True,
        default="lifetime",
        help="How long the tier is valid once it is reached. The requalification criteria are checked at its end.",
    )
    validity_months = fields.Integer("Validity (Months)", default=12, required=True)
    grace_days = fields.Integer(
        "Grace Period (Days)",
        help="The number of days after the end of the tier in which the member can still requalify.",
    )
    downgrade = fields.Selection(
        [("figures", "To the tier matching the purchases"), ("one", "One tier down at most")],
        "Downgrade Policy",
        required=True,
        default="figures",
    )
    notice_days = fields.Integer(
        "Notice Period (Days)",
        default=30,
        help="Members are notified this number of days before their tier ends, with what they need to "
        "requalify. 0 disables the notification.",
    )
    on_refund = fields.Selection(
        [("keep", "The tier is kept until its review"), ("undo", "The tier is removed immediately")],
        "After a Return",
        required=True,
        default="keep",
    )
    entry_rule = fields.Char("How to Qualify", compute="_compute_rules")
    stay_rule = fields.Char("How to Requalify", compute="_compute_rules")

    _periods_positive = models.Constraint(
        "CHECK (window_months > 0 AND validity_months > 0 AND grace_days >= 0 AND notice_days >= 0)",
        "Tier periods must be at least one month. The grace and notice periods can't be negative.",
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
            rule.entry_rule = rule._terms_text("entry") or self.env._("Every member from enrollment")
            kept = rule._terms_text("entry" if rule.stay_same else "stay")
            rule.stay_rule = (
                self.env._("Lifetime")
                if rule.validity_kind == "lifetime"
                else kept or self.env._("Kept without requalification")
            )

    def _terms_text(self, side):
        """:return: str such as "Within 12 months: one purchase of 150 or purchases of 300"; empty without terms"""
        terms = {name: self[f"{side}_{name}"] for name in TERMS if self[f"{side}_{name}"]}
        if not terms:
            return ""
        if set(terms) == {"single"}:
            return self.env._(
                "One purchase of %s", formatLang(self.env, terms["single"], currency_obj=self.currency_id)
            )
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
        terms_text = self._terms_list(parts, side)
        return {
            "rolling": self.env._("Within %(months)s months: %(terms)s", months=self.window_months, terms=terms_text),
            "calendar": self.env._("Within a calendar year: %s", terms_text),
            "membership": self.env._("Within a membership year: %s", terms_text),
            "lifetime": self.env._("At any time: %s", terms_text),
        }[self.window_kind]

    def _terms_list(self, parts, side):
        return format_list(self.env, parts, "standard" if self[f"{side}_match"] == "all" else "or")

    def _missing_text(self, missing, side="entry"):
        """
        :param missing: dict of measure to Decimal
        :param side: 'entry' or 'stay'
        :return: str such as "334.85 more or 3 more visits"
        """
        texts = {
            "spend": lambda left: self.env._("%s more", formatLang(self.env, left, currency_obj=self.currency_id)),
            "single": lambda left: self.env._(
                "one purchase of %s", formatLang(self.env, left, currency_obj=self.currency_id)
            ),
            "visits": lambda left: self.env._("%s more visits", int(left)),
            "points": lambda left: self.env._("%s more points", f"{float(left):g}"),
        }
        return self._terms_list([texts[name](float(left)) for name, left in missing.items() if left], side)

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
            "spend": self.env._("Total purchases"),
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

    def _rank_of(self, tier):
        """The rank that the tier has by this rule: a change of a rule may change it."""
        return tier.rank

    def _rule_as_engine(self, tier):
        """
        :param tier: the member.tier that the rule is for
        :return: :class:`engine.tiers.Tier`
        """
        self.ensure_one()
        return tiers.Tier(
            id=tier.id,
            rank=self._rank_of(tier),
            entry=self._terms("entry"),
            stay=None if self.stay_same else self._terms("stay"),
            window=tier_periods.Window(self.window_kind, self.window_months),
            validity=tier_periods.Validity(self.validity_kind, self.validity_months),
            grace=self.grace_days,
            downgrade=self.downgrade,
        )
