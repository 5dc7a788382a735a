from odoo import fields, models


class MemberLedgerCheckLine(models.TransientModel):
    _name = "member.ledger.check.line"
    _description = "Card That Disagrees With the Ledger"

    check_id = fields.Many2one("member.ledger.check", required=True, readonly=True, ondelete="cascade")
    card_id = fields.Many2one("loyalty.card", readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="card_id.partner_id")
    balance = fields.Float(digits=(16, 2), readonly=True)
    entries = fields.Float(digits=(16, 2), readonly=True)
    open = fields.Float("Left on Credits", digits=(16, 2), readonly=True)
    wrong = fields.Integer("Entries With a Wrong Rest", readonly=True)

    def action_open_card(self):
        """Show the card with its entries."""
        return self.card_id.get_formview_action()
