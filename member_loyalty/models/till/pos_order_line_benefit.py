from odoo import fields, models


class PosOrderLine(models.Model):
    """A product that a benefit put on the order."""

    _inherit = "pos.order.line"

    member_benefit_key = fields.Char(
        "Use of a Benefit", index="btree_not_null", readonly=True, copy=False, help="Key of the use that it belongs to."
    )
