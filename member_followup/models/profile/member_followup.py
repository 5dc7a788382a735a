from odoo import models


class MemberFollowup(models.Model):
    _inherit = "member.followup"

    def action_member_profile(self):
        """Open the profile of the member."""
        self.ensure_one()
        return self.partner_id.action_member_profile()
