from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .member_metrics_figures import among

# Months that are kept of a member, back from the last purchase; a bigint has a bit for each.
MONTHS_KEPT = 60


def month_number(day):
    """Months counted on through the years, of an SQL date."""
    # DATE_PART, whose numbers are faster to count with than EXTRACT's decimals: it is done for every purchase.
    return SQL("(DATE_PART('year', %(day)s) * 12 + DATE_PART('month', %(day)s))::int", day=day)


class BigInteger(fields.Integer):
    """An integer of 64 bits."""

    _column_type = ("int8", "int8")


class MemberMetrics(models.Model):
    """In which months a member bought, and when for the second time.

    A row for each member and month would be as long as the purchases are. One number holds five years: bit k says that
    the member bought k months before the month of the last purchase. It changes when the member buys, never by the
    calendar alone, so that it is counted anew together with all other metrics.
    """

    _inherit = "member.metrics"

    second_after = fields.Integer(
        "Second Purchase After (Days)",
        readonly=True,
        aggregator="avg",
        help="From the first purchase day to the next one; empty for who bought on one day only.",
    )
    bought_months = BigInteger(
        "Months With Purchases", readonly=True, aggregator=None, help="As bits, back from the last purchase's month."
    )
    bought_month = fields.Date("Bought in Month of", store=False, search="_search_bought_month")

    @api.model
    def _search_bought_month(self, operator, value):
        if operator != "in":
            return NotImplemented
        days = [fields.Date.to_date(day) for day in value if day]
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "(%s)",
                SQL(" OR ").join([SQL("FALSE"), *(self._bought_in(alias, SQL("%s::date", day)) for day in days)]),
            )
        )

    @api.model
    def _bought_in(self, alias, day):
        """:return: SQL condition that a row of the metrics bought in the month of a day"""
        months = SQL.identifier(alias, "bought_months")
        back = SQL("%s - %s", month_number(SQL.identifier(alias, "last_date")), month_number(day))
        return SQL(
            "(%(back)s BETWEEN 0 AND %(last)s AND (%(months)s >> (%(back)s)) & 1 = 1)",
            back=back,
            months=months,
            last=MONTHS_KEPT - 1,
        )

    @api.model
    def _refresh_retention(self, definition, day, ids=None):
        """Months go with the habits: these, too, are told once the first and last purchase are known."""
        with (
            self._scratch("member_metrics_bought_months", self._retention(definition, day, ids)) as bought,
            self._scratch("member_metrics_retention", self._changed_retention(definition, bought, ids)),
        ):
            self.env.cr.execute(
                """UPDATE member_metrics t SET second_after = n.second_after, bought_months = n.bought_months
                     FROM member_metrics_retention n WHERE t.id = n.id"""
            )

    @api.model
    def _changed_retention(self, definition, bought, ids):
        """:return: SQL select of id, second_after and bought_months of the metrics that have others"""
        return SQL(
            """
            SELECT m.id, n.second_after, n.bought_months
              FROM member_metrics m LEFT JOIN %(bought)s n ON n.partner_id = m.partner_id
             WHERE m.company_id = %(company)s AND m.partner_id %(scope)s
               AND (m.second_after, m.bought_months) IS DISTINCT FROM (n.second_after, n.bought_months)
            """,
            bought=bought,
            company=definition.company_id.id,
            scope=among(ids),
        )

    @api.model
    def _retention(self, definition, day, ids):
        """Set-based SQL, as the figures are: one pass over the purchases.

        :return: SQL select of partner_id, second_after and bought_months of members who bought
        """
        back = SQL("m.last - %s", month_number(SQL("p.local_date")))
        return SQL(
            """
            SELECT p.partner_id, MIN(p.local_date - m.first_date) FILTER (WHERE p.local_date > m.first_date) AS second_after,
                   BIT_OR(1::bigint << (%(back)s)) FILTER (WHERE %(back)s < %(kept)s) AS bought_months
              FROM member_purchase p
              JOIN (SELECT partner_id, first_date, %(last)s AS last FROM member_metrics
                     WHERE company_id = %(company)s AND last_date IS NOT NULL) m ON m.partner_id = p.partner_id
             WHERE p.partner_id %(scope)s AND p.company_id = %(company)s AND p.local_date <= %(day)s
               AND p.amount_net > 0
          GROUP BY p.partner_id
            """,
            back=back,
            last=month_number(SQL("last_date")),
            kept=MONTHS_KEPT,
            scope=among(ids),
            company=definition.company_id.id,
            day=day,
        )
