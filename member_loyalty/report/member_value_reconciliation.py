from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .member_wallet_movements import booked_movements, months_between


class MemberValueReconciliation(models.Model):
    _name = "member.value.reconciliation"
    _inherit = "member.balance.report"
    _description = "Stored Value Reconciliation"
    _auto = False
    _order = "month desc, company_id"
    _rec_name = "month"
    _depends = {
        "member.ledger.entry": [
            *("amount", "bucket", "kind", "state", "date", "date_available"),
            *("company_id", "pos_order_id", "move_id"),
        ],
        "account.move": ["state", "date", "reversed_pos_order_id"],
        "account.move.line": ["balance", "account_id", "company_id", "date", "parent_state"],
        "pos.order": ["account_move", "session_id"],
        "pos.session": ["move_id"],
        "res.company": ["partner_id", "currency_id", "member_liability_account_id"],
        "res.partner": ["tz"],
    }
    _BALANCES = dict.fromkeys(("closing", "not_booked", "booked", "balance", "difference"), max)

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    account_id = fields.Many2one("account.account", "Stored Value Account", readonly=True)
    closing = fields.Monetary(
        "Ledger",
        readonly=True,
        help="The stored value owed to members at the end of the month, according to the ledger.",
    )
    not_booked = fields.Monetary(
        "Not Yet Posted",
        readonly=True,
        help="The part that isn't in the accounting yet: open sessions and nightly postings.",
    )
    booked = fields.Monetary("Expected", readonly=True, help="The balance that the account should have.")
    balance = fields.Monetary("Account", readonly=True, help="The balance of the account.")
    difference = fields.Monetary(
        readonly=True,
        help="The amount of journal items without a ledger entry, or of ledger entries without a journal item.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH movement AS (%(movements)s), change AS (
                SELECT company_id, month, SUM(amount) AS ledger, 0 AS booked, 0 AS account
                  FROM movement GROUP BY company_id, month
                UNION ALL
                SELECT company_id, booked_month, 0, SUM(amount), 0
                  FROM movement WHERE booked_month IS NOT NULL GROUP BY company_id, booked_month
                UNION ALL
                SELECT company.id, DATE_TRUNC('month', item.date)::date, 0, 0, -SUM(item.balance)
                  FROM account_move_line item
                  JOIN res_company company ON company.id = item.company_id
                   AND company.member_liability_account_id = item.account_id
                 WHERE item.parent_state = 'posted' GROUP BY 1, 2
            ), line AS (
                SELECT place.company_id, calendar.month
                  FROM (SELECT company_id, MIN(month) AS first, MAX(month) AS last FROM change GROUP BY company_id) place,
                       LATERAL (%(months)s) calendar
            ), balance AS (
                SELECT line.company_id, line.month, SUM(SUM(change.ledger)) OVER run AS closing,
                       SUM(SUM(change.booked)) OVER run AS booked, SUM(SUM(change.account)) OVER run AS balance
                  FROM line
             LEFT JOIN change ON change.company_id = line.company_id AND change.month = line.month
              GROUP BY line.company_id, line.month
                WINDOW run AS (PARTITION BY line.company_id ORDER BY line.month)
            )
            SELECT ROW_NUMBER() OVER (ORDER BY b.month, b.company_id) AS id, b.company_id, b.month, company.currency_id,
                   company.member_liability_account_id AS account_id, b.closing, b.booked, b.balance,
                   b.closing - b.booked AS not_booked, b.balance - b.booked AS difference
              FROM balance b
              JOIN res_company company ON company.id = b.company_id
            """,
            movements=booked_movements(),
            months=months_between(SQL("place.first"), SQL("place.last")),
        )

    def action_open_entries(self):
        """The ledger's entries up to the end of the month."""
        self.ensure_one()
        return self._open_ledger(self.company_id._member_counts_before(fields.Date.add(self.month, months=1)))

    def action_open_not_booked(self):
        """The entries that no posted journal entry of this month or an earlier one holds."""
        self.ensure_one()
        # What the report reads, its movements among it.
        self.env.flush_query(self._table_sql)
        rows = self.env.execute_query(
            SQL(
                "SELECT entry FROM (%s) movement WHERE company_id = %s AND (month <= %s) "
                "IS DISTINCT FROM (COALESCE(booked_month, 'infinity') <= %s)",
                booked_movements(),
                self.company_id.id,
                self.month,
                self.month,
            )
        )
        return self._open_ledger(Domain("id", "in", [entry for (entry,) in rows]))

    def _open_ledger(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_ledger_entry_action")
        own = Domain("company_id", "=", self.company_id.id) & Domain("bucket", "!=", "points")
        return {**action, "context": {}, "domain": list(own & Domain("state", "=", "posted") & domain)}

    def action_open_items(self):
        """The journal items on the account up to the end of the month."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.account_id.display_name,
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<", fields.Date.add(self.month, months=1)),
            ],
        }
