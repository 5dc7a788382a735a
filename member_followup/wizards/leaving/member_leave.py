from odoo import fields, models


class MemberLeave(models.TransientModel):
    _inherit = "member.leave"

    reason_id = fields.Many2one(
        "member.complaint.reason", "Said Reason", help="What the member says, to learn why members leave."
    )

    def action_leave(self):
        """Keep what the members said with their terminations."""
        members = self.partner_ids
        action = super().action_leave()
        if self.reason_id:
            # sudo: whoever may terminate these memberships may say why; terminations are append-only.
            leavings = (
                self.env["member.leaving"]
                .sudo()
                .search([("partner_id", "in", members.ids), ("returned_on", "=", False), ("reason_id", "=", False)])
            )
            leavings.filtered(lambda leaving: leaving.date == leaving.company_id._member_today())._amend(
                {"reason_id": self.reason_id.id}
            )
        return action
