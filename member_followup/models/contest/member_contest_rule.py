from odoo import api, fields, models

from ...const import CREDITS


class MemberContestRule(models.Model):
    """What brings points."""

    _name = "member.contest.rule"
    _inherit = ["member.followup.measured"]
    _description = "Contest Rule"
    _order = "contest_id, id"

    contest_id = fields.Many2one("member.contest", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="contest_id.company_id", store=True, ondelete="restrict")
    kind = fields.Selection(CREDITS, "For", required=True, default="contact")
    points = fields.Float(required=True, default=1, help="For each; for revenue, for each 100 of the currency.")

    _kind_once = models.Constraint("UNIQUE (contest_id, kind)", "Each kind of credit brings points by one rule.")
    _positive = models.Constraint("CHECK (points > 0)", "Points must be more than 0.")

    @api.model_create_multi
    def create(self, vals_list):
        self.contest_id.browse(vals.get("contest_id") for vals in vals_list)._check_draft()
        return super().create(vals_list)

    def write(self, vals):
        self.contest_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self.contest_id._check_draft()
