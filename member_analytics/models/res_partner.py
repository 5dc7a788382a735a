from odoo import api, fields, models

# What decides who is a member of which company.
MEMBERSHIP = {"member_number", "member_left_on", "company_id"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_metrics_ids = fields.One2many(
        "member.metrics", "partner_id", groups="member_loyalty.group_staff,member_loyalty.group_auditor"
    )
    member_metrics_id = fields.Many2one(
        "member.metrics",
        "Metrics",
        compute="_compute_member_metrics_id",
        groups="member_loyalty.group_staff,member_loyalty.group_auditor",
    )
    member_recency_state = fields.Selection(related="member_metrics_id.recency_state")
    member_quadrant = fields.Selection(related="member_metrics_id.quadrant")
    member_rfm_group = fields.Selection(related="member_metrics_id.rfm_group")

    @api.depends("member_metrics_ids")
    @api.depends_context("company")
    def _compute_member_metrics_id(self):
        here = self.env["member.metrics"].search(
            [("partner_id", "in", self.ids), ("company_id", "=", self.env.company.id)]
        )
        by_partner = {metrics.partner_id.id: metrics for metrics in here}
        for partner in self:
            partner.member_metrics_id = by_partner.get(partner.id)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        members = [partner for partner, vals in zip(partners, vals_list, strict=True) if vals.get("member_number")]
        self.env["member.metrics.due"]._mark(members)
        return partners

    def write(self, vals):
        result = super().write(vals)
        if MEMBERSHIP & set(vals):
            changed = self if "member_number" in vals else self.filtered("member_number")
            self.env["member.metrics.due"]._mark(changed)
        return result

    def action_member_metrics(self):
        """Open the metrics of this member."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_analytics.member_metrics_action")
        return {**action, "view_mode": "form", "views": [(False, "form")], "res_id": self.member_metrics_id.id}
