from odoo import fields, models


class MemberPurchaseLine(models.Model):
    _name = "member.purchase.line"
    _description = "Purchase Line"
    _log_access = False
    _order = "id"
    _rec_name = "product_id"

    purchase_id = fields.Many2one("member.purchase", required=True, index=True, ondelete="cascade", readonly=True)
    key = fields.Char(required=True, readonly=True, help="The source of the line. Each source is recorded only once.")
    product_id = fields.Many2one("product.product", index=True, readonly=True, ondelete="restrict")
    categ_id = fields.Many2one("product.category", "Category", readonly=True, ondelete="set null")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    amount_net = fields.Float(
        "Untaxed Amount", digits=(16, 4), readonly=True, help="The amount without taxes, in the company's currency."
    )
    amount_gross = fields.Float(
        "Total Amount", digits=(16, 4), readonly=True, help="The amount with taxes, in the company's currency."
    )
    is_reward = fields.Boolean(readonly=True, help="The line is a discount or gift of a program.")
    refund_of_key = fields.Char("Returned Line", readonly=True, help="The key of the line that is returned.")

    _key_unique = models.Constraint("UNIQUE (key)", "This purchase line is already recorded.")
