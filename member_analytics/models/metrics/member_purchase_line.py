from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MemberPurchaseLine(models.Model):
    _inherit = "member.purchase.line"

    in_basket = fields.Boolean(
        "Counts for Baskets",
        store=False,
        search="_search_in_basket",
        help="Counts if the item was paid for and not returned. Rewards, gifts and tips don't count.",
    )

    _refunds = models.Index("(refund_of_key) WHERE refund_of_key IS NOT NULL")

    @api.model
    def _search_in_basket(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda _model, alias, _query: self._in_basket(
                alias,
                SQL(
                    "(SELECT SUM(r.quantity) FROM member_purchase_line r WHERE r.refund_of_key = %s)",
                    SQL.identifier(alias, "key"),
                ),
            )
        )

    @api.model
    def _in_basket(self, alias, returned):
        """
        :param str alias: name of the rows of lines
        :param SQL returned: quantity that later lines return of one, negative, or NULL
        :return: SQL condition that goods were paid for and kept
        """
        return SQL(
            """(%(line)s.quantity > 0 AND %(line)s.amount_net > 0 AND %(line)s.is_reward IS NOT TRUE
                AND %(line)s.product_id IS NOT NULL
                AND %(line)s.product_id NOT IN (SELECT tip_product_id FROM pos_config WHERE tip_product_id IS NOT NULL)
                AND %(line)s.quantity + COALESCE(%(returned)s, 0) > 0)""",
            line=SQL.identifier(alias),
            returned=returned,
        )
