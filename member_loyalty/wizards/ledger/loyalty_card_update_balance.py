from odoo import models


class LoyaltyCardUpdateBalance(models.TransientModel):
    _inherit = "loyalty.card.update.balance"

    def action_update_card_point(self):
        """On a membership card the description becomes the reason of the ledger entry."""
        return super(
            LoyaltyCardUpdateBalance, self.with_context(member_adjust_reason=self.description)
        ).action_update_card_point()
