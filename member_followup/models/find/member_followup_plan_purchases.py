from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns


class MemberFollowupPlan(models.Model):
    """Occasions from purchases: a certain one, goods used up, none for long."""

    _inherit = "member.followup.plan"

    def _occasions_purchase(self, first, last):
        return self._bought(first, last, SQL("TRUE"))

    def _occasions_first_purchase(self, first, last):
        return self._bought_as(1, first, last)

    def _occasions_nth_purchase(self, first, last):
        return self._bought_as(self.trigger_number, first, last)

    def _bought(self, first, last, condition):
        """:param SQL condition: on the purchase ``p``"""
        return SQL(
            """
            SELECT p.partner_id, 'purchase/' || p.id AS source, p.local_date AS day, p.local_date AS counted,
                   p.config_id, p.id AS purchase_id
              FROM member_purchase p
             WHERE %(counts)s AND p.local_date BETWEEN %(first)s AND %(last)s AND %(condition)s
            """,
            counts=self._counts(SQL("p"), last),
            first=first,
            last=last,
            condition=condition,
        )

    def _bought_as(self, number, first, last):
        """The SQL twin of :func:`engine.occasions.nth_purchase`. No more of the earlier ones are read than decide."""
        earlier = SQL(
            """
            (SELECT COUNT(*) FROM (SELECT FROM member_purchase q
                                    WHERE q.partner_id = p.partner_id AND %s
                                      AND (q.local_date, q.id) < (p.local_date, p.id) LIMIT %s) earlier)
            """,
            self._counts(SQL("q"), last),
            number,
        )
        return self._bought(first, last, SQL("%s = %s", earlier, number - 1))

    def _counts(self, row, day):
        """:return: SQL condition that a row of purchases is one of somebody in the plan's company"""
        purchases = self.env["member.purchase"]
        return SQL(
            "(%(row)s.company_id = %(company)s AND %(row)s.partner_id IS NOT NULL AND %(is_one)s)",
            row=row,
            company=self.company_id.id,
            is_one=purchases._is_purchase(row, day),
            to_flush=[
                *columns(purchases, "company_id", "partner_id", "local_date", "config_id"),
                *columns(purchases, "amount_net", "returned_on"),
            ],
        )

    def _occasions_dormant(self, first, last):
        """The SQL twin of :func:`engine.occasions.quiet_spells`, by the last purchase of a spell."""
        begins = self._after(SQL("p.local_date"))
        return SQL(
            """
            SELECT p.partner_id, 'dormant/' || p.local_date AS source, %(begins)s AS day, p.local_date AS counted,
                   p.config_id, p.id AS purchase_id
              FROM member_purchase p
             WHERE %(counts)s AND p.local_date BETWEEN %(oldest)s AND %(newest)s
               AND %(begins)s BETWEEN %(first)s AND %(last)s
               AND NOT EXISTS (SELECT FROM member_purchase q
                                WHERE q.partner_id = p.partner_id AND %(follows)s
                                  AND q.local_date BETWEEN p.local_date AND %(begins)s
                                  AND (q.local_date, q.id) > (p.local_date, p.id))
            """,
            begins=begins,
            counts=self._counts(SQL("p"), last),
            follows=self._counts(SQL("q"), last),
            first=first,
            last=last,
            **self._spell_begins(first, last),
        )

    def _after(self, day):
        """:return: SQL of the day on which a spell that begins after a day counts, as :class:`engine.steps.Delay` says"""
        return SQL("((%s + make_interval(months => %s))::date + %s)", day, self.trigger_months, self.trigger_days)

    def _spell_begins(self, first, last):
        """:return: dict of the days between which spells begin that count in a period: by them there is an index"""
        delay = relativedelta(days=self.trigger_days, months=self.trigger_months)
        # Several days of a long month lie so many months before the last day of a short one.
        return {"oldest": first - delay, "newest": last - delay + timedelta(days=3)}

    def _occasions_product(self, first, last):
        """The SQL twin of :func:`engine.occasions.used_up_on`: of each purchase the day on which all that was bought up
        to it is used up, unless more is bought by then. ``used`` is the time that it lasts, added up."""
        shift = self.trigger_days
        return SQL(
            """
            WITH goods AS (%(goods)s), added AS (
                SELECT goods.*, SUM(lasts) OVER so_far AS used, LEAD(day) OVER so_far AS next_day
                  FROM goods WINDOW so_far AS (PARTITION BY partner_id, product_tmpl_id ORDER BY day, id)
            ), ended AS (
                SELECT added.*,
                       MAX(day - (used - lasts)::int) OVER (PARTITION BY partner_id, product_tmpl_id ORDER BY day, id)
                       + used::int + %(shift)s AS end_day
                  FROM added
            )
            SELECT partner_id, 'product/' || id AS source, end_day AS day, end_day AS counted, config_id, purchase_id
              FROM ended
             WHERE end_day BETWEEN %(first)s AND %(last)s AND (next_day IS NULL OR next_day > end_day)
            """,
            goods=self._goods(last),
            shift=shift,
            first=first,
            last=last,
        )

    def _goods(self, last):
        """:return: SQL select of what was bought up to a day and kept, of the products that are used up"""
        lines, products = self.env["member.purchase.line"], self.env["product.product"]
        chosen = Domain("id", "in", self.product_ids.ids) | Domain("categ_id", "child_of", self.categ_ids.ids)
        if not self.product_ids and not self.categ_ids:
            chosen = Domain.TRUE
        meant = products.with_context(active_test=False)._search(chosen & Domain("member_days_per_unit", ">", 0))
        return SQL(
            """
            SELECT p.partner_id, p.config_id, p.id AS purchase_id, p.local_date AS day, l.id, v.product_tmpl_id,
                   CEIL((l.quantity + COALESCE(back.quantity, 0)) * t.member_days_per_unit) AS lasts
              FROM member_purchase_line l
              JOIN member_purchase p ON p.id = l.purchase_id
              JOIN product_product v ON v.id = l.product_id
              JOIN product_template t ON t.id = v.product_tmpl_id
         LEFT JOIN (SELECT r.refund_of_key AS key, SUM(r.quantity) AS quantity
                      FROM member_purchase_line r
                     WHERE r.refund_of_key IS NOT NULL AND r.product_id IN (%(meant)s)
                     GROUP BY r.refund_of_key) back ON back.key = l.key
             WHERE l.product_id IN (%(meant)s) AND %(counts)s AND p.local_date <= %(last)s
               AND l.quantity + COALESCE(back.quantity, 0) > 0
            """,
            meant=meant.select(),
            counts=self._counts(SQL("p"), last),
            last=last,
            to_flush=[
                *columns(lines, "purchase_id", "product_id", "quantity", "refund_of_key", "key"),
                *columns(products, "product_tmpl_id"),
                *columns(self.env["product.template"], "member_days_per_unit"),
            ],
        )
