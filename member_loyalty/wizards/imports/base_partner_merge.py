from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Undoing an import deletes the contacts that it made, and nobody else who has become one of them."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_kept(self, src_partners, dst_partner):
        origins = {partner.member_import_id for partner in src_partners | dst_partner}
        super()._merge_kept(src_partners, dst_partner)
        if len(origins) > 1:
            # Of the others, too: core gives the one that stays what it lacks.
            (src_partners | dst_partner).write({"member_import_id": False})
