from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """With its definition of metrics: reports look at it from cursors that only read."""
        companies = super().create(vals_list)
        for company in companies:
            self.env["member.metrics.definition"]._of(company)
        return companies
