from datetime import timedelta

from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from odoo.addons.member_loyalty.engine.tier_periods import Window


class MemberMetricsDefinition(models.Model):
    """How a company's metrics are told: its limits, and the cuts that its members make at the time."""

    _name = "member.metrics.definition"
    _description = "Definition of Metrics"
    _inherit = ["member.metrics.limits", "mail.thread"]
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", readonly=True
    )
    trade_id = fields.Many2one("member.metrics.trade", help="What the limits started from.")
    cuts = fields.Json(
        readonly=True, help="Score cuts, quadrant lines and class limits, as the members last made them."
    )
    cut_on = fields.Date("Cuts Of", readonly=True)
    refreshed_to = fields.Date(readonly=True, help="Metrics are told as of this day.")
    sales_seen = fields.Json(readonly=True, help="How far the sales by month are counted.")

    _company_unique = models.Constraint("UNIQUE (company_id)", "This company has its definition already.")

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
