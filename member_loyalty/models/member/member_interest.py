from odoo import fields, models


class MemberInterest(models.Model):
    _name = "member.interest"
    _description = "Interest"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_unique = models.Constraint("UNIQUE (name)", "This interest already exists.")
