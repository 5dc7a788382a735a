from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Purchases move; figures are counted anew. Month ends of the merged stay where the other has none."""
        # sudo: nobody writes metrics and history; whoever may merge contacts merges theirs.
        self.env["member.metrics"].sudo().search([("partner_id", "in", src_partners.ids)]).unlink()
        self.env["member.metrics.snapshot"].sudo()._make_room(src_partners, dst_partner)
        self.env["member.segment.membership"].sudo()._make_room(src_partners, dst_partner)
        self.env.flush_all()
        self.env["member.month.due"]._mark(SQL("partner_id = ANY(%s)", (src_partners | dst_partner).ids))
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["member.metrics.due"]._mark(dst_partner)
        self.env["member.metrics.snapshot"]._link(SQL("s.partner_id = %s", dst_partner.id))
        return result
