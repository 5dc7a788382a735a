"""What each habit of members costs, against a bare aggregate of what it is told from; and all of them, written.

In process, on purchases with three lines each, of five tills. Ours begins with the facts, as the bare aggregate does, and
ends with one habit of each member; the bare one ends with how often each member has each.
"""

import contextlib
import sys

from paired import Pairs, in_turn, seconds

MEMBERS = 200_000
PURCHASES = 2_000_000
TILLS = 5
CATEGORIES = 20
PAIRS = 3
LIMIT = 2

#: what the bare aggregate of a habit selects beside the partner, and by which of it it groups
BY_PURCHASES = {
    "favourite_weekday": ("EXTRACT(isodow FROM p.local_date) AS key, COUNT(*) AS n", "1, 2"),
    "favourite_hour": ("EXTRACT(hour FROM p.date AT TIME ZONE 'UTC' AT TIME ZONE 'UTC') AS key, COUNT(*) AS n", "1, 2"),
    "favourite_config_id": ("p.config_id, COUNT(*) AS n", "1, 2"),
    "prepaid_share": ("SUM(p.amount_prepaid) AS prepaid, SUM(p.amount_gross) AS gross", "1"),
}
BY_LINES = {
    "favourite_categ_id": ("l.categ_id, COUNT(*) AS n", "1, 2"),
    "price_band": ("WIDTH_BUCKET(l.amount_net / l.quantity, %(bands)s::float8[]) AS band, COUNT(*) AS n", "1, 2"),
    "discount_share": (
        "SUM(l.amount_gross) FILTER (WHERE l.is_reward) AS given, "
        "SUM(l.amount_gross) FILTER (WHERE NOT l.is_reward) AS asked",
        "1",
    ),
}


def run(shop):
    """Ratios of time, and seconds."""
    habits = _Habits(shop)
    habits.fill()
    for names in (BY_PURCHASES, BY_LINES):
        together = Pairs([0.0] * PAIRS, [0.0] * PAIRS)
        for name in names:
            alone = in_turn(lambda name=name: habits.ours(name), lambda name=name: habits.bare(name), pairs=PAIRS)
            yield alone.row(f"{name} alone, to its own aggregate", limit=LIMIT)
            together = Pairs(
                together.ours, [sum(pair) for pair in zip(together.reference, alone.reference, strict=True)]
            )
        kind = "purchases" if names is BY_PURCHASES else "lines"
        together = Pairs(
            [seconds(lambda names=names: habits.ours(*names)) for _run in range(PAIRS)], together.reference
        )
        yield together.row(f"all habits told from {kind} together, to their own aggregates", limit=LIMIT)
    yield {"metric": f"all habits of {MEMBERS:,} members, written", "value": seconds(habits.write), "unit": "s"}
    yield {"metric": "all habits, nothing new", "value": seconds(habits.write), "unit": "s"}


class _Habits:
    def __init__(self, shop):
        self.shop = shop

    @contextlib.contextmanager
    def work(self):
        with self.shop.env() as env:
            definition = env["member.metrics.definition"]._of(env.company)
            yield env, definition, env.company._member_today()
            env.cr.commit()

    def fill(self):
        from odoo.fields import Command

        from generate import generate

        with self.work() as (env, definition, day):
            generate(env, MEMBERS, PURCHASES, lambda text: print(f"  {text}", file=sys.stderr))
            tills = env["pos.config"].create(
                [{"name": f"Till {number}", "payment_method_ids": [Command.clear()]} for number in range(TILLS)]
            )
            shelves = env["product.category"].create([{"name": f"Shelf {number}"} for number in range(CATEGORIES)])
            env.flush_all()
            env.cr.execute(
                "UPDATE member_purchase SET config_id = (%s::int[])[1 + (hashint8(id) & 1023) %% %s]",
                (tills.ids, TILLS),
            )
            env.cr.execute(
                """
                INSERT INTO member_purchase_line (purchase_id, key, categ_id, quantity, amount_net, amount_gross,
                                                  is_reward)
                SELECT p.id, p.key || ':' || place, (%s::int[])[1 + (draw & 1023) %% %s], 1 + (draw & 3),
                       CASE WHEN place = 3 AND draw & 15 = 0 THEN -2 ELSE 3 + (draw & 63) END,
                       CASE WHEN place = 3 AND draw & 15 = 0 THEN -2.4 ELSE 3.6 + (draw & 63) * 1.2 END,
                       place = 3 AND draw & 15 = 0
                  FROM (SELECT p.id, p.key, place, hashint8(p.id * 31 + place) AS draw FROM member_purchase p
                    CROSS JOIN generate_series(1, 3) place) p
                """,
                (shelves.ids, CATEGORIES),
            )
            env["member.metrics"]._refresh_figures(definition, day, cut=True)
        with contextlib.closing(self.shop.connect()) as connection:
            connection.cursor().execute("VACUUM ANALYZE member_purchase, member_purchase_line, member_metrics")

    def ours(self, *names):
        """Tell habits of the same kind, and keep them."""
        from odoo.tools import SQL

        from odoo.addons.member_analytics.models.metrics import member_metrics_habits as habits

        with self.work() as (env, definition, day), contextlib.ExitStack() as stack:
            metrics = env["member.metrics"]
            metrics._plan_for_many()
            by_purchases, told = names[0] in BY_PURCHASES, SQL(", ").join(map(SQL.identifier, names))
            bought = stack.enter_context(
                metrics._scratch("member_metrics_bought", metrics._bought(definition, day), "partner_id")
            )
            if by_purchases:
                parts = metrics._parts(None, habits.PARTS)
                _keep(env, told, habits.union(habits.by_purchases(bought, part) for part in parts))
                return
            goods = stack.enter_context(
                metrics._scratch("member_metrics_goods", habits.goods_of(definition, bought), "partner_id")
            )
            for name in names:
                _keep(env, SQL.identifier(name), habits.BY_GOODS[name](goods))

    def bare(self, name):
        """How often each member has each, by one statement."""
        from odoo.tools import SQL

        by_purchases = name in BY_PURCHASES
        columns, groups = (BY_PURCHASES if by_purchases else BY_LINES)[name]
        with self.work() as (env, definition, day):
            bands = {"bands": definition._numbers("price_cuts")} if "%(bands)s" in columns else {}
            env.cr.execute(
                SQL(
                    """CREATE TEMP TABLE bench_bare ON COMMIT DROP AS
                       SELECT p.partner_id, %s FROM member_purchase p %s
                        WHERE p.partner_id IS NOT NULL AND p.company_id = %s AND p.local_date BETWEEN %s AND %s
                          AND p.amount_net > 0 AND p.returned_on IS NULL GROUP BY %s""",
                    SQL(columns, **bands),
                    SQL() if by_purchases else SQL("JOIN member_purchase_line l ON l.purchase_id = p.id"),
                    env.company.id,
                    definition._window_start(day),
                    day,
                    SQL(groups),
                )
            )

    def write(self):
        with self.work() as (env, definition, day):
            env["member.metrics"]._refresh_habits(definition, day)


def _keep(env, names, query):
    """Both sides write what they find to a table, which is gone with the transaction."""
    from odoo.tools import SQL

    env.cr.execute(
        SQL("CREATE TEMP TABLE bench_habit ON COMMIT DROP AS SELECT partner_id, %s FROM (%s) h", names, query)
    )
    env.cr.execute("DROP TABLE bench_habit")
