from odoo import models

from ...const import PAYMENTS
from ...engine.rounding import round_points


class PosOrder(models.Model):
    """What the till counts before it takes an order, as the till counts it."""

    _inherit = "pos.order"

    def validate_coupon_programs(self, point_changes, new_codes):
        """Cards kept by the ledger are asked for by the till's own :meth:`pos.config.check_spending`.

        Core's answer would count what this order earns as balance, and refuse a sale to a member with a debt.
        """
        cards = self.env["loyalty.card"].browse([int(card_id) for card_id in point_changes]).exists()
        ours = cards.filtered("member_program")
        others = {card_id: points for card_id, points in point_changes.items() if int(card_id) not in ours.ids}
        return super().validate_coupon_programs(others, new_codes)

    def _member_bill(self, claimed):
        """The bill that points may pay a share of: before they and any wallet or gift card paid, and without what is
        paid in advance.

        :param claimed: lines that spend the points
        :return: Decimal, with taxes
        """
        prepaid = self.env["loyalty.program"]._member_prepaid(self.lines.product_id)
        lines = (self.lines - claimed).filtered(
            lambda line: line.product_id not in prepaid and line.reward_id.program_id.program_type not in PAYMENTS
        )
        return round_points(lines._member_amount("price_subtotal_incl"))
