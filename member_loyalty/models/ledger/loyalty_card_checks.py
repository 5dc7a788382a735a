from odoo import models
from odoo.exceptions import UserError

from ...engine.posting import amount_problem


class LoyaltyCard(models.Model):
    """What can't be a balance is refused before the difference to it is reckoned."""

    _inherit = "loyalty.card"

    def write(self, vals):
        if amount_problem(vals.get("points") or 0) and self.filtered("member_program"):
            raise UserError(
                self.env._(
                    "“%(points)s” can't be the balance of card %(card)s. Enter an amount.",
                    points=vals["points"],
                    card=self[:1].code,
                )
            )
        return super().write(vals)
