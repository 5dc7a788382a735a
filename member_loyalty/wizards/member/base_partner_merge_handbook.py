from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_handbooks(self, members, src_partners, dst_partner):
        """Who is one member accepted what either of their files accepted last."""
        accepted = members.filtered("member_handbook_id").sorted("member_handbook_on")[-1:]
        if accepted:
            values = {
                "member_handbook_id": accepted.member_handbook_id.id,
                "member_handbook_on": accepted.member_handbook_on,
            }
            src_partners.write(dict.fromkeys(values, False))
            dst_partner.write(values)
