from odoo import models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _get_partner_pricelist_multi(self, partner_ids):
        """A member without a pricelist of their own gets the tier's."""
        pricelists = super()._get_partner_pricelist_multi(partner_ids)
        if not self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            return pricelists
        company = self.env.company
        for partner in self.env["res.partner"].with_context(active_test=False).browse(partner_ids):
            tier_pricelist = partner.member_tier_id.pricelist_id
            own = partner.specific_property_product_pricelist
            if tier_pricelist.active and tier_pricelist.company_id in (company, company.browse()) and not own.active:
                pricelists[partner.id] = tier_pricelist
        return pricelists
