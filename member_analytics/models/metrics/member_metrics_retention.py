from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

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
        help="The days between the first and second purchase day. It is empty with a single purchase day.",
    )
    bought_months = BigInteger(
        "Months With Purchases",
        readonly=True,
        aggregator=None,
        help="A bit mask of the months with purchases, counted back from the month of the last purchase.",
    )
    bought_month = fields.Date("Purchased in Month", store=False, search="_search_bought_month")

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
