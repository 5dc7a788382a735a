from odoo import fields, models
from odoo.exceptions import UserError


class MemberCard(models.Model):
    """What a member pays for a card: due from the day they get it, paid by a line of an order, or let off."""

    _inherit = "member.card"

    currency_id = fields.Many2one(related="type_id.currency_id")
    fee = fields.Monetary(copy=False, readonly=True)
    fee_state = fields.Selection(
        [("open", "To pay"), ("paid", "Paid"), ("refunded", "Refunded"), ("waived", "Waived")],
        "Payment",
        copy=False,
        readonly=True,
        tracking=True,
    )
    fee_order_id = fields.Many2one(
        "pos.order", "Paid with Order", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    fee_reason = fields.Char("Waiver Reason", copy=False, readonly=True, tracking=True)

    def _charge(self, amount, waived_because=False):
        self.ensure_one()
        if amount:
            self.write({"fee": amount, "fee_state": "open"})
        if waived_because:
            self._waive_fee(waived_because)

    def _waive_fee(self, reason):
        """Let a member off, for a reason that stays on the card."""
        for card in self.filtered(lambda card: card.fee_state == "open"):
            if not (reason or "").strip():
                raise UserError(
                    self.env._("Enter a reason for waiving the fee of card %(number)s.", number=card.number)
                )
            card.write({"fee_state": "waived", "fee_reason": reason.strip()})

    def _settle_fee(self, order):
        """The lines of a paid order pay for these cards, in their order, as far as they reach."""
        for card in self:
            paid_already = order.member_card_ids.filtered(
                lambda paid, card=card: paid.fee_state == "paid" and paid.type_id.product_id == card.type_id.product_id
            )
            if order._member_fees_kept(card.type_id.product_id) > len(paid_already):
                card.write({"fee_state": "paid", "fee_order_id": order.id})

    def _unpay(self):
        """The money for these cards was given back.

        Who keeps the card owes for it again: a refund is no way around the right and the reason that letting a member
        off asks for. A card that is out of use, given back or replaced, costs nothing more.
        """
        for card in self:
            if card.state in ("active", "blocked"):
                card.write({"fee_state": "open", "fee_order_id": False})
            else:
                card.fee_state = "refunded"

    def _latest_first(self):
        """The order in which payments of cards come back: cards out of use, then the last one given."""
        return self.sorted(lambda card: (card.state in ("active", "blocked"), -card.id))
