from odoo import fields, models


class MemberFestival(models.Model):
    """A festival that members are greeted for, and the days that it falls on."""

    _name = "member.festival"
    _description = "Festival"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
