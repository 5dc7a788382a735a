from odoo import fields, models


class MemberCardGive(models.TransientModel):
    _name = "member.card.give"
    _description = "Give a Card"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True)
    old_card_id = fields.Many2one(related="partner_id.member_card_id", string="Card to Replace")
    card_number = fields.Char(help="Scan the new card. Leave empty to make a card with a new number.")

    def action_give(self):
        """Hand a card to the member; the card that they used so far ends, everything else stays."""
        self.ensure_one()
        self.old_card_id.write({"state": "replaced"})
        self.partner_id._member_give_card(self.card_number)
