from odoo import api, fields, models


class MemberCardGive(models.TransientModel):
    _name = "member.card.give"
    _description = "Issue Card"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True)
    old_card_id = fields.Many2one("member.card", "Card to Replace", compute="_compute_old_card_id")
    is_lost = fields.Boolean("Lost", help="The card is blocked and refused at the till.")
    is_digital = fields.Boolean("Digital Card", help="A new number is generated and shown on the member's phone.")
    card_number = fields.Char(help="Scan the new card. Leave empty to generate a card number.")
    reason = fields.Char(help="The reason for the replacement, stored in the card's history.")
    fee = fields.Monetary(compute="_compute_fee")
    currency_id = fields.Many2one("res.currency", compute="_compute_fee")
    is_waived = fields.Boolean("Waive Fee")
    waived_because = fields.Char("Waiver Reason")

    @api.depends("partner_id")
    def _compute_old_card_id(self):
        for wizard in self:
            wizard.old_card_id = wizard.partner_id._member_last_card()

    @api.depends("old_card_id", "card_number", "is_digital")
    def _compute_fee(self):
        for wizard in self:
            kind = "digital" if wizard.is_digital else None
            card_type = wizard.partner_id._member_new_card_type(wizard.card_number, kind)
            wizard.currency_id = card_type.currency_id
            wizard.fee = wizard.partner_id._member_card_fee(card_type)

    def action_give(self):
        """Hand a card to the member; the card that they used so far ends, everything else stays."""
        self.ensure_one()
        self.partner_id._member_check_own()
        self.partner_id._member_replace_card(
            self.card_number,
            kind="digital" if self.is_digital else None,
            lost=self.is_lost,
            reason=self.reason,
            waived_because=self.is_waived and self.waived_because,
        )
