from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    member_import_id = fields.Many2one(
        "member.import",
        "Imported From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="member_loyalty.group_manager",
    )
