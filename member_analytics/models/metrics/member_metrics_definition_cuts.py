from odoo import models
from odoo.tools import SQL

from ...engine import bgnbd

# So many members are fitted in a second, and give the parameters to some hundredths.
SAMPLE = 3_000


class MemberMetricsDefinition(models.Model):
    """What a company's members make together: cuts of scores, lines of quadrants, limits of classes, BG/NBD.

    They are values, and stay for a month. So a member's place follows from their own purchases, and a sale doesn't move
    anybody else. Who bought nothing in the window has no part in them.
    """

    _inherit = "member.metrics.definition"

    def _is_cut_for(self, day):
        """:return: whether the cuts are of this month"""
        return bool(self.cut_on) and (self.cut_on.year, self.cut_on.month) == (day.year, day.month)

    def _cut(self, day, figures):
        """Take the cuts from the figures of all members, as of a day.

        :param SQL figures: table of partner_id and FIGURES
        """
        self.ensure_one()
        active = SQL("(SELECT * FROM %s f WHERE window_purchase_count > 0)", figures)
        self.cuts = {
            "day": day.isoformat(),
            **self._score_cuts(day, active),
            "lines": self._lines(active, self.quadrant_by),
            "abc": self._class_limits(active),
            "bgnbd": self._fit(day, figures),
        }
        self.cut_on = day

    def _score_cuts(self, day, active):
        if self.score_by == "fixed":
            return {name: self._numbers(f"{name}_cuts") for name in ("recency", "frequency", "monetary")}
        shares = [part / self.score_parts for part in range(1, self.score_parts)]
        [row] = self.env.execute_query(
            SQL(
                """SELECT percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY %(day)s - last_date),
                          percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY window_purchase_count),
                          percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY window_spend) FROM %(rows)s m""",
                shares=shares,
                day=day,
                rows=active,
            )
        )
        # Days and purchases are whole numbers: PostgreSQL compares these much faster.
        return {
            name: [kind(cut) for cut in cuts or []]
            for name, kind, cuts in zip(("recency", "frequency", "monetary"), (int, int, float), row, strict=True)
        }

    def _lines(self, active, quadrant_by):
        """:return: [purchases, spend] at which quadrants divide; None while nobody bought"""
        if quadrant_by == "fixed":
            return [self.purchases_line, self.spend_line]
        how = "AVG(%s)" if quadrant_by == "mean" else "percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)"
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s, %s FROM %s m",
                SQL(how, SQL("window_purchase_count")),
                SQL(how, SQL("window_spend")),
                active,
            )
        )
        return None if row[0] is None else [float(line) for line in row]

    def _class_limits(self, active):
        """:return: [spend, partner id] of the last member of class A and of class B, None where there is nobody"""
        found = self.env.execute_query(
            SQL(
                """SELECT window_spend, partner_id, before < whole * %(first)s AS is_first
                     FROM (SELECT partner_id, window_spend,
                                  SUM(window_spend) OVER (ORDER BY window_spend DESC, partner_id) AS after,
                                  SUM(window_spend) OVER (ORDER BY window_spend DESC, partner_id) - window_spend AS before,
                                  (SELECT SUM(window_spend) FROM %(rows)s m WHERE window_spend > 0) AS whole
                             FROM %(rows)s m WHERE window_spend > 0) ranked
                    WHERE before < whole * %(first)s AND after >= whole * %(first)s
                       OR before < whole * %(second)s AND after >= whole * %(second)s""",
                first=self.abc_first / 100,
                second=self.abc_second / 100,
                rows=active,
            )
        )
        lasts = {is_first: [float(spend), partner_id] for spend, partner_id, is_first in found}
        return [lasts.get(True), lasts.get(False)]

    def _fit(self, day, figures):
        """:return: parameters of BG/NBD in days, fitted on a sample of those who bought; None when they are too few"""
        groups = self.env.execute_query(
            SQL(
                """SELECT visit_count - 1, last_date - first_date, %(day)s - first_date, COUNT(*)
                     FROM (SELECT * FROM %(figures)s f WHERE visit_count > 0
                         ORDER BY hashint4(partner_id) LIMIT %(sample)s) m
                 GROUP BY 1, 2, 3""",
                day=day,
                figures=figures,
                sample=SAMPLE,
            )
        )
        try:
            fitted = bgnbd.fit(groups)
        except bgnbd.TooFew:
            return None
        return {name: getattr(fitted, name) for name in ("r", "alpha", "a", "b")}
