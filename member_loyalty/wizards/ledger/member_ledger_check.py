from odoo import api, fields, models
from odoo.fields import Command


class MemberLedgerCheck(models.TransientModel):
    _name = "member.ledger.check"
    _description = "Ledger Check"

    message = fields.Char(readonly=True)
    last_audit_id = fields.Many2one("member.ledger.audit", "Last Nightly Check", compute="_compute_last_audit_id")
    last_result = fields.Char(related="last_audit_id.result")
    line_ids = fields.One2many("member.ledger.check.line", "check_id", "Cards With a Mismatch", readonly=True)

    def _compute_last_audit_id(self):
        self.last_audit_id = self.env["member.ledger.audit"].search([], limit=1)

    @api.model
    def action_check(self):
        """Compare the balance of each membership card with its ledger, and show what was found."""
        Card = self.env["loyalty.card"].with_context(active_test=False)
        wrong = {row["card_id"]: row for row in self.env["member.ledger.entry"]._check_balances()}
        # The check covers all companies; the user sees the cards that their own rules show.
        visible = Card.search([("id", "in", list(wrong))])
        check = self.create(
            {
                "message": self._message(Card.search_count([("member_program", "=", True)]), len(visible)),
                "line_ids": [Command.create(wrong[card.id]) for card in visible],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check Ledger"),
            "res_model": self._name,
            "res_id": check.id,
            "view_mode": "form",
            "target": "new",
        }

    def _message(self, checked, wrong):
        if not wrong:
            return self.env._("All %(checked)s balances match the ledger.", checked=checked)
        return self.env._(
            "%(wrong)s of %(checked)s balances don't match the ledger. Open the cards to see their entries.",
            wrong=wrong,
            checked=checked,
        )


class MemberLedgerCheckLine(models.TransientModel):
    _name = "member.ledger.check.line"
    _description = "Card With a Ledger Mismatch"

    check_id = fields.Many2one("member.ledger.check", required=True, readonly=True, ondelete="cascade")
    card_id = fields.Many2one("loyalty.card", readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="card_id.partner_id")
    balance = fields.Float(digits=(16, 2), readonly=True)
    entries = fields.Float(digits=(16, 2), readonly=True)
    open = fields.Float("Unspent Credits", digits=(16, 2), readonly=True)
    wrong = fields.Integer("Entries With a Wrong Unspent Amount", readonly=True)

    def action_open_card(self):
        """Show the card with its entries."""
        return self.card_id.get_formview_action()
