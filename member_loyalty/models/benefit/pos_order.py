from odoo import models
from odoo.tools import SQL


class PosOrder(models.Model):
    """Products of benefits on orders: each belongs to a use, and what is returned gives it back."""

    _inherit = "pos.order"

    def _member_benefit_problems(self):
        """Products of benefits that no use of the member's stands behind."""
        sold = self._member_benefit_lines()
        if not sold:
            return []
        uses = self.env["member.benefit.use"].search([("key", "in", sold.mapped("member_benefit_key"))])
        settled = uses.filtered(lambda use: use.pos_order_id == self).mapped("key")
        living = uses.filtered(lambda use: use.state == "used" and use.partner_id == self.partner_id).grouped("key")
        return [
            self.env._(
                "%(product)s is on the order as a benefit, but no use is recorded for %(member)s. Remove "
                "the line and use the benefit again.",
                product=line.product_id.display_name,
                member=self.partner_id.name or self.env._("this customer"),
            )
            for line in sold
            if line.member_benefit_key not in settled
            and (
                line.member_benefit_key not in living
                or line.qty > 1
                or living[line.member_benefit_key].product_id != line.product_id
                or living[line.member_benefit_key].pos_order_id
            )
        ]

    def _member_benefit_lines(self):
        return self.lines.filtered(lambda line: line.member_benefit_key and not line.refunded_orderline_id)

    def _member_settle_benefits(self):
        """Uses whose product was sold belong to the order; what wasn't taken, or comes back, can be used again."""
        sold = self._member_benefit_lines()
        if sold or self.env["member.benefit"]._puts_products(self.company_id.id):
            uses = self.env["member.benefit.use"].search(
                ["|", ("order_uuid", "=", self.uuid), ("key", "in", sold.mapped("member_benefit_key"))]
            )
            taken = uses.filtered(lambda use: not use.product_id or use.key in sold.mapped("member_benefit_key"))
            taken.filtered(lambda use: not use.pos_order_id)._settled_with(self)
            left = (uses - taken).filtered(lambda use: use.state == "used" and not use.pos_order_id)
            left._undo(self.env._("The product was removed from the order"))
        self._member_give_back_benefits()

    def _member_give_back_benefits(self):
        """What comes back of an earlier order, the member can use again."""
        returned = self.lines.refunded_orderline_id.filtered("member_benefit_key")
        if returned:
            self._member_undo_benefits(
                [("key", "in", returned.mapped("member_benefit_key"))], self.env._("The product was returned")
            )

    def _member_undo_benefits(self, domain, reason):
        # sudo: orders are canceled and refunded by cashiers, who have no rights on uses.
        uses = self.env["member.benefit.use"].sudo().search([*domain, ("state", "=", "used")])
        uses.filtered(lambda use: use.product_id and use.benefit_id.gives_back)._undo(reason)

    def action_pos_order_cancel(self):
        result = super().action_pos_order_cancel()
        cancelled = self.filtered(lambda order: order.state == "cancel")
        if cancelled:
            self._member_undo_benefits(
                [("order_uuid", "in", cancelled.mapped("uuid"))], self.env._("The order was canceled")
            )
        return result

    # ── Products for members only: refused online, flagged when a till sold them offline ───────────────────────

    def _member_only_lines(self):
        return self.lines.filtered(lambda line: line.product_id.member_only and not line.refunded_orderline_id)

    def _member_one_at_a_time(self):
        """Two tills that sell the last piece to a member: the second waits, sees that the member was written, and the
        server repeats its sale with what the first has sold. After the cards, as the sale's own lock on the member.

        SQL: writes nothing new, and leaves no trace of a change.
        """
        if self.partner_id:
            self.partner_id.flush_model(["member_since"])
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
