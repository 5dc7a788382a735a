from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

MEASURES = [
    ("made", "Contacts Made"),
    ("reached", "Reached"),
    ("counted", "Counted Contacts"),
    ("woken", "Woken"),
    ("revenue", "Revenue After Contacts"),
    ("enrolled", "Enrollments"),
    ("covered", "Members Covered"),
    ("solved", "Complaints Solved"),
]


class MemberFollowupTarget(models.Model):
    """What an employee, a store or, without either, the company is to reach in a month."""

    _name = "member.followup.target"
    _inherit = ["member.followup.measured"]
    _description = "Contact Target"
    _order = "month desc, config_id, person_id, measure, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", index=True
    )
    month = fields.Date(
        required=True,
        default=lambda self: self.env.company._member_today().replace(day=1),
        help="Any day of the month.",
    )
    person_id = fields.Many2one(
        "member.followup.person", "Employee", ondelete="restrict", index="btree_not_null", check_company=True
    )
    config_id = fields.Many2one(
        "pos.config",
        "Store",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Of all its employees.",
    )
    measure = fields.Selection(MEASURES, required=True, default="counted")
    value = fields.Float("Target", required=True)
    result = fields.Float(compute="_compute_result")
    progress = fields.Float("Reached (%)", compute="_compute_result")

    _positive = models.Constraint("CHECK (value > 0)", "A target must be more than 0.")
    _of_one = models.Constraint(
        "CHECK (person_id IS NULL OR config_id IS NULL)", "A target is of an employee or of a store, not of both."
    )
    _person_once = models.UniqueIndex(
        "(person_id, month, measure) WHERE person_id IS NOT NULL", "There is a target of this month already."
    )
    _store_once = models.UniqueIndex(
        "(config_id, month, measure) WHERE config_id IS NOT NULL", "There is a target of this month already."
    )
    _company_once = models.UniqueIndex(
        "(company_id, month, measure) WHERE person_id IS NULL AND config_id IS NULL",
        "There is a target of this month already.",
    )

    @api.depends("person_id", "config_id", "measure", "month")
    def _compute_display_name(self):
        measures = dict(self._fields["measure"]._description_selection(self.env))
        for target in self:
            target.display_name = self.env._(
                "%(who)s: %(measure)s, %(month)s",
                # sudo: the name of whose target the reader may read.
                who=target.sudo()[target._of_whom()].name,
                measure=measures.get(target.measure, ""),
                month=format_date(self.env, target.month, date_format="LLLL y"),
            )

    @api.depends("person_id", "config_id", "measure", "month", "value")
    def _compute_result(self):
        """One query for the targets of a month, of employees, stores or companies."""
        for (month, field), targets in self.grouped(lambda one: (one.month, one._of_whom())).items():
            sums = targets._sums(month, field)
            for target in targets:
                result = sums.get(target[field].id, {}).get(target.measure, 0)
                target.result = result
                target.progress = 100 * result / target.value if target.value else 0

    def _of_whom(self):
        return "person_id" if self.person_id else "config_id" if self.config_id else "company_id"

    def _sums(self, month, field):
        names = sorted(set(self.mapped("measure")))
        if not month or not names:
            return {}
        # sudo: how far a target is that the reader may read.
        rows = (
            self.env["member.followup.report"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "in", self.company_id.ids),
                    (field, "in", self[field].ids),
                    ("day", ">=", month.replace(day=1)),
                    ("day", "<", month + relativedelta(day=1, months=1)),
                ],
                [field],
                [f"{name}:sum" for name in names],
            )
        )
        return {one.id: dict(zip(names, (value or 0 for value in values), strict=True)) for one, *values in rows}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._of_first_day(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._of_first_day(vals))

    @api.model
    def _of_first_day(self, vals):
        self._member_check_plain(vals)
        month = vals.get("month")
        return {**vals, "month": fields.Date.to_date(month).replace(day=1)} if month else vals

    @api.constrains("month", "value", "measure", "person_id", "config_id")
    def _check_not_over(self):
        """Nobody sets what was to be reached once it is known."""
        for target in self:
            if target.month < target.company_id._member_today().replace(day=1):
                raise ValidationError(
                    self.env._(
                        "%(target)s: the month is over. Set a target of this month or later.",
                        target=target.display_name,
                    )
                )

    def action_open(self):
        """Open the contacts and credits that make the result."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_followup_report_action")
        last = self.month + relativedelta(months=1, days=-1)
        return {
            **action,
            "name": self.display_name,
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [
                (self._of_whom(), "=", self[self._of_whom()].id),
                ("day", ">=", self.month),
                ("day", "<=", last),
                # Not "!= 0": of revenue it finds the rows that have none, too.
                (self.measure, "!=", False),
            ],
            "context": {},
        }
