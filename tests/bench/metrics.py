"""What metrics cost: of everybody, against a bare aggregate of the same purchases and against pandas; and of a day's
sales. Each habit against its own aggregate is the bench ``habits``.

A million members with ten million purchases, in process. The bench puts the database back as it found it.

Everybody is counted in three ways: where nothing has changed since, as in a recount on demand; a month after the last
time, when nearly every row is another one; and where there are no metrics yet, which happens once. Each is the whole
work: figures, cuts, scores, classes, and writing them. The limit is held against the first two, and against a bare
aggregate as PostgreSQL has it without the index that the addon brings for this very statement.
"""

import contextlib
import statistics
from datetime import timedelta

from crowd import Crowd
from paired import Pairs, in_turn, seconds

MEMBERS = 1_000_000
SALES = 30_000
PAIRS = 3
BARE = """
    SELECT partner_id, COUNT(*), SUM(amount_net), MIN(local_date), MAX(local_date) FROM member_purchase
     WHERE partner_id IS NOT NULL GROUP BY partner_id
"""


def run(shop):
    """Ratios of time, and seconds."""
    counter = _Counter(Crowd(MEMBERS))
    counter.put_back()  # what a run that was killed has left
    try:
        counter.vacuum()
        first = Pairs([seconds(counter.figures)], [seconds(counter.bare)])
        yield first.row(f"{MEMBERS:,} members for the first time, to a bare aggregate")
        same = in_turn(counter.figures, counter.bare_without_index, PAIRS, warm_up=0)
        yield same.row(f"{MEMBERS:,} members, nothing new, to a bare aggregate", limit=3)
        month = [(counter.after_a_month(), seconds(counter.bare_without_index)) for _pair in range(PAIRS)]
        month = Pairs(*map(list, zip(*month, strict=True)))
        yield month.row(f"{MEMBERS:,} members a month later, to a bare aggregate", limit=3)
        full = statistics.median(month.ours)
        yield {"metric": f"{MEMBERS:,} members a month later", "value": full, "unit": "s"}
        yield {"metric": "a bare aggregate", "value": statistics.median(month.reference), "unit": "s"}
        yield {
            "metric": "the same, by the index that is there for metrics",
            "value": seconds(counter.bare),
            "unit": "s",
        }
        habits = seconds(counter.count_habits)
        yield {"metric": "all habits, written", "value": habits, "unit": "s"}
        days, bare = map(list, zip(*(counter.count_day(number) for number in range(PAIRS)), strict=True))
        yield {"metric": f"a day of {SALES:,} purchases", "value": statistics.median(days), "unit": "s"}
        yield Pairs(days, bare).row(f"a day of {SALES:,} purchases, to a bare aggregate of these members", limit=5)
        yield Pairs(days, [full + habits] * PAIRS).row(f"a day of {SALES:,} purchases, to all")
        pandas = seconds(counter.by_pandas)
        yield {"metric": "the same columns by pandas, read from PostgreSQL, not written", "value": pandas, "unit": "s"}
        # Neither writes: ours finds nothing new.
        yield {"metric": "times faster than pandas", "value": pandas / statistics.median(same.ours), "unit": "times"}
    finally:
        counter.put_back()


class _Counter:
    def __init__(self, crowd):
        self.crowd = crowd

    @contextlib.contextmanager
    def work(self):
        with self.crowd.env() as env:
            definition = env["member.metrics.definition"]._of(env.company)
            yield env, definition, env.company._member_today()
            env.cr.commit()

    def vacuum(self):
        """As PostgreSQL does by itself at night: only then is an index enough to read from."""
        with contextlib.closing(self.crowd.connect()) as connection:
            connection.cursor().execute("VACUUM ANALYZE member_purchase, res_partner, member_metrics")

    def figures(self, before=timedelta()):
        with self.work() as (env, definition, day):
            env["member.metrics"]._refresh_figures(definition, day - before, cut=True)

    def after_a_month(self):
        """:return: seconds to count everybody as of today where all were told as of a month ago"""
        self.figures(timedelta(days=31))
        self.vacuum()
        return seconds(self.figures)

    def bare(self):
        with self.crowd.env() as env:
            env.cr.execute(BARE)

    def bare_without_index(self):
        """The same statement where the table is read whole: what it would take without ours."""
        with self.crowd.env() as env:
            for way in ("indexscan", "indexonlyscan", "bitmapscan"):
                env.cr.execute(f"SET LOCAL enable_{way} = off")
            env.cr.execute(BARE)

    def by_pandas(self):
        import pandas

        import metrics_pandas

        with self.work() as (env, definition, day):
            limits = definition._limits()
            start, new_from, *states = map(
                pandas.Timestamp,
                (definition._window_start(day), definition._new_from(day), *definition._state_starts(day)),
            )
            company = env.company.id
        with contextlib.closing(self.crowd.connect()) as connection:
            purchases, members = metrics_pandas.read(connection, company, day)
        told = metrics_pandas.figures(purchases, members, start)
        metrics_pandas.classes(told, limits, pandas.Timestamp(day), states, new_from)

    def count_habits(self):
        with self.work() as (env, definition, day):
            env["member.metrics"]._refresh_habits(definition, day)

    def count_day(self, number):
        """:return: seconds to count anew who bought today, and those of a bare aggregate of the same members"""
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
            env.cr.execute("SELECT ARRAY_AGG(partner_id) FROM member_metrics_due WHERE due_on = %s", [day])
            [(members,)] = env.cr.fetchall()
            bare = seconds(lambda: env.cr.execute(BARE.replace("IS NOT NULL", "= ANY(%s)"), [members]))
            env.cr.commit()
            taken = seconds(lambda: (metrics._refresh_news(definition, day), env.cr.commit()))
        return taken, bare

    def put_back(self):
        with self.work() as (env, definition, _day):
            env.cr.execute("DELETE FROM member_purchase WHERE key LIKE 'metrics:%'")
            env.cr.execute("TRUNCATE member_metrics, member_metrics_due")
            definition.unlink()
