from odoo import fields, models


class MemberMetricsTrade(models.Model):
    """What is usual in a trade: a start for a company's own limits."""

    _name = "member.metrics.trade"
    _description = "Industry"
    _inherit = ["member.metrics.limits"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
