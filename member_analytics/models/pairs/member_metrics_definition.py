from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MemberMetricsDefinition(models.Model):
    _inherit = "member.metrics.definition"

    pair_months = fields.Integer("Basket Period (Months)", required=True, default=12)
    pair_support = fields.Float(
        "Minimum Support (% of Baskets)",
        required=True,
        default=0.1,
        digits=(6, 3),
        help="Pairs in fewer baskets than this aren't stored.",
    )

    @api.constrains("pair_months", "pair_support")
    def _check_pairs(self):
        for definition in self:
            if definition.pair_months < 1 or not 0 < definition.pair_support <= 100:
                raise ValidationError(
                    self.env._(
                        "The basket period must be at least one month, and the minimum support must be above 0%."
                    )
                )

    def action_count_pairs(self):
        """Count what is bought together anew, in the background."""
        self.ensure_one()
        job = self.env["member.basket.pair"]._start(self.company_id)
        return {"type": "ir.actions.act_window", "res_model": job._name, "res_id": job.id, "views": [(False, "form")]}
