from odoo import models


class ResCompany(models.Model):
    """The scanners of each company know the member cards."""

    _inherit = "res.company"

    def _member_teach_scanners(self):
        # sudo: scanners know the cards, whoever sets the company up; types are few.
        Type = self.env["member.card.type"].sudo().with_context(active_test=False)
        types = Type.search([])  # pylint: disable=no-search-all
        types._sync_barcode_rules()
