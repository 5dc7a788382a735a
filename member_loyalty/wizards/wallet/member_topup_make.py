from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.rounding import as_decimal, round_points


class MemberTopupMake(models.TransientModel):
    _name = "member.topup.make"
    _description = "Wallet Top-up"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    program_id = fields.Many2one(
        "loyalty.program",
        "Wallet",
        required=True,
        check_company=True,
        domain="[('program_type', '=', 'ewallet'), ('member_program', '=', True), "
        "('company_id', 'in', [company_id, False])]",
        default=lambda self: self.env["member.topup.offer"]._default_program(),
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    amount = fields.Monetary("Amount to Pay")
    possible_offer_ids = fields.Many2many(
        "member.topup.offer", string="Available Offers", compute="_compute_possible_offer_ids"
    )
    offer_id = fields.Many2one(
        "member.topup.offer",
        domain="[('id', 'in', possible_offer_ids)]",
        help="Leave empty to apply the matching offers.",
    )
    receives = fields.Char("Reward", compute="_compute_receives")
    journal_id = fields.Many2one(
        "account.journal",
        "Payment Method",
        required=True,
        check_company=True,
        domain="[('id', 'in', possible_journal_ids)]",
        default=lambda self: self.env["account.journal"]._member_office(self.env.company)[:1],
    )
    possible_journal_ids = fields.Many2many("account.journal", compute="_compute_possible_journal_ids")

    @api.depends_context("company")
    def _compute_company_id(self):
        self.company_id = self.env.company

    @api.depends_context("company", "uid")
    def _compute_possible_journal_ids(self):
        self.possible_journal_ids = self.env["account.journal"]._member_office(self.env.company)

    @api.depends("program_id", "partner_id")
    def _compute_possible_offer_ids(self):
        for wizard in self:
            wizard.possible_offer_ids = self.env["member.topup.offer"]._for_member(
                wizard.partner_id, wizard.program_id, self.env["pos.config"], wizard.company_id._member_today()
            )

    @api.onchange("offer_id")
    def _onchange_offer_id(self):
        if self.offer_id:
            self.amount = self.offer_id.pay

    @api.depends("amount", "offer_id", "possible_offer_ids")
    def _compute_receives(self):
        for wizard in self:
            offers = wizard.possible_offer_ids._origin
            given = offers._given(as_decimal(wizard.amount), wizard.offer_id._origin) if wizard.amount > 0 else []
            wizard.receives = " + ".join(offer._receive_in_words(amount) for offer, amount in given)

    def action_top_up(self):
        """Post what was paid and what is given for it."""
        self.ensure_one()
        self.partner_id.check_access("read")
        if not self.program_id.member_program or self.program_id.program_type != "ewallet":
            raise UserError(self.env._("%(program)s isn't a membership wallet.", program=self.program_id.name))
        if not self.partner_id._is_member():
            raise UserError(
                self.env._("%(name)s isn't a member yet. Enroll the customer first.", name=self.partner_id.name)
            )
        paid = round_points(self.amount)
        if paid <= 0:
            raise UserError(self.env._("Enter the amount that the member pays."))
        if self.journal_id not in self.possible_journal_ids:
            raise UserError(
                self.env._(
                    "%(journal)s takes no money for members. Choose a bank, or the cash of a till, for the top-up.",
                    journal=self.journal_id.name,
                )
            )
        # sudo: who may open this wizard may top up; the ledger takes entries from nobody directly.
        wizard = self.sudo().with_company(self.company_id)
        card = wizard.env["loyalty.card"]._member_card(wizard.partner_id, wizard.program_id)
        card._lock_for_posting()
        topup = wizard.env["member.topup"]._make(
            card,
            paid,
            wizard.offer_id,
            {
                "company_id": wizard.company_id.id,
                "journal_id": wizard.journal_id.id,
                "local_date": wizard.company_id._member_today(),
            },
        )
        if problems := topup._limit_problems():
            raise UserError("\n".join(problems))
        entries = wizard.env["member.ledger.entry"]._post(topup._movements())
        entries._book_receipt(entries, wizard.journal_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Top-up"),
            "res_model": "member.topup",
            "res_id": topup.id,
            "view_mode": "form",
        }
