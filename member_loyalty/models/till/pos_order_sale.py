from odoo import models

from ...engine import clawback
from ...engine.rounding import round_points


class PosOrder(models.Model):
    """Sales orders that a till settles or takes a down payment for, where core's ``pos_sale`` is installed.

    The sales order itself earns and spends, once, when it's confirmed: at the latest with the first order of a till that
    has lines of it. What comes back of it at a till is taken back from what the sales order moved.
    """

    _inherit = "pos.order"

    def _member_sale_lines(self, program):
        """:return: the lines that a sales order counts under a program"""
        # Field of sale_loyalty: without it sales orders count nothing.
        counts = "sale_ok" in program._fields and program.sale_ok
        return self.lines.filtered(lambda line: counts and line._member_sale())

    def _member_returned_sales(self):
        """:return: list of the sales orders whose goods come back"""
        orders = [line._member_sale() for line in self.lines.refunded_orderline_id]
        return list(dict.fromkeys(order for order in orders if order))

    def _member_sale_cards(self):
        """:return: the cards on which something is taken or given back for sales orders"""
        entries = self.env["member.ledger.entry"]
        for order in self._member_returned_sales():
            entries |= entries.search([("key", "=like", f"sale:{order.id}:%")])
        return entries.card_id

    def _member_sale_undone(self, card):
        """What is restored and reversed on a card for what comes back of sales orders."""
        movements = []
        for order in self._member_returned_sales():
            entries = card._member_sale_entries(order)
            lines = self.lines.refunded_orderline_id.sale_order_line_id.filtered(lambda line: line.coupon_id == card)
            for code in lines.mapped("reward_identifier_code"):
                claimed = order.order_line.filtered(lambda line, code=code: line.reward_identifier_code == code)
                movements += self._member_restoring(
                    card,
                    code,
                    entries.filtered(lambda entry, code=code: entry.kind == "redeem" and f":{code}:" in entry.key),
                    -sum(claimed.mapped("price_total")),
                    claimed.pos_order_line_ids._member_returned()._member_amount("price_subtotal_incl"),
                )
            movements += self._member_sale_taken_back(card, order, entries.filtered(lambda one: one.kind == "earn")[:1])
        return movements

    def _member_sale_taken_back(self, card, order, earned):
        """:param earned: what the order earned when it was confirmed last"""
        if not earned:
            return []
        back = earned.search([("reverses_id", "=", earned.id), ("kind", "=", "clawback")])
        already = round_points(-sum(back.mapped("amount")))
        due = clawback.due(round_points(earned.amount), *card.program_id._member_sale_returned_share(order), already)
        return [
            {
                "key": self._member_key(card, "clawback", "sale", order.id),
                "kind": "clawback",
                "amount": -due,
                **earned._reversed(),
            }
        ]
