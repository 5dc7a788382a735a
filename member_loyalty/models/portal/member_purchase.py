from odoo import models


class MemberPurchase(models.Model):
    """A purchase as the member reads it."""

    _inherit = "member.purchase"

    def _member_moved(self):
        """What these purchases moved on their members' cards, as their receipts said it.

        :return: dict of purchase to list of (loyalty.card, dict of amounts: see ``_summary`` of the ledger)
        """
        entries = self.env["member.ledger.entry"].search(
            [("pos_order_id", "in", self.pos_order_id.ids), ("partner_id", "in", self.partner_id.ids)]
        )
        by_order = entries.grouped("pos_order_id")
        return {
            purchase: [
                (card, movements._summary())
                for card, movements in by_order.get(purchase.pos_order_id, entries.browse()).grouped("card_id").items()
            ]
            for purchase in self
        }

    def _member_total(self):
        """Goods with taxes, and what was paid in: what the receipt came to."""
        self.ensure_one()
        return self.amount_gross + self.amount_paid_in
