from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Who is a guest of a campaign twice is one once: core deletes rows that a unique key keeps from moving."""
        # sudo: nobody writes guests; whoever may merge contacts merges theirs.
        self.env["member.campaign.guest"].sudo()._make_room(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
