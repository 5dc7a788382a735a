from odoo import api, models


class ResCompany(models.Model):
    """The scanners of each company know the member cards."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._member_teach_scanners()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "nomenclature_id" in vals:
            self._member_teach_scanners()
        return result

    def _member_teach_scanners(self):
        # sudo: scanners know the cards, whoever sets the company up; types are few.
        Type = self.env["member.card.type"].sudo().with_context(active_test=False)
        types = Type.search([])  # pylint: disable=no-search-all
        types._sync_barcode_rules()
