from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_benefit_uses(self, src_partners):
        """Uses of benefits move without their numbers: core deletes rows that a unique key keeps from moving."""
        # sudo: whoever may merge contacts merges their uses with them.
        uses = self.env["member.benefit.use"].sudo().search([("partner_id", "in", src_partners.ids), ("slot", ">", 0)])
        uses._leave_slots()
