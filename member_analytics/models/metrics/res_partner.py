import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.member_loyalty.const import SEES_LEDGER

from .member_metrics import GROUPS, STATES

# What decides who is a member of which company.
MEMBERSHIP = {"member_number", "member_left_on", "company_id"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    # The labels of the rule editor.
    member_metrics_ids = fields.One2many("member.metrics", "partner_id", "Metrics by Company", groups=SEES_LEDGER)
    member_metrics_id = fields.Many2one(
        "member.metrics",
        "Metrics",
        compute="_compute_member_metrics",
        search="_search_member_metrics_id",
        groups=SEES_LEDGER,
    )
    member_recency_state = fields.Selection(
        STATES, "Recency State", compute="_compute_member_metrics", groups=SEES_LEDGER
    )
    member_rfm_group = fields.Selection(GROUPS, "RFM Group", compute="_compute_member_metrics", groups=SEES_LEDGER)

    member_months = fields.Text("Spend by Month", compute="_compute_member_months", groups=SEES_LEDGER)

    member_month_end_ids = fields.One2many("member.metrics.snapshot", "partner_id", groups=SEES_LEDGER)

    # Who joined in a month, among all contacts.
    _member_joined = models.Index("(member_since) WHERE member_since IS NOT NULL")

    @api.depends("member_metrics_ids")
    @api.depends_context("company", "uid")
    def _compute_member_metrics(self):
        here = self.env["member.metrics"].search(
            [("partner_id", "in", self.ids), ("company_id", "=", self.env.company.id)]
        )
        by_partner = {metrics.partner_id.id: metrics for metrics in here}
        for partner in self:
            metrics = by_partner.get(partner.id, here.browse())
            partner.member_metrics_id = metrics
            partner.member_recency_state = metrics.recency_state
            partner.member_rfm_group = metrics.rfm_group

    @api.depends_context("company", "lang")
    def _compute_member_months(self):
        """Net spend in each of the last twelve months, as the picture on the form wants it."""
        company = self.env.company
        this_month = company._member_today().replace(day=1)
        months = [this_month - relativedelta(months=back) for back in range(11, -1, -1)]
        spent = {
            (partner, month): spend
            for partner, month, spend in self.env["member.purchase"]._read_group(
                [("partner_id", "in", self.ids), ("company_id", "=", company.id), ("local_date", ">=", months[0])],
                ["partner_id", "local_date:month"],
                ["amount_net:sum"],
            )
        }
        for partner in self:
            values = [
                {
                    "label": format_date(self.env, month, date_format="MMM"),
                    "value": spent.get((partner, month), 0),
                    "type": "past",
                }
                for month in months
            ]
            partner.member_months = json.dumps([{"key": self.env._("Spend by Month"), "values": values}])

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        members = [partner for partner, vals in zip(partners, vals_list, strict=True) if vals.get("member_number")]
        self.env["member.metrics.due"]._mark(members)
        return partners

    def write(self, vals):
        days = self._member_days_written(vals)
        result = super().write(vals)
        if MEMBERSHIP & set(vals):
            changed = self if "member_number" in vals else self.filtered("member_number")
            self.env["member.metrics.due"]._mark(changed)
        self._member_mark_months(days | self._member_days_written(vals))
        return result

    def action_member_metrics(self):
        """Open the metrics of this member."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_analytics.member_metrics_action")
        return {**action, "view_mode": "form", "views": [(False, "form")], "res_id": self.member_metrics_id.id}

    def _member_erase_mentions(self):
        """A segment's rule that looks for one of them looks for nobody from now on."""
        texts = self._member_mentions()
        result = super()._member_erase_mentions()
        self._member_erase_from_domains("member.segment", texts)
        self._member_delete_workbooks()
        return result

    @api.model
    def _member_delete_workbooks(self):
        """Nobody can tell who stands in a workbook: all go, as files of imports do. Who needs one asks for it anew."""
        at_work = self.env["member.workbook"].search([("job_id.state", "in", ("queued", "running"))])
        at_work.job_id.action_cancel()
        self.env["ir.attachment"].search([("res_model", "=", at_work._name)]).unlink()

    def _member_days_written(self, vals):
        """:return: set of the days on which these members joined and left, as far as values of ``write`` change them"""
        dates = {"member_since", "member_left_on"} & set(vals)
        return {partner[name] for partner in self for name in dates if partner[name]}

    def _member_mark_months(self, days):
        """Who joined or left earlier than the months that are counted every night changes the months since then."""
        recent = self.env.company._member_today() + relativedelta(day=1, months=-1)
        if days and min(days) < recent:
            self.env["member.month.due"]._mark(
                SQL("partner_id = ANY(%s) AND local_date BETWEEN %s AND %s", self.ids, min(days).replace(day=1), recent)
            )
