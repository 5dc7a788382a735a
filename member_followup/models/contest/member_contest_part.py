from odoo import api, fields, models


class MemberContestPart(models.AbstractModel):
    """What a contest is decided by: it isn't edited once the contest has started, nor moved into one that has."""

    _name = "member.contest.part"
    _inherit = ["member.followup.measured"]
    _description = "Part of a Contest"

    contest_id = fields.Many2one("member.contest", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="contest_id.company_id", store=True, ondelete="restrict")

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.contest_id._check_draft()
        return parts

    def write(self, vals):
        self.contest_id._check_draft()
        result = super().write(vals)
        self.contest_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self.contest_id._check_draft()
