from odoo import fields, models
from odoo.exceptions import UserError


class MemberCardMove(models.TransientModel):
    """Take cards out of use, or let a member off a fee: the log wants to know why."""

    _name = "member.card.move"
    _description = "Card Status Change"

    card_ids = fields.Many2many(
        "member.card", string="Cards", required=True, default=lambda self: self.env.context.get("active_ids")
    )
    move = fields.Selection(
        [
            ("lost", "Report lost"),
            ("blocked", "Block"),
            ("damaged", "Mark as damaged"),
            ("returned", "Mark as returned"),
            ("waived", "Waive the fee"),
        ],
        "Action",
        required=True,
        default="lost",
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        if self.move == "waived":
            self._check_open()
            self.card_ids._waive_fee(self.reason)
        elif self.move == "lost":
            self.card_ids._mark_lost(self.reason)
        else:
            self.card_ids._move(self.move, self.reason)

    def _check_open(self):
        for card in self.card_ids:
            if card.fee_state != "open":
                raise UserError(self.env._("There is no fee to pay for card %(number)s.", number=card.number))
