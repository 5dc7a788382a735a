from odoo import models


class MemberComplaint(models.Model):
    _inherit = "member.complaint"

    def action_member_profile(self):
        """Open the profile of the member."""
        self.ensure_one()
        return self.partner_id.action_member_profile()
