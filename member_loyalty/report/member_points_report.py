from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.common.res_company import PLACE_TZ
from ..models.wallet.member_ledger_entry import effective_day
from .member_wallet_movements import months_between

# In which column a kind of movement stands; what is named nowhere was adjusted.
COLUMNS = {
    "issued": ["earn", "bonus"],
    "spent": ["redeem", "restore"],
    "clawed_back": ["clawback", "void"],
    "expired": ["expire"],
}


class MemberPointsReport(models.Model):
    _name = "member.points.report"
    _inherit = "member.balance.report"
    _description = "Points Report"
    _auto = False
    _order = "month desc, program_id"
    _rec_name = "month"
    _depends = {
        "member.ledger.entry": [
            *("amount", "bucket", "kind", "state", "date", "date_available"),
            *("company_id", "program_id"),
        ],
        "member.purchase": ["amount_net", "partner_id", "company_id", "local_date"],
        "loyalty.program": ["company_id", "currency_id", "member_point_value"],
        "res.company": ["partner_id"],
        "res.partner": ["tz", "member_number"],
    }
    _BALANCES = {"outstanding": max, "liability": max}

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    program_id = fields.Many2one("loyalty.program", readonly=True)
    issued = fields.Float(digits=(16, 2), readonly=True)
    spent = fields.Float(digits=(16, 2), readonly=True, help="Points spent, less points restored by returns.")
    clawed_back = fields.Float("Reversed", digits=(16, 2), readonly=True, help="Points reversed by returns.")
    expired = fields.Float(digits=(16, 2), readonly=True)
    adjusted = fields.Float(
        digits=(16, 2), readonly=True, help="Corrections, transfers, opening balances and write-offs."
    )
    outstanding = fields.Float(digits=(16, 2), readonly=True, help="Points held by members at the end of the month.")
    pending = fields.Float(digits=(16, 2), readonly=True, help="Points earned in this month that aren't available yet.")
    liability = fields.Monetary(readonly=True, help="The outstanding points multiplied by the value of a point.")
    cost = fields.Monetary(
        "Program Cost", readonly=True, help="Points issued, less points reversed, multiplied by the value of a point."
    )
    sales = fields.Monetary("Member Sales", readonly=True, help="The company's net sales to members in this month.")
    cost_ratio = fields.Float(
        "Cost of Sales", readonly=True, aggregator="avg", help="The program cost as a percentage of sales to members."
    )

    @property
    def _table_query(self):
        sums = SQL(", ").join(
            SQL(
                "COALESCE(SUM(e.amount) FILTER (WHERE e.state = 'posted' AND e.kind = ANY(%s)), 0) AS %s",
                kinds,
                SQL.identifier(name),
            )
            for name, kinds in COLUMNS.items()
        )
        columns = SQL(", ").join(
            SQL("COALESCE(sums.%s, 0) AS %s", SQL.identifier(name), SQL.identifier(name))
            for name in (*COLUMNS, "adjusted", "pending")
        )
        return SQL(
            """
            WITH sums AS (
                SELECT COALESCE(e.company_id, program.company_id) AS company_id, e.program_id,
                       DATE_TRUNC('month', CASE WHEN e.state = 'pending' THEN e.date ELSE %(day)s END)::date
                       AS month, COALESCE(SUM(e.amount) FILTER (WHERE e.state = 'posted'), 0) AS moved, %(sums)s,
                       COALESCE(SUM(e.amount) FILTER (WHERE e.state = 'posted' AND e.kind != ALL(%(kinds)s)), 0)
                       AS adjusted,
                       COALESCE(SUM(e.amount) FILTER (WHERE e.state = 'pending'), 0) AS pending
                  FROM member_ledger_entry e
                  JOIN loyalty_program program ON program.id = e.program_id
             LEFT JOIN res_company company ON company.id = COALESCE(e.company_id, program.company_id)
             LEFT JOIN res_partner place ON place.id = company.partner_id
                 WHERE e.bucket = 'points'
              GROUP BY 1, 2, 3
            ), line AS (
                SELECT place.company_id, place.program_id, calendar.month
                  FROM (SELECT company_id, program_id, MIN(month) AS first, MAX(month) AS last
                          FROM sums GROUP BY company_id, program_id) place,
                       LATERAL (%(months)s) calendar
            ), balance AS (
                SELECT line.*, %(columns)s, COALESCE(SUM(sums.moved) OVER run, 0) AS outstanding
                  FROM line
             LEFT JOIN sums ON sums.company_id IS NOT DISTINCT FROM line.company_id
                   AND sums.program_id = line.program_id AND sums.month = line.month
                WINDOW run AS (PARTITION BY line.company_id, line.program_id ORDER BY line.month)
            ), sold AS (
                SELECT purchase.company_id, DATE_TRUNC('month', purchase.local_date)::date AS month,
                       SUM(purchase.amount_net) AS sales
                  FROM member_purchase purchase
                  JOIN res_partner member ON member.id = purchase.partner_id AND member.member_number IS NOT NULL
              GROUP BY 1, 2
            ), valued AS (
                SELECT balance.*, program.currency_id, COALESCE(sold.sales, 0) AS sales,
                       balance.outstanding * COALESCE(program.member_point_value, 0)::numeric AS liability,
                       (balance.issued + balance.clawed_back) * COALESCE(program.member_point_value, 0)::numeric AS cost
                  FROM balance
                  JOIN loyalty_program program ON program.id = balance.program_id
             LEFT JOIN sold ON sold.company_id = balance.company_id AND sold.month = balance.month
            )
            SELECT ROW_NUMBER() OVER (ORDER BY month, company_id, program_id) AS id, valued.*,
                   COALESCE(cost / NULLIF(sales, 0), 0) AS cost_ratio
              FROM valued
            """,
            day=effective_day(PLACE_TZ),
            sums=sums,
            kinds=[kind for kinds in COLUMNS.values() for kind in kinds],
            months=months_between(SQL("place.first"), SQL("place.last")),
            columns=columns,
        )

    def _read_group_select(self, aggregate_spec, query):
        """The ratio of a group is that of its sums, not the mean of its months."""
        if aggregate_spec != "cost_ratio:avg":
            return super()._read_group_select(aggregate_spec, query)
        cost, sales = (self._field_to_sql(self._table, name, query) for name in ("cost", "sales"))
        return SQL("COALESCE(SUM(%s) / NULLIF(SUM(%s), 0), 0)", cost, sales)

    def action_open_entries(self):
        """The ledger's entries behind a row."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_ledger_entry_action")
        place = [
            ("program_id", "=", self.program_id.id),
            ("company_id", "in", [self.company_id.id, False]),
            ("bucket", "=", "points"),
            ("state", "=", "posted"),
        ]
        company = self.company_id or self.env.company
        return {**action, "context": {}, "domain": list(Domain(place) & company._member_counts_in(self.month))}
