from odoo import models
from odoo.exceptions import UserError

from ...engine.posting import amount_problem


class LoyaltyCard(models.Model):
    """What can't be a balance is refused before the difference to it is reckoned."""

    _inherit = "loyalty.card"

    def _check_balance(self, points):
        """:param points: of these cards, or of one to be made"""
        if amount_problem(points or 0):
            raise UserError(self.env._("“%s” can't be the balance of a card. Enter an amount.", points))
