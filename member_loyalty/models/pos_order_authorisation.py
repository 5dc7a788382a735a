from odoo import models


class PosOrder(models.Model):
    """Large payments from a wallet need the member's card or PIN."""

    _inherit = "pos.order"

    def _member_spending_problems(self, card, movements):
        problems = super()._member_spending_problems(card, movements)
        limit = card.program_id.member_pin_above
        spent = -sum(movement["amount"] for movement in movements if movement["kind"] == "redeem")
        if card.program_type != "ewallet" or not limit or spent <= limit:
            return problems
        if self.env["member.authorisation"]._is_given(self.partner_id, self.uuid):
            return problems
        return [
            *problems,
            self.env._(
                "%(program)s: above %(limit)s the member's card is scanned, or the PIN entered. This order takes "
                "%(spent)s.",
                program=card.program_id.name,
                limit=card.program_id._member_money(limit),
                spent=card.program_id._member_money(spent),
            ),
        ]
