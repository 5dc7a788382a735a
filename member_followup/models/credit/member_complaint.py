from odoo import api, fields, models
from odoo.exceptions import AccessError

#: what the credit for a solution rests on
KEPT = {"date_end", "solved_by_id"}


class MemberComplaint(models.Model):
    """Who solved a complaint, and when, is noted by the machine: it is credited."""

    _inherit = "member.complaint"

    solved_by_id = fields.Many2one(
        "member.followup.person", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_kept(vals)
        complaints = super().create(vals_list)
        solved = complaints.filtered(lambda complaint: complaint.state == "solved")
        solved._note_solver()
        return complaints

    def write(self, vals):
        self._check_kept(vals)
        before = self.filtered(lambda complaint: complaint.state != "solved")
        result = super().write(vals)
        if vals.get("state") == "solved":
            before._note_solver()
        return result

    def _check_kept(self, vals):
        if not self.env.su and any(vals.get(name) for name in KEPT):
            raise AccessError(self.env._("Who solved a complaint, and when, is recorded when its status changes."))

    def _note_solver(self):
        for company, complaints in self.grouped("company_id").items():
            # sudo: who solved it is nobody's to write; the right to the complaint was checked.
            complaints.sudo().write(
                {
                    "solved_by_id": self.env["member.followup.person"]._of_user(company).id,
                    "date_end": company._member_today(),
                }
            )
