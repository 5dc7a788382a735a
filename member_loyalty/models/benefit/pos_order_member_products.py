from odoo import models
from odoo.tools import SQL


class PosOrder(models.Model):
    """Products for members only: refused at a till online, flagged when a till sold them offline."""

    _inherit = "pos.order"

    def _member_only_lines(self):
        return self.lines.filtered(lambda line: line.product_id.member_only and not line.refunded_orderline_id)

    def _member_one_at_a_time(self):
        """Two tills that sell the last piece to a member: the second waits, sees that the member was written, and the
        server repeats its sale with what the first has sold. After the cards, as the sale's own lock on the member.

        SQL: writes nothing new, and leaves no trace of a change.
        """
        if self.partner_id:
            self.env.execute_query(
                SQL("UPDATE res_partner SET member_since = member_since WHERE id = %s RETURNING id", self.partner_id.id)
            )

    def _member_product_problems(self):
        """What a customer may not buy, or not so much of. The purchase of this order is recorded already."""
        sold = self._member_only_lines()
        if any(sold.product_id.mapped("member_quantity")):
            self._member_one_at_a_time()
        problems = []
        products = sold.product_id.product_tmpl_id
        bought = products.filtered("member_quantity")._member_bought(self.partner_id, self._member_local_date())
        for product in products:
            wanted = sum(sold.filtered(lambda line, one=product: line.product_id.product_tmpl_id == one).mapped("qty"))
            before = bought.get(product, 0) - wanted
            problem = product._member_problem(self.partner_id)
            problems.append(problem or product._member_quantity_problem(self.partner_id, before, wanted))
        return [problem for problem in problems if problem]
