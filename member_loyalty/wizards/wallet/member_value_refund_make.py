from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberValueRefundMake(models.TransientModel):
    _name = "member.value.refund.make"
    _description = "Wallet Refund"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    card_id = fields.Many2one(
        "loyalty.card",
        "Wallet",
        required=True,
        domain="[('partner_id', '=', partner_id), ('program_type', '=', 'ewallet'), ('member_program', '=', True)]",
        default=lambda self: self._default_card(),
    )
    currency_id = fields.Many2one(related="card_id.program_id.currency_id")
    amount = fields.Monetary("Refunded Amount", compute="_compute_amount")
    voided = fields.Monetary("Voided Amount", compute="_compute_amount")
    calculation = fields.Text(compute="_compute_amount")
    journal_id = fields.Many2one(
        "account.journal",
        "Payment Method",
        required=True,
        check_company=True,
        domain="[('id', 'in', possible_journal_ids)]",
        default=lambda self: self.env["account.journal"]._member_office(self.env.company)[:1],
    )
    possible_journal_ids = fields.Many2many("account.journal", compute="_compute_possible_journal_ids")

    def _default_card(self):
        cards = self.env["loyalty.card"].search(
            [
                ("partner_id", "=", self.env.context.get("default_partner_id")),
                ("program_type", "=", "ewallet"),
                ("member_program", "=", True),
            ],
            limit=2,
        )
        return cards if len(cards) == 1 else False

    @api.depends_context("company")
    def _compute_company_id(self):
        self.company_id = self.env.company

    @api.depends_context("company", "uid")
    def _compute_possible_journal_ids(self):
        self.possible_journal_ids = self.env["account.journal"]._member_office(self.env.company)

    @api.depends("card_id")
    def _compute_amount(self):
        for wizard in self:
            if not wizard.card_id:
                wizard.update({"amount": 0, "voided": 0, "calculation": False})
                continue
            quote = self.env["member.value.refund"]._quote(wizard.card_id)
            wizard.amount = quote["amount"]
            wizard.voided = quote["voided"]
            wizard.calculation = "\n".join(quote["lines"])

    def action_pay_back(self):
        """Empty the wallet by the program's policy, and keep the calculation."""
        self.ensure_one()
        self.card_id.check_access("read")
        self.card_id.partner_id._member_check_own("read")
        if self.journal_id not in self.possible_journal_ids:
            raise UserError(
                self.env._(
                    "%(journal)s pays no members. Choose a bank, or the cash of a till, for the refund.",
                    journal=self.journal_id.name,
                )
            )
        # sudo: who may open this wizard may pay back; the ledger takes entries from nobody directly.
        wizard = self.sudo().with_company(self.company_id)
        wizard.card_id._lock_for_posting()
        wizard.env["member.ledger.entry"]._release_due(wizard.card_id)
        refund, movements = wizard.env["member.value.refund"]._make(
            wizard.card_id, {"company_id": wizard.company_id.id, "journal_id": wizard.journal_id.id}
        )
        if not movements:
            raise UserError(self.env._("There is no balance left to refund to %(name)s.", name=self.partner_id.name))
        entries = wizard.env["member.ledger.entry"]._post(movements)
        entries._book_receipt(entries, wizard.journal_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stored Value Refund"),
            "res_model": "member.value.refund",
            "res_id": refund.id,
            "view_mode": "form",
        }
