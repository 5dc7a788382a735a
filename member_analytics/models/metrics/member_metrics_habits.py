from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from .member_metrics_figures import union

HABITS = (
    "favourite_categ_id",
    "price_band",
    "favourite_weekday",
    "favourite_hour",
    "favourite_config_id",
    "discount_share",
    "prepaid_share",
)
# Purchases kept for habits have no index, so that each part reads all of them: few parts, each with its own workers.
PARTS = 4


class MemberMetrics(models.Model):
    """What members like, in the window: what comes most often, of equals the smallest.

    Set-based SQL, as the figures are. The purchases are read once, and their lines once, for all habits.
    """

    _inherit = "member.metrics"

    @api.model
    def _refresh_habits(self, definition, day):
        """Bring everybody's habits up to a day."""
        self.flush_model(["partner_id", "company_id"])
        self._plan_for_many()
        members = SQL("(SELECT partner_id FROM member_metrics WHERE company_id = %s)", definition.company_id.id)
        with self._liked(definition, day, members) as liked:
            self._write_changed(definition, liked, HABITS)
        self.invalidate_model()

    @api.model
    @contextmanager
    def _liked(self, definition, day, members, ids=None):
        """
        :param SQL members: table of partner_id
        :param ids: of partners, None for everybody
        :return: context with an SQL select of partner_id and HABITS of all these members
        """
        self.env["member.purchase"].flush_model(
            [
                *("partner_id", "company_id", "config_id", "date", "local_date"),
                *("amount_net", "amount_gross", "amount_prepaid", "returned_on"),
            ]
        )
        self.env["member.purchase.line"].flush_model(
            ["purchase_id", "categ_id", "quantity", "amount_net", "amount_gross", "is_reward"]
        )
        with (
            self._scratch("member_metrics_bought", self._bought(definition, day, ids), "partner_id") as bought,
            self._scratch("member_metrics_goods", goods_of(definition, bought), "partner_id") as goods,
        ):
            yield SQL(
                """
                SELECT m.partner_id, %(habits)s FROM %(members)s m
             LEFT JOIN (%(bought)s) bought ON bought.partner_id = m.partner_id
             LEFT JOIN (%(favourite_categ_id)s) category ON category.partner_id = m.partner_id
             LEFT JOIN (%(price_band)s) band ON band.partner_id = m.partner_id
             LEFT JOIN (%(discount_share)s) discount ON discount.partner_id = m.partner_id
                """,
                habits=SQL(", ").join(map(SQL.identifier, HABITS)),
                members=members,
                bought=union(by_purchases(bought, part) for part in self._parts(ids, PARTS)),
                **{name: tell(goods) for name, tell in BY_GOODS.items()},
            )

    @api.model
    def _bought(self, definition, day, ids=None):
        """:return: SQL select of the purchases in the window, with what habits are told from"""
        if ids is None:
            return self._bought_by(definition, day, SQL("IS NOT NULL"))
        # OFFSET keeps the planner from turning this into a search by days: it expects too many purchases of a member.
        return SQL(
            "SELECT p.* FROM UNNEST(%s::int[]) AS asked (member_id) CROSS JOIN LATERAL (%s OFFSET 0) p",
            list(ids),
            self._bought_by(definition, day, SQL("= asked.member_id")),
        )

    @api.model
    def _bought_by(self, definition, day, whom):
        """
        :param SQL whom: condition that follows the id of a partner
        """
        # Midnight to the second is the time of files that have dates only.
        return SQL(
            """
            SELECT id, partner_id, DATE_PART('isodow', local_date)::int AS weekday,
                   CASE WHEN local_time::time != TIME '00:00' THEN DATE_PART('hour', local_time)::int END AS hour,
                   config_id, amount_gross, amount_prepaid
              FROM member_purchase, LATERAL (SELECT date AT TIME ZONE 'UTC' AT TIME ZONE %s AS local_time) l
             WHERE partner_id %s AND company_id = %s AND local_date BETWEEN %s AND %s AND %s
            """,
            definition.company_id._member_tz(),
            whom,
            definition.company_id.id,
            definition._window_start(day),
            day,
            self.env["member.purchase"]._is_purchase(SQL("member_purchase"), day),
        )


def by_purchases(bought, part):
    """PostgreSQL's mode takes the first of the sorted keys that come most often, so the smallest."""
    return SQL(
        """
        SELECT partner_id, (MODE() WITHIN GROUP (ORDER BY weekday))::varchar AS favourite_weekday,
               (MODE() WITHIN GROUP (ORDER BY hour))::varchar AS favourite_hour,
               MODE() WITHIN GROUP (ORDER BY config_id) AS favourite_config_id,
               (SUM(amount_prepaid) / NULLIF(SUM(amount_gross), 0))::float8 AS prepaid_share
          FROM %s b WHERE partner_id %s GROUP BY partner_id
        """,
        bought,
        part,
    )


def goods_of(definition, bought):
    """:return: SQL select of a row for each category and price band that a member bought goods of, and how many lines

    ``asked`` is what all lines cost, ``given`` the rewards against it.
    """
    return SQL(
        """
        SELECT partner_id, CASE WHEN is_good THEN categ_id END AS categ_id, CASE WHEN is_good THEN band END AS band,
               COUNT(*) FILTER (WHERE is_good) AS lines, SUM(amount_gross) FILTER (WHERE NOT is_reward) AS asked,
               SUM(amount_gross) FILTER (WHERE is_reward) AS given
          FROM (SELECT p.partner_id, l.categ_id, l.amount_gross, l.is_reward,
                       l.quantity > 0 AND l.amount_net > 0 AND NOT l.is_reward AS is_good,
                       WIDTH_BUCKET(l.amount_net / NULLIF(l.quantity, 0), %s::float8[]) + 1 AS band
                  FROM %s p JOIN member_purchase_line l ON l.purchase_id = p.id) sold
      GROUP BY 1, 2, 3
        """,
        definition._numbers("price_cuts"),
        bought,
    )


def _discount_share(goods):
    return SQL(
        """SELECT partner_id, (-SUM(given) / NULLIF(SUM(asked), 0))::float8 AS discount_share
             FROM %s g GROUP BY partner_id""",
        goods,
    )


def _most(goods, key, name):
    """The key that most lines of a partner have: of number and key in one figure the largest, which needs no sort."""
    return SQL(
        """
        SELECT partner_id, (2147483647 - MAX((n << 31) + (2147483647 - key)) %% 2147483648)::int AS %(name)s
          FROM (SELECT partner_id, %(key)s AS key, SUM(lines)::bigint AS n FROM %(goods)s g
                 WHERE %(key)s IS NOT NULL GROUP BY 1, 2) counted
         GROUP BY partner_id
        """,
        goods=goods,
        key=key,
        name=name,
    )


# Habits told from the lines: SQL selects from the table of goods.
BY_GOODS = {
    "favourite_categ_id": lambda goods: _most(goods, SQL("categ_id"), SQL("favourite_categ_id")),
    "price_band": lambda goods: _most(goods, SQL("band"), SQL("price_band")),
    "discount_share": _discount_share,
}
