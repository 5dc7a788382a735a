from odoo import api, models
from odoo.tools import SQL

from ...engine.rounding import as_decimal
from ...engine.tiers import Figures
from ..common.columns import columns
from ..common.res_company import PLACE_TZ


class MemberPurchase(models.Model):
    """What members bought, counted as tiers ask for it.

    Set-based SQL: a review reads millions of facts for thousands of members at once. A sale asks for its own member
    by the same statement.
    """

    _inherit = "member.purchase"

    @api.model
    def _figures(self, asked, measures):
        """Count what members did in windows.

        :param SQL asked: select of partner_id, since (when the membership began), day (that the window ends in), last
            (last day that counts) and counts_from (first day that counts at all)
        :param measures: iterable of :class:`engine.tier_ladder.Measure`
        :return: dict of measure to dict of partner id to :class:`engine.tiers.Figures`; who did nothing isn't there
        """
        counted = {}
        for measure in dict.fromkeys(measures):
            rows = self.env.execute_query(self._figures_query(asked, measure)) if measure.names else []
            counted[measure] = {
                partner_id: Figures(as_decimal(single), as_decimal(spend), visits, as_decimal(points))
                for partner_id, single, spend, visits, points in rows
            }
        return counted

    @api.model
    def _figures_query(self, asked, measure, chosen=lambda _column: SQL("TRUE")):
        """
        :param chosen: function from the SQL of a column with ids of members to a condition that follows from ``asked``,
            where PostgreSQL has to be told
        :return: SQL select of partner_id, single, spend, visits and points of one measure, see ``_figures``
        """
        return SQL(
            """
            WITH asked AS (
                SELECT a.partner_id, a.last, GREATEST(a.counts_from, %(first)s) AS first FROM (%(asked)s) a
            ) SELECT * FROM (%(counted)s) AS counted
            """,
            first=_first_day(measure.window),
            asked=asked,
            counted=_counted(
                measure,
                lambda table, row: SQL("asked JOIN %s %s ON %s = asked.partner_id", table, row, _member(row)),
                lambda row: chosen(_member(row)),
                (SQL("asked.first"), SQL("asked.last")),
            ),
            to_flush=self._figures_read(),
        )

    @api.model
    def _figures_of_all_query(self, chosen, day, measure):
        """The same for everybody alike, where the window doesn't depend on the member: purchases are read without
        asking whose they are.

        :param chosen: function from the SQL of a column with ids of members to the SQL condition that they are meant
        :param date day: that the window ends in, and the last day that counts
        """
        counted = _counted(
            measure,
            lambda table, row: SQL("%s %s", table, row),
            lambda row: chosen(_member(row)),
            (SQL("%s", measure.window.first_day(day)), SQL("%s", day)),
        )
        return SQL("%s", counted, to_flush=self._figures_read())

    @api.model
    def _figures_read(self):
        """:return: list of the fields that figures are counted from"""
        return [
            *columns(self, "partner_id", "company_id", "config_id", "source", "local_date", "refund_of_id"),
            *columns(self, "amount_net", "amount_gross", "amount_paid_in", "amount_prepaid"),
            *columns(self.env["member.purchase.line"], "purchase_id", "categ_id", "amount_net", "amount_gross"),
            *columns(self.env["product.category"], "parent_path"),
            *columns(self.env["member.ledger.entry"], "partner_id", "company_id", "program_id"),
            *columns(self.env["member.ledger.entry"], "kind", "amount", "date"),
            *columns(self.env["loyalty.program"], "program_type"),
            *columns(self.env["res.company"], "partner_id"),
            *columns(self.env["res.partner"], "tz"),
        ]


def _member(row):
    return SQL("%s.partner_id", row)


def _counted(measure, read, chosen, days):
    """
    :param read: function from the SQL of a table and of a name for its rows to the SQL to read it from
    :param chosen: function from the SQL of a row to the SQL condition that its member is meant
    :param days: SQL of the first and of the last day that count
    """
    bought = SQL("WITH bought AS (%s), purchased AS (%s)", _bought(measure, read, chosen, days), _purchased(measure))
    if "points" not in measure.names:
        return SQL(
            """
            %s SELECT partner_id, COALESCE(single, 0) AS single, COALESCE(spend, 0) AS spend, visits, 0::numeric AS points
                FROM purchased
            """,
            bought,
        )
    return SQL(
        """
        %s, earned AS (%s)
        SELECT partner_id, COALESCE(b.single, 0) AS single, COALESCE(b.spend, 0) AS spend,
               COALESCE(b.visits, 0) AS visits, COALESCE(e.points, 0) AS points
          FROM purchased b FULL JOIN earned e USING (partner_id)
        """,
        bought,
        _points_earned(measure, read, chosen, days),
    )


def _first_day(window):
    """The SQL twin of :meth:`engine.tier_periods.Window.first_day`; the tier cases run through both."""
    if window.kind == "rolling":
        return SQL("(a.day - make_interval(months => %s))::date + 1", window.months)
    if window.kind == "calendar":
        return SQL("date_trunc('year', a.day)::date")
    if window.kind == "membership":
        years = SQL("(date_part('year', a.day) - date_part('year', a.since))::int")
        anniversary = SQL("(a.since + make_interval(years => %s))::date", years)
        before = SQL("(a.since + make_interval(years => %s - 1))::date", years)
        return SQL("CASE WHEN %s > a.day THEN %s ELSE %s END", anniversary, before, anniversary)
    return SQL("'-infinity'::date")


def _amount(measure, alias):
    """What one purchase counts for."""
    column = SQL.identifier(alias, "amount_gross" if measure.basis.gross else "amount_net")
    if measure.categories:
        line = SQL.identifier("l", "amount_gross" if measure.basis.gross else "amount_net")
        return SQL(
            """(SELECT SUM(%(line)s)
                  FROM member_purchase_line l
                  JOIN product_category own ON own.id = l.categ_id
                 WHERE l.purchase_id = %(id)s
                   AND EXISTS (SELECT FROM product_category above
                                WHERE above.id = ANY(%(categories)s)
                                  AND own.parent_path LIKE above.parent_path || '%%'))""",
            line=line,
            id=SQL.identifier(alias, "id"),
            categories=list(measure.categories),
        )
    if measure.basis.paid_in:
        return SQL(
            "(%s + COALESCE(%s, 0) - COALESCE(%s, 0))",
            column,
            SQL.identifier(alias, "amount_paid_in"),
            SQL.identifier(alias, "amount_prepaid"),
        )
    return column


def _bought(measure, read, chosen, days):
    """The purchases that count, each with its amount."""
    first, last = days
    return SQL(
        """
        SELECT p.partner_id, p.id, p.local_date, p.refund_of_id, %(last)s AS last, %(amount)s AS amount
          FROM %(purchases)s
         WHERE %(chosen)s AND p.local_date >= %(first)s AND p.local_date <= %(last)s %(company)s %(places)s %(source)s
        """,
        purchases=read(SQL("member_purchase"), SQL("p")),
        chosen=chosen(SQL("p")),
        first=first,
        last=last,
        amount=_amount(measure, "p"),
        company=SQL("AND p.company_id = %s", measure.company) if measure.company else SQL(),
        places=SQL("AND p.config_id = ANY(%s)", list(measure.places)) if measure.places else SQL(),
        source=SQL() if measure.basis.imported else SQL("AND p.source != 'import'"),
    )


def _purchased(measure):
    """Purchases added up by member. A purchase counts for a visit, and as the largest one, with what was kept of it: so
    does what was bought when something else was returned."""
    if not measure.basis.refunds:
        return SQL(
            """
            SELECT partner_id, SUM(amount) AS spend, MAX(amount) AS single, COUNT(DISTINCT local_date) AS visits
              FROM bought WHERE amount > 0 GROUP BY partner_id
            """
        )
    if not {"single", "visits"} & set(measure.names):
        # Read from the index alone.
        return SQL(
            """
            SELECT partner_id, SUM(amount) AS spend, 0::numeric AS single, 0 AS visits FROM bought GROUP BY partner_id
            """
        )
    return SQL(
        """
        SELECT partner_id, SUM(amount) AS spend,
               MAX(amount + COALESCE(back, 0)) FILTER (WHERE amount > 0) AS single,
               %(visits)s AS visits
          FROM bought
     LEFT JOIN (SELECT r.refund_of_id AS id, SUM(LEAST(%(amount)s, 0)) AS back
                  FROM member_purchase r JOIN bought b ON b.id = r.refund_of_id AND r.local_date <= b.last
              GROUP BY r.refund_of_id) returned USING (id)
      GROUP BY partner_id
        """,
        amount=_amount(measure, "r"),
        visits=SQL("COUNT(DISTINCT local_date) FILTER (WHERE amount + COALESCE(back, 0) > 0)")
        if "visits" in measure.names
        else SQL("0"),
    )


def _points_earned(measure, read, chosen, days):
    """Points earned, less what was taken back for refunds, by the company's own day."""
    first, last = days
    return SQL(
        """
        SELECT e.partner_id, SUM(e.amount) AS points
          FROM %(entries)s
          JOIN loyalty_program g ON g.id = e.program_id AND g.program_type = 'loyalty'
     LEFT JOIN res_company c ON c.id = e.company_id
     LEFT JOIN res_partner place ON place.id = c.partner_id
         WHERE e.kind IN ('earn', 'clawback') AND %(chosen)s %(company)s
           AND (e.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
               BETWEEN %(first)s AND %(last)s
      GROUP BY e.partner_id
        """,
        entries=read(SQL("member_ledger_entry"), SQL("e")),
        chosen=chosen(SQL("e")),
        company=SQL("AND e.company_id = %s", measure.company) if measure.company else SQL(),
        first=first,
        last=last,
        tz=PLACE_TZ,
    )
