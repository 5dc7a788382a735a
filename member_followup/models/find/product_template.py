from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    member_days_per_unit = fields.Integer(
        "Days per Unit", help="A unit is used up after so many days, and a contact plan can ask whether more is needed."
    )

    _member_days_positive = models.Constraint("CHECK (member_days_per_unit >= 0)", "Days per Unit can't be negative.")
