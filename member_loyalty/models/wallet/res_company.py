from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Types of the accounts of a shop that chose none.
ACCOUNT_TYPES = {
    "member_liability_account_id": "liability_current",
    "member_bonus_account_id": "expense",
    "member_breakage_account_id": "income_other",
}
JOURNAL_CODE = "MEMB"


class ResCompany(models.Model):
    _inherit = "res.company"

    member_liability_account_id = fields.Many2one(
        "account.account",
        "Stored Value Account",
        check_company=True,
        domain="[('account_type', 'in', ('liability_current', 'liability_non_current'))]",
        help="The account for the stored value owed to members: unspent top-ups and bonuses. Before changing "
        "it, transfer the balance of the old account to the new one with a journal entry.",
        ondelete="set null",
    )
    member_bonus_account_id = fields.Many2one(
        "account.account",
        "Promotional Balance Account",
        check_company=True,
        help="The account for the cost of promotional balances, goodwill and write-offs. Expired promotional "
        "balances are credited back to it.",
        ondelete="set null",
    )
    member_breakage_account_id = fields.Many2one(
        "account.account",
        "Expired Value Account",
        check_company=True,
        help="The account for the income from expired paid balances.",
        ondelete="set null",
    )
    member_journal_id = fields.Many2one(
        "account.journal",
        "Membership Journal",
        check_company=True,
        domain="[('type', '=', 'general')]",
        help="The journal for promotional balances, expirations and adjustments. Top-ups and payments are "
        "posted by the tills.",
        ondelete="set null",
    )

    def _member_wallets(self):
        """The membership wallets of these companies, archived ones too: their value is owed all the same."""
        return (
            self.env["loyalty.program"]
            .with_context(active_test=False)
            .search(
                [("member_program", "=", True), ("program_type", "=", "ewallet"), ("company_id", "in", self.ids)],
                order="id",
            )
        )

    def _member_has_chart(self):
        self.ensure_one()
        Account = self.env["account.account"].with_company(self)
        return bool(Account.search_count(Account._check_company_domain(self), limit=1))

    def _member_account(self, role):
        """The account of a role of :mod:`engine.booking`, made when it is first needed."""
        self.ensure_one()
        if role == "equity":
            return self.get_unaffected_earnings_account()
        if role == "suspense" and self.account_journal_suspense_account_id:
            return self.account_journal_suspense_account_id
        name = "member_bonus_account_id" if role == "suspense" else f"member_{role}_account_id"
        if not self[name]:
            self[name] = self._member_make_account(name)
        return self[name]

    def _member_make_account(self, name):
        self._check_member_chart(name)
        Account = self.env["account.account"].with_company(self)
        account_type = ACCOUNT_TYPES[name]
        kin = Account.search([*Account._check_company_domain(self), ("account_type", "=", account_type)], limit=1)
        any_account = kin or Account.search(Account._check_company_domain(self), limit=1)
        return Account.create(
            {
                "name": self._member_account_names()[name],
                "account_type": account_type,
                "code": Account._search_new_account_code(any_account.code),
                "company_ids": [fields.Command.set(self.ids)],
            }
        )

    def _member_account_names(self):
        return {
            "member_liability_account_id": self.env._("Stored Value of Members"),
            "member_bonus_account_id": self.env._("Promotional Balances Granted to Members"),
            "member_breakage_account_id": self.env._("Expired Stored Value"),
        }

    def _check_member_chart(self, name):
        if not self._member_has_chart():
            raise UserError(
                self.env._(
                    "%(company)s has no chart of accounts. Install one in Invoicing, Configuration, "
                    "Settings. The setting %(setting)s under Members is then filled in automatically.",
                    company=self.name,
                    setting=self._fields[name]._description_string(self.env),
                )
            )

    def _member_books_journal(self):
        """The journal of what no till books, made when it is first needed."""
        self.ensure_one()
        if not self.member_journal_id:
            self._check_member_chart("member_journal_id")
            Journal = self.env["account.journal"].with_company(self)
            domain = [*Journal._check_company_domain(self), ("code", "=", JOURNAL_CODE), ("type", "=", "general")]
            self.member_journal_id = Journal.search(domain, limit=1) or Journal.create(
                {
                    "name": self.env._("Membership"),
                    "code": JOURNAL_CODE,
                    "type": "general",
                    "company_id": self.id,
                    "show_on_dashboard": False,
                }
            )
        return self.member_journal_id

    def _member_counts_before(self, day):
        """Domain of the ledger's entries that count before a day of the company's own calendar."""
        return Domain("date", "<", self._member_midnight(day)) & (
            Domain("date_available", "=", False) | Domain("date_available", "<", day)
        )

    def _member_counts_from(self, day):
        """Domain of the ledger's entries that count from a day of the company's own calendar on."""
        return Domain("date", ">=", self._member_midnight(day)) | Domain("date_available", ">=", day)

    def _member_counts_in(self, month):
        """Domain of the ledger's entries that count in a month, given by its first day."""
        next_month = fields.Date.add(month, months=1)
        return self._member_counts_from(month) & self._member_counts_before(next_month)
