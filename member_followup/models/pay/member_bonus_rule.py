from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import formatLang

from ...const import CREDITS
from ...engine import bonus


class MemberBonusRule(models.Model):
    """What one kind of credit is worth."""

    _name = "member.bonus.rule"
    _inherit = ["member.followup.measured"]
    _description = "Bonus Rule"
    _order = "sequence, id"
    _rec_name = "text"

    scheme_id = fields.Many2one("member.bonus.scheme", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="scheme_id.company_id")
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    kind = fields.Selection(CREDITS, "For", required=True, default="contact")
    basis = fields.Selection(
        [("unit", "Amount for Each"), ("percent", "Percent of Revenue")],
        "Paid As",
        required=True,
        default="unit",
        help="A percentage is paid of net revenue, so for Revenue After a Contact only.",
    )
    rate = fields.Float(required=True, default=1, digits=(16, 4), help="Money for each, or percent.")
    threshold = fields.Float(help="In number, or in revenue: below it nothing is paid.")
    counts = fields.Selection(
        [("all", "All, once the threshold is reached"), ("above", "Only what lies above the threshold")],
        "What Is Paid",
        required=True,
        default="all",
    )
    cap = fields.Monetary("Maximum per Month", help="0 means no limit.")
    text = fields.Char("In Words", compute="_compute_text")

    _positive = models.Constraint(
        "CHECK (rate >= 0 AND threshold >= 0 AND cap >= 0)", "Rate, threshold and maximum can't be negative."
    )
    _percent_of_revenue = models.Constraint(
        "CHECK (basis = 'unit' OR (kind = 'revenue' AND rate <= 100))",
        "A percentage is paid of Revenue After a Contact only, and is 100 at most.",
    )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "revenue":
            self.basis = "unit"

    @api.depends("kind", "basis", "rate", "threshold", "counts", "cap", "currency_id")
    @api.depends_context("lang")
    def _compute_text(self):
        for rule in self:
            rule.text = " ".join(filter(None, (rule._rate_text(), rule._threshold_text(), rule._cap_text())))

    def _rate_text(self):
        kind = dict(self._fields["kind"]._description_selection(self.env)).get(self.kind, "")
        if self.basis == "percent":
            return self.env._("%(kind)s: %(rate)s %% of it.", kind=kind, rate=self._number(self.rate))
        return self.env._("%(kind)s: %(money)s each.", kind=kind, money=self._money(self.rate))

    def _threshold_text(self):
        if not self.threshold:
            return ""
        threshold = self._money(self.threshold) if self.basis == "percent" else self._number(self.threshold)
        if self.counts == "above":
            return self.env._("Only what lies above %s is paid.", threshold)
        return self.env._("Nothing is paid below %s, and all of it from there on.", threshold)

    def _cap_text(self):
        return self.env._("At most %s a month.", self._money(self.cap)) if self.cap else ""

    def _number(self, value):
        """:return: str, as the reader writes numbers, with as many decimals as it has"""
        return formatLang(self.env, value, digits=len(f"{value:.4f}".rstrip("0").partition(".")[2]))

    def _money(self, value):
        return formatLang(self.env, value, currency_obj=self.currency_id)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.scheme_id._check_open()
        return rules

    def write(self, vals):
        """Nor is a rule moved from or into a scheme that somebody was paid by."""
        self.scheme_id._check_open()
        result = super().write(vals)
        self.scheme_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.scheme_id._check_open()

    def _as_engine(self):
        """:return: :class:`engine.bonus.Rule`"""
        self.ensure_one()
        return bonus.Rule(
            self.id or id(self),
            Decimal(str(self.rate)),
            of_amount=self.basis == "percent",
            threshold=Decimal(str(self.threshold)),
            above_only=self.counts == "above",
            cap=Decimal(str(self.cap)) if self.cap else None,
        )
