from odoo import api, models
from odoo.tools import SQL

from .member_metrics_figures import among

HABITS = {
    "favourite_categ_id": "int",
    "price_band": "int",
    "favourite_weekday": "varchar",
    "favourite_hour": "int",
    "favourite_config_id": "int",
    "discount_share": "float8",
    "prepaid_share": "float8",
}


class MemberMetrics(models.Model):
    """What members like, in the window: what comes most often, of equals the smallest.

    Set-based SQL, as the figures are.
    """

    _inherit = "member.metrics"

    @api.model
    def _habits(self, definition, bought):
        """
        :param SQL bought: table of the purchases that count, see ``_bought``
        :return: dict of habit to SQL select of partner_id and value
        """
        lines = SQL(
            """(SELECT p.partner_id, l.* FROM %s p JOIN member_purchase_line l ON l.purchase_id = p.id
                 WHERE l.quantity > 0 AND l.amount_net > 0 AND NOT l.is_reward)""",
            bought,
        )
        bands = SQL("width_bucket(amount_net / quantity, %s::float8[]) + 1", definition._numbers("price_cuts"))
        return {
            "favourite_weekday": _most(bought, SQL("weekday")),
            "favourite_hour": _most(bought, SQL("hour")),
            "favourite_config_id": _most(_known(bought, SQL("config_id")), SQL("config_id")),
            "favourite_categ_id": _most(_known(lines, SQL("categ_id")), SQL("categ_id")),
            "price_band": _most(lines, bands),
            "prepaid_share": SQL(
                """SELECT partner_id, (SUM(amount_prepaid) / NULLIF(SUM(amount_gross), 0))::float8 AS value
                     FROM %s p GROUP BY partner_id""",
                bought,
            ),
            "discount_share": SQL(
                """SELECT partner_id, -SUM(l.amount_gross) FILTER (WHERE l.is_reward)
                                      / NULLIF(SUM(l.amount_gross) FILTER (WHERE NOT l.is_reward), 0) AS value
                     FROM %s p JOIN member_purchase_line l ON l.purchase_id = p.id GROUP BY partner_id""",
                bought,
            ),
        }

    @api.model
    def _bought(self, definition, day, ids=None):
        """:return: SQL select of the purchases in the window, with what habits are told from"""
        return SQL(
            """
            SELECT id, partner_id, DATE_PART('isodow', local_date)::int AS weekday,
                   DATE_PART('hour', date AT TIME ZONE 'UTC' AT TIME ZONE %s)::int AS hour,
                   config_id, amount_gross, amount_prepaid
              FROM member_purchase
             WHERE partner_id %s AND company_id = %s AND local_date BETWEEN %s AND %s AND amount_net > 0
            """,
            definition.company_id.partner_id.tz or "UTC",
            among(ids),
            definition.company_id.id,
            definition._window_start(day),
            day,
        )

    @api.model
    def _refresh_habits(self, definition, day):
        """Bring everybody's habits up to a day.

        The purchases are read once, and kept for all habits.
        """
        self.env.flush_all()
        self._plan_for_many()
        members = SQL("(SELECT partner_id FROM member_metrics WHERE company_id = %s)", definition.company_id.id)
        with self._scratch("member_metrics_bought", self._bought(definition, day)) as bought:
            self._write_changed(definition, self._liked(definition, bought, members), HABITS)
        self._refresh_retention(definition, day)
        self.invalidate_model()

    @api.model
    def _liked(self, definition, bought, members):
        """
        :param SQL bought: table of the purchases that count, see ``_bought``
        :param SQL members: table of partner_id
        :return: SQL select of partner_id and HABITS
        """
        habits = self._habits(definition, bought)
        return SQL(
            "SELECT m.partner_id, %s FROM %s m %s",
            SQL(", ").join(
                SQL("%s::%s AS %s", SQL.identifier(name, "value"), SQL(kind), SQL.identifier(name))
                for name, kind in HABITS.items()
            ),
            members,
            SQL(" ").join(
                SQL(
                    "LEFT JOIN (%s) %s ON %s = m.partner_id",
                    habits[name],
                    SQL.identifier(name),
                    SQL.identifier(name, "partner_id"),
                )
                for name in HABITS
            ),
        )


def _known(rows, column):
    return SQL("(SELECT * FROM %s known WHERE %s IS NOT NULL)", rows, column)


def _most(rows, key):
    """The key that most rows of a partner have: of count and key in one number the largest, which needs no sort."""
    return SQL(
        """
        SELECT partner_id, (2147483647 - MAX((n << 31) + (2147483647 - key)) %% 2147483648)::int AS value
          FROM (SELECT partner_id, %(key)s AS key, COUNT(*) AS n FROM %(rows)s r GROUP BY 1, 2) counted
         GROUP BY partner_id
        """,
        rows=rows,
        key=key,
    )
