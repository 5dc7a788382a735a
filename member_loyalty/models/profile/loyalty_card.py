from odoo import models
from odoo.fields import Domain


class LoyaltyCard(models.Model):
    """What of points and wallets a profile tells."""

    _inherit = "loyalty.card"

    def _member_first_expiring(self):
        """What expires next on each card, with two queries for all of them.

        :return: dict of card to (last good day, amount)
        """
        ledger = self.env["member.ledger.entry"]
        today = self.env.company._member_today()
        open_lots = [("left", ">", 0), ("state", "=", "posted"), ("date_expiration", ">=", today)]
        first = dict(
            ledger._read_group([("card_id", "in", self.ids), *open_lots], ["card_id"], ["date_expiration:min"])
        )
        then = Domain.OR(
            Domain("card_id", "=", card.id) & Domain("date_expiration", "=", day) for card, day in first.items()
        )
        amounts = ledger._read_group(then & Domain(open_lots), ["card_id"], ["left:sum"])
        return {card: (first[card], left) for card, left in amounts}
