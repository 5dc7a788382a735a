from odoo import models


class PosOrder(models.Model):
    """Large payments from a wallet need the member's card or PIN."""

    _inherit = "pos.order"

    def _member_authorisation_problems(self, card, movements):
        limit = card.program_id.member_pin_above
        spent = -sum(movement["amount"] for movement in movements if movement["kind"] == "redeem")
        if not limit or spent <= limit or self.env["member.authorisation"]._is_given(self.partner_id, self.uuid):
            return []
        return [
            self.env._(
                "%(program)s: above %(limit)s the member's card is scanned, or the PIN entered. This order takes "
                "%(spent)s.",
                program=card.program_id.name,
                limit=card.program_id._member_money(limit),
                spent=card.program_id._member_money(spent),
            )
        ]
