"""What metrics cost: of everybody, against a bare aggregate of the same purchases; each habit, against its own; and of
a day's sales.

A million members with ten million purchases, in process. The bench puts the database back as it found it. The crowd's
purchases have no lines and no till, so that habits told from these aren't measured.
"""

import contextlib
import statistics

from crowd import Crowd
from paired import Pairs, in_turn, seconds

MEMBERS = 1_000_000
SALES = 30_000
PAIRS = 3


def run(shop):
    """Ratios of time, and seconds."""
    counter = _Counter(Crowd(MEMBERS))
    try:
        counter.count_all()  # warms the caches, and makes the cuts
        counter.cut()
        everybody = [(counter.count_all(), seconds(counter.bare)) for _pair in range(PAIRS)]
        cut = [seconds(counter.cut) for _run in range(PAIRS)]
        whole = [seconds(counter.count_habits) for _run in range(1)]
        days = [counter.count_day(number) for number in range(PAIRS)]
        habits = {name: counter.habit(name, key) for name, key in HABITS.items()}
    finally:
        counter.put_back()
    measured = Pairs([ours for ours, _bare in everybody], [bare for _ours, bare in everybody])
    yield measured.row(f"{MEMBERS:,} members to a bare aggregate", limit=3)
    yield {"metric": f"{MEMBERS:,} members", "value": statistics.median(measured.ours), "unit": "s"}
    yield {"metric": "a bare aggregate", "value": statistics.median(measured.reference), "unit": "s"}
    yield {"metric": "cuts", "value": statistics.median(cut), "unit": "s"}
    yield {"metric": "all habits, written", "value": statistics.median(whole), "unit": "s"}
    full = statistics.median(measured.ours) + statistics.median(whole)
    yield {"metric": f"a day of {SALES:,} purchases", "value": statistics.median(days), "unit": "s"}
    yield {
        "metric": f"a day of {SALES:,} purchases, to all",
        "value": statistics.median(days) / full,
        "unit": "ratio",
        "limit": 0.02,
    }
    for name, pairs in habits.items():
        yield pairs.row(f"{name} to its own aggregate", limit=2)


#: a habit that the crowd's purchases have, and what its bare aggregate groups by
HABITS = {
    "favourite_weekday": "EXTRACT(isodow FROM local_date)",
    "favourite_hour": "EXTRACT(hour FROM date AT TIME ZONE 'UTC' AT TIME ZONE 'UTC')",
}


class _Counter:
    def __init__(self, crowd):
        self.crowd = crowd

    @contextlib.contextmanager
    def work(self):
        with self.crowd.env() as env:
            definition = env["member.metrics.definition"]._of(env.company)
            yield env, definition, env.company._member_today()
            env.cr.commit()

    def count_all(self):
        """:return: seconds to write everybody's figures, scores and classes where there were none"""
        with self.work() as (env, _definition, _day):
            env.cr.execute("TRUNCATE member_metrics")
        return seconds(self.figures)

    def figures(self):
        from odoo.tools import SQL

        with self.work() as (env, definition, day):
            env.cr.execute("SELECT MIN(id), MAX(id) FROM res_partner")
            first, last = env.cr.fetchone()
            for low in range(first, last + 1, 100_000):
                scope = SQL("BETWEEN %s AND %s", low, min(low + 99_999, last))
                env["member.metrics"]._refresh_figures(definition, day, scope)
                env.cr.commit()

    def bare(self):
        with self.crowd.env() as env:
            env.cr.execute(
                """
                SELECT partner_id, COUNT(*), SUM(amount_net), MIN(local_date), MAX(local_date) FROM member_purchase
                 WHERE partner_id IS NOT NULL GROUP BY partner_id
                """
            )

    def cut(self):
        with self.work() as (_env, definition, day):
            definition._cut(day)

    def count_habits(self):
        from odoo.tools import SQL

        with self.work() as (env, definition, day):
            env["member.metrics"]._refresh_habits(definition, day, SQL("IS NOT NULL"))

    def habit(self, name, key):
        """:return: Pairs of our habit and its bare aggregate, both kept in a table"""
        from odoo.tools import SQL

        def ours():
            with self.work() as (env, definition, day):
                metrics = env["member.metrics"]
                bought = SQL("(%s)", metrics._bought(definition, day, SQL("IS NOT NULL")))
                metrics._make("bench_habit", metrics._habits(definition, bought)[name])

        def bare():
            with self.work() as (env, definition, day):
                env["member.metrics"]._make(
                    "bench_habit",
                    SQL(
                        """SELECT partner_id, %s AS key, COUNT(*) FROM member_purchase
                            WHERE partner_id IS NOT NULL AND company_id = %s AND local_date BETWEEN %s AND %s
                              AND amount_net > 0 GROUP BY 1, 2""",
                        SQL(key),
                        env.company.id,
                        definition._window_start(day),
                        day,
                    ),
                )

        return in_turn(ours, bare, pairs=PAIRS)

    def count_day(self, number):
        """:return: seconds to count anew who bought today"""
        from odoo.tools import SQL

        with self.work() as (env, definition, day):
            metrics = env["member.metrics"]
            metrics._refresh_news(definition, day)
            env.cr.commit()
            env["member.purchase"]._record(
                SQL(
                    """SELECT 'metrics:' || %(number)s || ':' || p.id AS key, 'import' AS source, NULL AS reference,
                              p.id AS partner_id, %(company)s AS company_id, NULL::int AS config_id,
                              %(day)s::timestamp AS date, %(day)s::date AS local_date, 25::numeric AS amount_net,
                              30::numeric AS amount_gross, 0::numeric AS amount_paid_in, 0::numeric AS amount_prepaid,
                              NULL AS refund_of_key, NULL::int AS pos_order_id, NULL::int AS import_id
                         FROM (SELECT id FROM res_partner WHERE member_number IS NOT NULL
                             ORDER BY hashint4(id + %(number)s) LIMIT %(sales)s) p""",
                    number=number,
                    company=env.company.id,
                    day=day,
                    sales=SALES,
                ),
                SQL(
                    """SELECT NULL AS key, NULL AS purchase_key, NULL::int AS product_id, NULL::int AS categ_id,
                              0 AS quantity, 0 AS amount_net, 0 AS amount_gross, FALSE AS is_reward,
                              NULL AS refund_of_key WHERE FALSE"""
                ),
            )
            env.cr.commit()
            taken = seconds(lambda: (metrics._refresh_news(definition, day), env.cr.commit()))
        return taken

    def put_back(self):
        with self.work() as (env, definition, _day):
            env.cr.execute("DELETE FROM member_purchase WHERE key LIKE 'metrics:%'")
            env.cr.execute("TRUNCATE member_metrics, member_metrics_due")
            definition.unlink()
