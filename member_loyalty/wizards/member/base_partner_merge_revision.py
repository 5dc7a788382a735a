from odoo import fields, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_revisions(self, src_partners, dst_partner):
        """Duplicates that are merged are done with; what else was to do in a file that goes is found again."""
        merged = src_partners | dst_partner
        # sudo: the list follows from the files, and whoever may merge contacts settles it.
        rows = self.env["member.revision"].sudo().search([("state", "=", "todo"), ("partner_id", "in", merged.ids)])
        rows |= rows.search([("state", "=", "todo"), ("twin_id", "in", src_partners.ids)])
        pairs = rows.filtered(lambda row: row.twin_id in merged and row.partner_id in merged)
        pairs.write(
            {
                "state": "done",
                "outcome": "merged",
                "done_on": fields.Date.context_today(self),
                "done_by_id": self.env.uid,
            }
        )
        (rows - pairs).filtered(lambda row: (row.partner_id | row.twin_id) & src_partners).unlink()
