from odoo import fields, models


class MemberPurchaseLine(models.Model):
    _name = "member.purchase.line"
    _description = "Purchase Line Fact"
    _log_access = False
    _order = "id"
    _rec_name = "product_id"

    purchase_id = fields.Many2one("member.purchase", required=True, index=True, ondelete="cascade", readonly=True)
    key = fields.Char(required=True, readonly=True, help="Where the line comes from; the same source is written once.")
    product_id = fields.Many2one("product.product", index=True, readonly=True, ondelete="restrict")
    categ_id = fields.Many2one("product.category", readonly=True, ondelete="set null")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    amount_net = fields.Float(digits=(16, 4), readonly=True, help="Without taxes, in the company's currency.")
    amount_gross = fields.Float(digits=(16, 4), readonly=True, help="With taxes, in the company's currency.")
    is_reward = fields.Boolean(readonly=True, help="A discount or gift that a programme gave.")
    refund_of_key = fields.Char(readonly=True, help="Key of the line that this one returns.")

    _key_unique = models.Constraint("UNIQUE (key)", "This purchase line is recorded already.")
