from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MemberMetricsDefinition(models.Model):
    """From when on members deserve attention: the best who slow down, and those who cost.

    Apart from the limits of classes: they are looked at as they are, so that a change needs no new count.
    """

    _inherit = "member.metrics.definition"

    late_intervals = fields.Float(
        "Late By (Intervals)", required=True, default=2, help="Of the member's own median interval, after it is over."
    )
    fallen_by = fields.Float(
        "Spend Fell By (%)", required=True, default=25, help="Against the month end at least three months ago."
    )
    returned_from = fields.Float("Many Returns From (%)", required=True, default=30, help="Of what was bought, in all.")
    returned_purchases = fields.Integer("Purchases at Least", required=True, default=3)

    @api.constrains("late_intervals", "fallen_by", "returned_from", "returned_purchases")
    def _check_attention(self):
        for definition in self:
            if definition.late_intervals < 0 or not 0 < definition.fallen_by <= 100:
                raise ValidationError(
                    self.env._("Members are late after their interval; spend falls by more than 0 up to 100 %.")
                )
            if definition.returned_from <= 0 or definition.returned_purchases < 1:
                raise ValidationError(self.env._("Many returns need a share, and a purchase at least."))

    def _compared_with(self, day):
        """:return: the month end that spend is compared with"""
        return (day - relativedelta(months=3) + timedelta(days=1)).replace(day=1) - timedelta(days=1)
