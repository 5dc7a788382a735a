from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class MemberMonth(models.Model):
    """What a till sold in a month, to members and to others.

    A sale is a member's if the buyer was one when the month ended: so a month stays as it is when somebody joins later.
    """

    _name = "member.month"
    _description = "Monthly Sales"
    _log_access = False
    _order = "month desc, config_id, id"
    _rec_name = "month"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    sale_count = fields.Integer("Number of Sales", readonly=True)
    member_sale_count = fields.Integer("Number of Sales to Members", readonly=True)
    amount_net = fields.Monetary("Net Sales", readonly=True, help="The amount is net of taxes and returns.")
    member_amount_net = fields.Monetary("Net Sales to Members", readonly=True)

    @api.model
    def _refresh(self, definition):
        """Count the months that may have changed: those marked, those with new facts, and the recent ones.

        New facts are found by their ids, so that a sale at the till has nothing to write for it. An id may show up late,
        when its transaction took longer than others: facts count as new for two refreshes.
        """
        company, today = definition.company_id, definition.company_id._member_today()
        seen = definition.sales_seen
        [(newest,)] = self.env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM member_purchase"))
        months = self.env["member.month.due"]._take(company)
        if seen:
            since = fields.Date.to_date(seen["day"]) + relativedelta(day=1, months=-1)
            months |= self._months_of(company, SQL("id > %s OR local_date >= %s", seen["before"], since))
            self._count(company, sorted(months))
        else:
            self._count(company, None)
        before = seen["newest"] if seen else 0
        definition.sales_seen = {"before": before, "newest": newest, "day": today.isoformat()}

    @api.model
    def _months_of(self, company, condition):
        self.env["member.purchase"].flush_model(["company_id", "local_date"])
        found = self.env.execute_query(
            SQL(
                """SELECT DISTINCT DATE_TRUNC('month', local_date)::date FROM member_purchase
                    WHERE company_id = %s AND (%s)""",
                company.id,
                condition,
            )
        )
        return {month for (month,) in found}

    @api.model
    def _count(self, company, months):
        """Set-based SQL: reads all sales of a month, and may read all months.

        :param months: list of first days, None for all
        """
        self.flush_model(["company_id", "month"])
        self.env["member.purchase"].flush_model(
            ["company_id", "config_id", "partner_id", "local_date", "amount_net", "returned_on"]
        )
        self.env["res.partner"].flush_model(["member_since", "member_left_on"])
        chosen = SQL("company_id = %s", company.id)
        if months is not None:
            chosen = SQL("%s AND month = ANY(%s)", chosen, months)
        self.env.cr.execute(SQL("DELETE FROM member_month WHERE %s", chosen))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO member_month (company_id, month, config_id, sale_count, member_sale_count, amount_net,
                                          member_amount_net)
                SELECT company_id, month, config_id, COUNT(*) FILTER (WHERE %(counts)s),
                       COUNT(*) FILTER (WHERE %(counts)s AND is_member), SUM(amount_net),
                       COALESCE(SUM(amount_net) FILTER (WHERE is_member), 0)
                  FROM (SELECT p.*, m.member_since < p.month + INTERVAL '1 month'
                               AND (m.member_left_on IS NULL OR m.member_left_on >= p.month + INTERVAL '1 month')
                               AS is_member
                          FROM (%(sales)s) p LEFT JOIN res_partner m ON m.id = p.partner_id) sale
              GROUP BY company_id, month, config_id
                """,
                # As the month ended: what came back later is no less a sale of this one.
                counts=self.env["member.purchase"]._is_purchase(
                    SQL("sale"), SQL("(sale.month + INTERVAL '1 month - 1 day')")
                ),
                sales=_sales(company, months),
            )
        )
        self.invalidate_model()


def _sales(company, months):
    columns = SQL("company_id, config_id, partner_id, amount_net, returned_on")
    if months is None:
        return SQL(
            "SELECT %s, DATE_TRUNC('month', local_date)::date AS month FROM member_purchase WHERE company_id = %s",
            columns,
            company.id,
        )
    return SQL(
        """SELECT %s, month FROM UNNEST(%s::date[]) month
             JOIN member_purchase ON local_date >= month AND local_date < month + INTERVAL '1 month'
            WHERE company_id = %s""",
        columns,
        months,
        company.id,
    )
