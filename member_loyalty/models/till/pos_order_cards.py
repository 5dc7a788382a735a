from odoo import fields, models

from ...const import SEES_LEDGER


class PosOrder(models.Model):
    """Cards are sold on an order like anything else."""

    _inherit = "pos.order"

    member_card_ids = fields.One2many("member.card", "fee_order_id", "Cards Paid", readonly=True, groups=SEES_LEDGER)

    def _member_settle_fees(self):
        """The order that pays for a card settles its fee; one that returns the payment makes it due again."""
        if self.env["member.card.type"]._fee_product_ids().isdisjoint(self.lines.product_id.ids):
            return
        self.lines.refunded_orderline_id.order_id._member_unpay_cards()
        if self.partner_id._is_member():
            open_fees = [("partner_id", "=", self.partner_id.id), ("fee_state", "=", "open")]
            self.env["member.card"].search(open_fees, order="id")._settle_fee(self)

    def _member_unpay_cards(self):
        """What was paid for a card has come back, in part or whole."""
        for order in self:
            paid = order.member_card_ids.filtered(lambda card: card.fee_state == "paid")
            for product, cards in paid.grouped(lambda card: card.type_id.product_id).items():
                too_many = len(cards) - order._member_fees_kept(product)
                if too_many > 0:
                    cards._latest_first()[: int(too_many)]._unpay()

    def _member_fees_kept(self, product):
        """:return: how many cards this order pays for: the pieces sold, less those that came back"""
        sold = self.lines.filtered(lambda line: line.product_id == product and not line.refunded_orderline_id)
        return sum(sold.mapped("qty")) + sum(sold._member_returned().mapped("qty"))
