from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Once everything has moved, month ends are told anew from the purchases of all who were merged."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        # sudo: nobody writes month ends; whoever may merge contacts merges theirs.
        snapshots = self.env["member.metrics.snapshot"].sudo()
        months = {(row.company_id, row.day) for row in snapshots.search([("partner_id", "in", partners.ids)])}
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        if len(merged := partners.exists()) == 1:
            snapshots._tell_anew(merged, months)
        return result

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Purchases move; figures are counted anew."""
        # sudo: nobody writes metrics and history; whoever may merge contacts merges theirs.
        for model in ("member.metrics", "member.metrics.snapshot"):
            self.env[model].sudo().search([("partner_id", "in", src_partners.ids)]).unlink()
        self.env["member.segment.membership"].sudo()._make_room(src_partners, dst_partner)
        self.env["member.month.due"]._mark(SQL("partner_id = ANY(%s)", (src_partners | dst_partner).ids))
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["member.metrics.due"]._mark(dst_partner)
        return result
