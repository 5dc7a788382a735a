from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MemberMetricsDefinition(models.Model):
    """R35: what customers cost, for what sleeping members cost."""

    _inherit = "member.metrics.definition"

    currency_id = fields.Many2one(related="company_id.currency_id")
    winning_cost = fields.Monetary(
        "Winning a Customer Costs", help="Advertising, first discounts and staff time, for each new customer."
    )
    winning_ratio = fields.Float(
        "Times What Keeping One Costs", default=6, help="Winning a customer is said to cost six times keeping one."
    )
    stranger_success = fields.Float(
        "Sales per 100 Offers to Strangers", default=15, help="15 of 100 is what trade says."
    )
    member_success = fields.Float("Sales per 100 Offers to Members", default=50, help="50 of 100 is what trade says.")

    @api.constrains("winning_cost", "winning_ratio", "stranger_success", "member_success")
    def _check_costs(self):
        for definition in self:
            if definition.winning_cost < 0 or definition.winning_ratio <= 0:
                raise ValidationError(self.env._("Winning and keeping a customer can't cost less than nothing."))
            if not (0 < definition.stranger_success <= 100 and 0 < definition.member_success <= 100):
                raise ValidationError(self.env._("Of 100 offers, more than none and at most all lead to a sale."))
