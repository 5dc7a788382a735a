from odoo import api, models
from odoo.tools import SQL

from ..engine.rounding import as_decimal
from ..engine.tiers import Figures


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
        self.env.flush_all()
        counted = {}
        for measure in dict.fromkeys(measures):
            rows = self.env.execute_query(self._figures_query(asked, measure)) if measure.names else []
            counted[measure] = {
                partner_id: Figures(as_decimal(single), as_decimal(spend), visits, as_decimal(points))
                for partner_id, single, spend, visits, points in rows
            }
        return counted

    @api.model
    def _figures_query(self, asked, measure, within=SQL("TRUE")):  # noqa: B008 (SQL is immutable)
        """
        :param SQL within: condition on the purchases ``p`` that follows from ``asked``, and lets PostgreSQL read a
            range of them instead of asking for one member after the other
        :return: SQL select of partner_id, single, spend, visits and points of one measure
        """
        bought = _bought(measure, within)
        points = SQL("SELECT NULL::int AS partner_id, 0::numeric AS points WHERE FALSE")
        if "points" in measure.names:
            points = _points_earned(measure)
        return SQL(
            """
            WITH asked AS (
                SELECT a.partner_id, a.last, GREATEST(a.counts_from, %(first)s) AS first FROM (%(asked)s) a
            ), bought AS (%(bought)s), purchased AS (%(purchased)s), earned AS (%(points)s)
            SELECT partner_id, COALESCE(b.single, 0) AS single, COALESCE(b.spend, 0) AS spend,
                   COALESCE(b.visits, 0) AS visits, COALESCE(e.points, 0) AS points
              FROM purchased b FULL JOIN earned e USING (partner_id)
            """,
            asked=asked,
            first=_first_day(measure.window),
            bought=bought,
            purchased=_purchased(measure),
            points=points,
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


def _bought(measure, within):
    """The purchases that count, each with its amount."""
    return SQL(
        """
        SELECT p.partner_id, p.id, p.local_date, p.refund_of_id, asked.last, %(amount)s AS amount
          FROM asked
          JOIN member_purchase p ON p.partner_id = asked.partner_id
                                AND p.local_date >= asked.first AND p.local_date <= asked.last
         WHERE %(within)s %(company)s %(places)s %(source)s
        """,
        within=within,
        amount=_amount(measure, "p"),
        company=SQL("AND p.company_id = %s", measure.company) if measure.company else SQL(),
        places=SQL("AND p.config_id = ANY(%s)", list(measure.places)) if measure.places else SQL(),
        source=SQL() if measure.basis.imported else SQL("AND p.source != 'import'"),
    )


def _purchased(measure):
    """Purchases added up by member. A purchase counts for a visit, and as the largest one, with what was kept of it."""
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
               MAX(amount + COALESCE(back, 0)) FILTER (WHERE refund_of_id IS NULL) AS single,
               %(visits)s AS visits
          FROM bought
     LEFT JOIN (SELECT r.refund_of_id AS id, SUM(%(amount)s) AS back
                  FROM member_purchase r JOIN bought b ON b.id = r.refund_of_id AND r.local_date <= b.last
              GROUP BY r.refund_of_id) returned USING (id)
      GROUP BY partner_id
        """,
        amount=_amount(measure, "r"),
        visits=SQL(
            """COUNT(DISTINCT local_date) FILTER (WHERE refund_of_id IS NULL
                                                    AND amount + COALESCE(back, 0) > 0)"""
        )
        if "visits" in measure.names
        else SQL("0"),
    )


def _points_earned(measure):
    """Points earned, less what was taken back for refunds, by the company's own day."""
    return SQL(
        """
        SELECT asked.partner_id, SUM(e.amount) AS points
          FROM asked
          JOIN member_ledger_entry e ON e.partner_id = asked.partner_id
          JOIN loyalty_program g ON g.id = e.program_id AND g.program_type = 'loyalty'
     LEFT JOIN res_company c ON c.id = e.company_id
     LEFT JOIN res_partner place ON place.id = c.partner_id
         WHERE e.kind IN ('earn', 'clawback') %(company)s
           AND (e.date AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(place.tz, 'UTC'))::date
               BETWEEN asked.first AND asked.last
      GROUP BY asked.partner_id
        """,
        company=SQL("AND e.company_id = %s", measure.company) if measure.company else SQL(),
    )
