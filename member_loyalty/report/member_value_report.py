from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .member_wallet_movements import months_between, wallet_movements

# In which column a kind of movement stands; what is named nowhere was adjusted.
COLUMNS = {
    "topped_up": ["top_up"],
    "bonus": ["bonus", "earn", "clawback"],
    "spent": ["redeem", "restore"],
    "refunded": ["refund", "void"],
    "expired": ["expire"],
}


class MemberValueReport(models.Model):
    _name = "member.value.report"
    _inherit = "member.balance.report"
    _description = "Stored Value Report"
    _auto = False
    _order = "month desc, program_id, config_id, bucket"
    _rec_name = "month"
    _depends = {
        "member.ledger.entry": [
            *("amount", "bucket", "kind", "state", "date", "date_available"),
            *("company_id", "program_id", "config_id"),
        ],
        "res.company": ["partner_id", "currency_id"],
        "res.partner": ["tz"],
    }

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    program_id = fields.Many2one("loyalty.program", "Wallet", readonly=True)
    config_id = fields.Many2one(
        "pos.config",
        "Store",
        readonly=True,
        help="Empty if the transaction was made in the back office or by a nightly job.",
    )
    bucket = fields.Selection(
        [("principal", "Paid balance"), ("bonus", "Promotional balance")], "Balance Type", readonly=True
    )
    opening = fields.Monetary(
        "Opening Balance", readonly=True, help="The stored value owed to members at the start of the month."
    )
    topped_up = fields.Monetary(readonly=True, help="The amount topped up by members.")
    bonus = fields.Monetary(readonly=True, help="The promotional balance granted by the shop.")
    spent = fields.Monetary(readonly=True, help="The amount spent at the tills, less the amount restored by returns.")
    refunded = fields.Monetary(
        readonly=True, help="The amount refunded, including the promotional balance voided with it."
    )
    expired = fields.Monetary(readonly=True)
    adjusted = fields.Monetary(readonly=True, help="Corrections, transfers, opening balances and write-offs.")
    closing = fields.Monetary(
        "Closing Balance", readonly=True, help="The stored value owed to members at the end of the month."
    )

    @property
    def _table_query(self):
        named = {name: SQL("SUM(amount) FILTER (WHERE kind = ANY(%s))", kinds) for name, kinds in COLUMNS.items()}
        sums = SQL(", ").join(
            SQL("COALESCE(%s, 0) AS %s", total, SQL.identifier(name)) for name, total in named.items()
        )
        columns = SQL(", ").join(
            SQL("COALESCE(sums.%s, 0) AS %s", SQL.identifier(name), SQL.identifier(name))
            for name in (*COLUMNS, "adjusted")
        )
        return SQL(
            """
            WITH sums AS (
                SELECT company_id, program_id, config_id, bucket, month, SUM(amount) AS moved, %(sums)s,
                       COALESCE(SUM(amount) FILTER (WHERE kind != ALL(%(kinds)s)), 0) AS adjusted
                  FROM (%(movements)s) movement
              GROUP BY company_id, program_id, config_id, bucket, month
            ), line AS (
                SELECT place.*, calendar.month
                  FROM (SELECT company_id, program_id, config_id, bucket, MIN(month) AS first, MAX(month) AS last
                          FROM sums GROUP BY company_id, program_id, config_id, bucket) place,
                       LATERAL (%(months)s) calendar
            ), balance AS (
                SELECT line.*, %(columns)s,
                       COALESCE(SUM(sums.moved) OVER run, 0) AS closing, COALESCE(sums.moved, 0) AS moved
                  FROM line
             LEFT JOIN sums ON sums.company_id = line.company_id AND sums.program_id = line.program_id
                   AND sums.config_id IS NOT DISTINCT FROM line.config_id
                   AND sums.bucket = line.bucket AND sums.month = line.month
                WINDOW run AS (PARTITION BY line.company_id, line.program_id, line.config_id, line.bucket
                                   ORDER BY line.month)
            )
            SELECT ROW_NUMBER() OVER (ORDER BY b.month, b.company_id, b.program_id, b.config_id, b.bucket) AS id,
                   b.*, b.closing - b.moved AS opening, company.currency_id
              FROM balance b
              JOIN res_company company ON company.id = b.company_id
            """,
            sums=sums,
            kinds=[kind for kinds in COLUMNS.values() for kind in kinds],
            movements=wallet_movements(),
            months=months_between(SQL("place.first"), SQL("place.last")),
            columns=columns,
        )

    def action_open_entries(self):
        """The ledger's entries behind a line."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_ledger_entry_action")
        place = [
            ("company_id", "=", self.company_id.id),
            ("program_id", "=", self.program_id.id),
            ("config_id", "=", self.config_id.id),
            ("bucket", "=", self.bucket),
            ("state", "=", "posted"),
        ]
        return {**action, "context": {}, "domain": list(Domain(place) & self.company_id._member_counts_in(self.month))}
