from odoo import api, models
from odoo.tools import SQL

from ..engine import scores

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
)
CLASSES = (
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_group",
    "quadrant",
    "abc",
    "recency_state",
    "attachment",
    "alive_probability",
    "expected_purchases",
    "changes_on",
)


class MemberMetrics(models.Model):
    """Figures and classes as SQL, the twin of ``engine``; the tests run both over the same purchases.

    Set-based SQL: millions of facts become a row for each member without passing through Python.
    """

    _inherit = "member.metrics"

    @api.model
    def _figures(self, definition, day, scope):
        """
        :param day: the last day that counts
        :param SQL scope: condition that follows the id of a partner
        :return: SQL select of partner_id and FIGURES; members who never bought are there, too
        """
        return SQL(
            """
            SELECT partner_id, purchase_count, visit_count, net_spend,
                   ROUND(sold / NULLIF(purchase_count, 0), 2) AS average_ticket,
                   CASE WHEN sold > 0 THEN ((sold - net_spend) / sold)::float8 ELSE 0 END AS return_share,
                   window_purchase_count, window_visit_count, window_spend, window_from, first_date, last_date,
                   (last_date - first_date)::float8 / NULLIF(visit_count - 1, 0) AS mean_interval, median_interval,
                   last_date + CEIL(median_interval)::int AS expected_date
              FROM (
                SELECT m.id AS partner_id, COALESCE(purchase_count, 0)::int AS purchase_count,
                       COALESCE(visit_count, 0)::int AS visit_count, COALESCE(net_spend, 0) AS net_spend,
                       COALESCE(sold, 0) AS sold, COALESCE(window_purchase_count, 0)::int AS window_purchase_count,
                       COALESCE(window_visit_count, 0)::int AS window_visit_count,
                       COALESCE(window_spend, 0) AS window_spend,
                       window_from, first_date, last_date, median_interval
                  FROM res_partner m LEFT JOIN (%(counted)s) counted ON counted.partner_id = m.id
                 WHERE m.id %(scope)s AND m.member_number IS NOT NULL AND m.member_left_on IS NULL
                   AND (m.company_id IS NULL OR m.company_id = %(company)s)
              ) whole
            """,
            scope=scope,
            company=definition.company_id.id,
            counted=self._counted(definition, day, scope),
        )

    @api.model
    def _counted(self, definition, day, scope):
        """One pass over the purchases by member and day, as the index has them."""
        return SQL(
            """
            SELECT partner_id, COUNT(*) FILTER (WHERE sale) AS purchase_count,
                   COUNT(*) FILTER (WHERE sale AND gap IS DISTINCT FROM 0) AS visit_count,
                   SUM(amount_net) AS net_spend, SUM(amount_net) FILTER (WHERE sale) AS sold,
                   COUNT(*) FILTER (WHERE sale AND local_date >= %(start)s) AS window_purchase_count,
                   COUNT(*) FILTER (WHERE sale AND gap IS DISTINCT FROM 0 AND local_date >= %(start)s)
                   AS window_visit_count,
                   SUM(amount_net) FILTER (WHERE local_date >= %(start)s) AS window_spend,
                   MIN(local_date) FILTER (WHERE local_date >= %(start)s) AS window_from,
                   MIN(local_date) FILTER (WHERE sale) AS first_date,
                   MAX(local_date) FILTER (WHERE sale) AS last_date,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE gap > 0) AS median_interval
              FROM (
                SELECT partner_id, local_date, amount_net, amount_net > 0 AS sale,
                       CASE WHEN amount_net > 0
                            THEN local_date - MAX(local_date) FILTER (WHERE amount_net > 0) OVER (
                                PARTITION BY partner_id ORDER BY local_date
                                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END AS gap
                  FROM member_purchase
                 WHERE partner_id %(scope)s AND company_id = %(company)s AND local_date <= %(day)s
              ) purchase
          GROUP BY partner_id
            """,
            start=definition._window_start(day),
            scope=scope,
            company=definition.company_id.id,
            day=day,
        )

    @api.model
    def _classified(self, definition, day, figures):
        """
        :param SQL figures: table of partner_id and FIGURES
        :return: SQL select of partner_id, FIGURES and CLASSES
        """
        cuts = definition.cuts or {}
        recency, frequency, monetary = (cuts.get(name) or [] for name in ("recency", "frequency", "monetary"))
        parts = definition.score_parts
        # OFFSET 0: else the planner writes each score out wherever it is used.
        return SQL(
            """
            SELECT f.partner_id, %(figures)s, f.recency_score, f.frequency_score, f.monetary_score,
                   %(group)s AS rfm_group, %(quadrant)s AS quadrant, %(abc)s AS abc, %(state)s AS recency_state,
                   %(attachment)s AS attachment, f.alive_probability,
                   f.alive_probability * e.purchases AS expected_purchases, %(changes_on)s AS changes_on
              FROM (
                SELECT f.*, %(recency)s AS recency_score, %(frequency)s AS frequency_score,
                       %(monetary)s AS monetary_score, %(alive)s AS alive_probability, %(age)s AS age
                  FROM %(table)s f OFFSET 0
              ) f
         LEFT JOIN member_metrics_expected e ON e.repeats = f.visit_count - 1 AND e.age = f.age
            """,
            figures=SQL(", ").join(SQL.identifier("f", name) for name in FIGURES),
            recency=_scored(SQL("%s - %s", parts + 1, _score(SQL("(%s - f.last_date)", day), recency)), recency),
            frequency=_scored(_score(SQL("f.window_purchase_count"), frequency), frequency),
            monetary=_scored(_score(SQL("f.window_spend"), monetary), monetary),
            group=_group(parts),
            quadrant=_quadrant(cuts.get("lines")),
            abc=_abc(cuts.get("abc")),
            state=_state(definition._state_starts(day)),
            attachment=_attachment(definition, day),
            alive=_alive(cuts),
            age=_age(cuts),
            changes_on=_changes_on(definition, day, recency),
            table=figures,
        )


def _score(value, cuts):
    return SQL("(1 + %s)", SQL(" + ").join([SQL("0"), *(SQL("(%s > %s)::int", value, cut) for cut in cuts)]))


def _scored(score, cuts):
    """Nobody is scored who never bought, or while there are no cuts."""
    return SQL("CASE WHEN f.last_date IS NOT NULL THEN %s END", score) if cuts else SQL("NULL::int")


def _group(parts):
    recency, frequency, monetary = (
        _on_five(SQL.identifier("f", f"{name}_score"), parts) for name in ("recency", "frequency", "monetary")
    )
    value = SQL("(%s + %s) / 2.0", frequency, monetary)
    whens = [
        SQL("WHEN %s BETWEEN %s AND %s AND %s BETWEEN %s AND %s THEN %s", recency, *recent, value, *worth, name)
        for name, recent, worth in scores.GROUPS
    ]
    return SQL("CASE %s END", SQL(" ").join(whens))


def _on_five(score, parts):
    """The SQL twin of :func:`engine.scores.scaled`."""
    return score if parts == 5 else SQL("(1 + (8 * (%s - 1) + %s) / %s)", score, parts - 1, 2 * (parts - 1))


def _quadrant(lines):
    if not lines:
        return SQL("NULL::varchar")
    return SQL(
        """CASE WHEN f.window_purchase_count = 0 THEN NULL
                WHEN f.window_purchase_count >= %(many)s AND f.window_spend >= %(much)s THEN 'friend'
                WHEN f.window_spend >= %(much)s THEN 'butterfly'
                WHEN f.window_purchase_count >= %(many)s THEN 'barnacle' ELSE 'stranger' END""",
        many=lines[0],
        much=lines[1],
    )


def _abc(lasts):
    """By the last members of A and of B: spend and id; None where a class has nobody."""
    if lasts is None:
        return SQL("NULL::varchar")
    whens = [
        SQL("WHEN (-f.window_spend, f.partner_id) <= (%s, %s) THEN %s", -last[0], last[1], name)
        for name, last in zip("ab", lasts, strict=True)
        if last
    ]
    return SQL("CASE WHEN f.window_spend <= 0 THEN 'c' %s ELSE 'c' END", SQL(" ").join(whens))


def _state(starts):
    return SQL(
        """CASE WHEN f.last_date IS NULL THEN 'never' WHEN f.last_date >= %s THEN 'active'
                WHEN f.last_date >= %s THEN 'edge' WHEN f.last_date >= %s THEN 'dormant' ELSE 'lost' END""",
        *starts,
    )


def _attachment(definition, day):
    return SQL(
        """CASE WHEN f.first_date IS NULL THEN 'none' WHEN f.first_date >= %s THEN 'new'
                WHEN f.window_visit_count >= %s THEN 'die_hard' WHEN f.window_visit_count >= %s THEN 'regular'
                ELSE 'occasional' END""",
        definition._new_from(day),
        definition.die_hard_visits,
        definition.regular_visits,
    )


def _age(cuts):
    """Days that a member was observed for: from the first purchase to the day of the cuts, or to the last purchase."""
    return SQL("GREATEST(%s::date, f.last_date) - f.first_date", cuts.get("day"))


def _alive(cuts):
    """The SQL twin of :func:`engine.bgnbd.probability_alive`."""
    fitted = cuts.get("bgnbd")
    if not fitted:
        return SQL("NULL::float8")
    return SQL(
        """CASE WHEN f.visit_count = 1 THEN 1.0
                WHEN f.visit_count > 1 THEN 1 / (1 + %(a)s / (%(b)s + f.visit_count - 2) * EXP(LEAST(700,
                     (%(r)s + f.visit_count - 1) * LN((%(alpha)s + (%(age)s))
                                                      / (%(alpha)s + (f.last_date - f.first_date)))))) END""",
        age=_age(cuts),
        **{name: SQL("%s::float8", value) for name, value in fitted.items()},
    )


def _changes_on(definition, day, recency):
    """The next day on which the calendar alone changes something. It may come too early, never too late."""
    unit = SQL("make_interval(months => %s)" if definition.limit_unit == "months" else "make_interval(days => %s)", 1)
    starts = definition._state_starts(day)
    limits = (definition.active_for, definition.edge_for, definition.dormant_for)
    states = [
        SQL("WHEN f.last_date >= %s THEN (f.last_date + %s * %s)::date + 1", start, limit, unit)
        for start, limit in zip(starts, limits, strict=True)
    ]
    scores_move = [
        SQL("CASE WHEN %s - f.last_date <= %s THEN f.last_date + FLOOR(%s)::int + 1 END", day, cut, cut)
        for cut in recency
    ]
    return SQL(
        "LEAST(%s)",
        SQL(", ").join(
            [
                SQL("CASE %s END", SQL(" ").join(states)),
                SQL("(f.window_from + make_interval(months => %s))::date", definition.window_months),
                SQL(
                    "CASE WHEN f.first_date >= %s THEN f.first_date + %s END",
                    definition._new_from(day),
                    definition.new_days + 1,
                ),
                *scores_move,
            ]
        ),
    )
