from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang

from ...engine import bonus

#: an ordinary month, for the example beside the rules: units of each kind, and net revenue
EXAMPLE = {"contact": 120, "woken": 8, "revenue": 20, "enrolment": 10, "coverage": 60, "complaint": 3}
EXAMPLE_REVENUE = 3000
#: what may be changed of a scheme that somebody was paid by
STAYS_OPEN = {"name", "sequence", "date_to"}


class MemberBonusScheme(models.Model):
    """What employees are paid for their credits, in whole months."""

    _name = "member.bonus.scheme"
    _inherit = ["member.in.force", "member.followup.measured", "mail.thread"]
    _description = "Bonus Scheme"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10, help="An employee is paid by the first scheme that is for them.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(tracking=True)
    date_to = fields.Date(tracking=True)
    person_ids = fields.Many2many(
        "member.followup.person", string="Employees", check_company=True, help="Leave empty for everybody."
    )
    config_ids = fields.Many2many(
        "pos.config", string="Stores", check_company=True, help="Leave empty for employees of all stores."
    )
    rule_ids = fields.One2many("member.bonus.rule", "scheme_id", "Rules", copy=True)
    cap = fields.Monetary(
        "Maximum per Month", tracking=True, help="An employee is paid at most so much a month. 0 means no limit."
    )
    is_used = fields.Boolean("In Use", compute="_compute_is_used")
    example = fields.Char(compute="_compute_example")

    _cap_positive = models.Constraint("CHECK (cap >= 0)", "The maximum per month can't be negative.")

    def _compute_is_used(self):
        # sudo: whether anybody was paid by it, not whom.
        lines = self.env["member.bonus.line"].sudo()
        found = lines._read_group([("scheme_id", "in", self.ids), ("state", "!=", "draft")], ["scheme_id"])
        used = {scheme.id for (scheme,) in found}
        for scheme in self:
            scheme.is_used = scheme._origin.id in used

    @api.depends("cap", "rule_ids.kind", "rule_ids.rate", "rule_ids.basis", "rule_ids.threshold")
    @api.depends("rule_ids.counts", "rule_ids.cap", "currency_id")
    @api.depends_context("lang")
    def _compute_example(self):
        for scheme in self:
            sums = {
                kind: (Decimal(units), Decimal(EXAMPLE_REVENUE if kind == "revenue" else 0))
                for kind, units in EXAMPLE.items()
            }
            paid = sum(scheme._comes_to(sums).values())
            scheme.example = scheme.env._(
                "Somebody with %(contacts)s contacts, %(woken)s members woken, %(enrolled)s enrollments, %(covered)s "
                "members covered, %(solved)s complaints solved and %(revenue)s of revenue is paid %(money)s.",
                contacts=EXAMPLE["contact"],
                woken=EXAMPLE["woken"],
                enrolled=EXAMPLE["enrolment"],
                covered=EXAMPLE["coverage"],
                solved=EXAMPLE["complaint"],
                revenue=formatLang(scheme.env, EXAMPLE_REVENUE, currency_obj=scheme.currency_id),
                money=formatLang(scheme.env, float(paid), currency_obj=scheme.currency_id),
            )

    @api.constrains("date_from", "date_to")
    def _check_whole_months(self):
        for scheme in self:
            if scheme.date_from and scheme.date_from.day != 1:
                raise ValidationError(
                    self.env._("Bonuses are paid by whole months. Let %s begin on the first of a month.", scheme.name)
                )
            if scheme.date_to and (scheme.date_to + relativedelta(days=1)).day != 1:
                raise ValidationError(
                    self.env._("Bonuses are paid by whole months. Let %s end on the last day of a month.", scheme.name)
                )

    def write(self, vals):
        """What somebody was paid by stays as it was; it can end, and another one follow."""
        if set(vals) - STAYS_OPEN:
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_open()

    def _check_open(self):
        if used := self.filtered("is_used"):
            raise UserError(
                self.env._(
                    "Bonuses were paid by %s. Let it end with a month, and duplicate it for the months after.",
                    used[0].name,
                )
            )

    # ── What it pays ──────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _in_force(self, company, month):
        """:return: the company's schemes for a month, in their order"""
        return self.search(self._in_force_on(month) & fields.Domain("company_id", "=", company.id))

    def _for(self, person):
        """:return: the first of these schemes that is for somebody; none"""
        return self.filtered(
            lambda scheme: (
                (not scheme.person_ids or person in scheme.person_ids)
                and (not scheme.config_ids or person.config_id in scheme.config_ids)
            )
        )[:1]

    def _comes_to(self, sums):
        """
        :param sums: as for :func:`engine.bonus.month`
        :return: as of it
        """
        rules = [(rule.kind, rule._as_engine()) for rule in self.rule_ids]
        digits = self.currency_id.decimal_places
        return bonus.month(rules, sums, Decimal(str(self.cap)) if self.cap else None, digits)
