from odoo import fields, models


class MemberIncomeBand(models.Model):
    _name = "member.income.band"
    _description = "Income Band"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
