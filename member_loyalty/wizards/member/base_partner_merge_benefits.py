from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Uses of benefits move without their numbers: core deletes rows that a unique key keeps from moving."""
        # sudo: whoever may merge contacts merges their uses with them.
        uses = self.env["member.benefit.use"].sudo().search([("partner_id", "in", src_partners.ids), ("slot", ">", 0)])
        uses._leave_slots()
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
