from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from .member_metrics_retention import MONTHS_KEPT, month_number

# What is counted, before anybody is compared with others.
FIGURES = (
    "purchase_count",
    "visit_count",
    "net_spend",
    "average_ticket",
    "return_share",
    "window_purchase_count",
    "window_visit_count",
    "window_spend",
    "window_from",
    "first_date",
    "last_date",
    "mean_interval",
    "median_interval",
    "expected_date",
    "second_after",
    "bought_months",
    "home_config_id",
)
# Everybody is counted in so many parts, which PostgreSQL shares out among its workers. Many small ones: the first
# members have most purchases.
PARTS = 32


class MemberMetrics(models.Model):
    """Figures as SQL, the twin of ``engine``; the tests run both over the same purchases.

    Set-based SQL: millions of facts become a row for each member without passing through Python.
    """

    _inherit = "member.metrics"

    @api.model
    @contextmanager
    def _figured(self, definition, day, ids=None):
        """Count members as of a day, without writing metrics.

        :param day: the last day that counts
        :param ids: of partners, None for everybody
        :return: context with the SQL name of a table of partner_id and FIGURES; members who never bought are there, too
        """
        self.env["member.purchase"].flush_model(["partner_id", "company_id", "local_date", "amount_net", "returned_on"])
        self.env["member.purchase"].flush_model(["config_id"])
        self.env["member.enrolment"].flush_model(["partner_id", "company_id", "config_id", "date"])
        self.env["res.partner"].flush_model(["member_number", "member_left_on", "company_id"])
        self._plan_for_many()
        parts, key = self._parts(ids, PARTS), "partner_id"
        counted = union(self._counted(definition, day, part) for part in parts)
        with self._plan_for_some(ids), self._scratch("member_metrics_counted", counted, key) as counts:
            # Members are read in the order of the index, which spares a sort of all their days.
            self.env.cr.execute(SQL("CREATE INDEX ON %s (partner_id)", counts))
            of_parts = union(_intervals(counts, part) for part in parts)
            with (
                self._scratch("member_metrics_intervals", of_parts, key) as intervals,
                self._scratch(
                    "member_metrics_figures", self._figures(definition, counts, intervals, ids), key
                ) as figures,
            ):
                yield figures

    @api.model
    def _stored_figures(self, company):
        """:return: SQL table of partner_id and FIGURES, as they were counted last"""
        columns = SQL(", ").join(map(SQL.identifier, FIGURES))
        return SQL("(SELECT partner_id, %s FROM member_metrics WHERE company_id = %s)", columns, company.id)

    @api.model
    def _parts(self, ids, number):
        """
        :param number: of parts for everybody
        :return: list of conditions that follow the id of a partner
        """
        if ids is not None:
            return [among(ids)]
        [(last,)] = self.env.execute_query(SQL("SELECT MAX(id) FROM res_partner"))
        step = last // number + 1
        return [SQL("BETWEEN %s AND %s", low, low + step - 1) for low in range(0, last + 1, step)]

    @api.model
    def _counted(self, definition, day, part):
        """One pass over the purchases by member and day, as the index has them.

        A member's purchase days are kept as an array: intervals and days in the window follow from it, and PostgreSQL
        shares no window functions out among its workers.
        """
        counts = self.env["member.purchase"]._is_purchase(SQL("member_purchase"), day)
        return SQL(
            """
            SELECT partner_id, COUNT(*) FILTER (WHERE %(counts)s) AS purchase_count, SUM(amount_net) AS net_spend,
                   SUM(amount_net) FILTER (WHERE %(counts)s) AS bought,
                   -SUM(amount_net) FILTER (WHERE amount_net < 0) AS returned,
                   COUNT(*) FILTER (WHERE local_date >= %(start)s AND %(counts)s) AS window_purchase_count,
                   SUM(amount_net) FILTER (WHERE local_date >= %(start)s) AS window_spend,
                   MIN(local_date) FILTER (WHERE local_date >= %(start)s) AS window_from,
                   ARRAY_AGG(DISTINCT local_date) FILTER (WHERE %(counts)s) AS days,
                   WIDTH_BUCKET(%(start)s - 1, ARRAY_AGG(DISTINCT local_date) FILTER (WHERE %(counts)s))
                   AS days_before, %(last_month)s AS last_month,
                   -- Of the last day, in one figure: a sort of all purchases would cost more than the rest.
                   (MAX(((local_date - DATE '1900-01-01')::bigint << 31) + config_id)
                    FILTER (WHERE config_id IS NOT NULL AND %(counts)s) & 2147483647)::int AS last_config_id
              FROM member_purchase
             WHERE partner_id %(part)s AND company_id = %(company)s AND local_date <= %(day)s
          GROUP BY partner_id
            """,
            start=definition._window_start(day),
            last_month=month_number(SQL("MAX(local_date) FILTER (WHERE %s)", counts)),
            counts=counts,
            part=part,
            company=definition.company_id.id,
            day=day,
        )

    @api.model
    def _figures(self, definition, counts, intervals, ids):
        return SQL(
            """
            SELECT partner_id, purchase_count, visit_count, net_spend,
                   ROUND(bought / NULLIF(purchase_count, 0), 2) AS average_ticket,
                   CASE WHEN sold > 0 AND returned > 0 THEN (returned / sold)::float8 ELSE 0 END AS return_share,
                   window_purchase_count, window_visit_count, window_spend, window_from, first_date, last_date,
                   mean_interval, median_interval, last_date + CEIL(median_interval)::int AS expected_date,
                   second_after, bought_months,
                   COALESCE(last_config_id,
                            (SELECT e.config_id FROM member_enrolment e
                              WHERE e.partner_id = whole.partner_id AND e.company_id = %(company)s
                                AND e.config_id IS NOT NULL ORDER BY e.date DESC, e.id DESC LIMIT 1)) AS home_config_id
              FROM (
                SELECT m.id AS partner_id, COALESCE(purchase_count, 0)::int AS purchase_count,
                       COALESCE(visits, 0) AS visit_count, COALESCE(net_spend, 0) AS net_spend,
                       COALESCE(net_spend + COALESCE(returned, 0), 0) AS sold, COALESCE(returned, 0) AS returned,
                       bought,
                       COALESCE(window_purchase_count, 0)::int AS window_purchase_count,
                       COALESCE(visits - days_before, 0) AS window_visit_count,
                       COALESCE(window_spend, 0) AS window_spend, window_from, first_date, last_date, mean_interval,
                       COALESCE(median_interval, mean_interval) AS median_interval, second_after, bought_months,
                       last_config_id
                  FROM res_partner m
             LEFT JOIN (SELECT c.*, d.*, (last_date - first_date)::float8 / NULLIF(visits - 1, 0) AS mean_interval
                          FROM %(counts)s c,
                       LATERAL (SELECT CARDINALITY(days) AS visits, days[1] AS first_date,
                                       days[2] - days[1] AS second_after, days[CARDINALITY(days)] AS last_date) d
                       ) counted ON counted.partner_id = m.id
             LEFT JOIN %(intervals)s intervals ON intervals.partner_id = m.id
                 WHERE m.id %(scope)s AND m.member_number IS NOT NULL AND m.member_left_on IS NULL
                   AND (m.company_id IS NULL OR m.company_id = %(company)s)
              ) whole
            """,
            counts=counts,
            intervals=intervals,
            scope=among(ids),
            company=definition.company_id.id,
        )

    # ── Tables in between ─────────────────────────────────────────────────────────────────────────────────────

    @api.model
    @contextmanager
    def _scratch(self, name, query, key=None):
        """Keep the rows of a query for a while.

        No temporary table: of those PostgreSQL lets no worker read. Each connection has its own: whoever waited for
        another's, while that one waits for what they have written, would never get it.

        :param key: the column that it is joined by, where the planner needs to know no other
        :return: context with the SQL name of the table
        """
        table = SQL.identifier(f"{name}_{self.env.cr.connection.get_backend_pid()}")
        self.env.cr.execute(SQL("CREATE UNLOGGED TABLE %s AS %s", table, query))
        self.env.cr.execute(SQL("ANALYZE %s %s", table, SQL("(%s)", SQL.identifier(key)) if key else SQL()))
        yield table
        self.env.cr.execute(SQL("DROP TABLE %s", table))

    @api.model
    def _plan_for_many(self):
        """For the rest of the transaction: sorts and joins of a million rows in memory, and by all workers.

        The planner expects a row to cost much on its way from a worker, and compiling such queries takes longer than
        it saves.
        """
        for name, value in (
            ("work_mem", "128MB"),
            ("parallel_tuple_cost", "0"),
            ("enable_mergejoin", "off"),
            ("jit", "off"),
        ):
            self.env.cr.execute(SQL("SET LOCAL %s = %s", SQL.identifier(name), value))

    @api.model
    @contextmanager
    def _plan_for_some(self, ids):
        """Look some members up by index, rather than read all of millions of rows for them.

        The planner expects a disk whose head has to move for each of them. What the transaction counts afterwards may
        be everybody.
        """
        if ids is not None:
            self.env.cr.execute("SET LOCAL random_page_cost = 1.1")
        yield
        self.env.cr.execute("SET LOCAL random_page_cost TO DEFAULT")


def among(ids):
    """:return: SQL condition that follows the id of a partner; None stands for everybody"""
    return SQL("IS NOT NULL") if ids is None else SQL("= ANY(%s)", list(ids))


def union(queries):
    return SQL(" UNION ALL ").join(queries)


def _intervals(counts, part):
    """The median interval and the months, from the purchase days.

    Of up to three days the median is the mean, which needs no sort. A bigint has a bit for each month.
    """
    return SQL(
        """
        SELECT partner_id,
               PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE visits > 3) AS median_interval,
               BIT_OR(1::bigint << LEAST(last_month - %s, 63)) & %s AS bought_months
          FROM (SELECT partner_id, last_month, CARDINALITY(days) AS visits, UNNEST(days) AS day,
                       UNNEST(days[2:]) - UNNEST(days) AS gap
                  FROM %s counts WHERE partner_id %s ORDER BY partner_id) bought
      GROUP BY partner_id
        """,
        month_number(SQL("day")),
        (1 << MONTHS_KEPT) - 1,
        counts,
        part,
    )
