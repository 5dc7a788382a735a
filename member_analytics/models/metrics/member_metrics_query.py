from itertools import product

from odoo import api, models
from odoo.tools import SQL

from ...engine import scores
from .member_metrics_figures import FIGURES

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
    """Classes as SQL, the twin of ``engine``; the tests run both over the same purchases.

    Set-based SQL: a million members are compared without passing through Python.
    """

    _inherit = "member.metrics"

    @api.model
    def _classified(self, definition, day, figures, expected, cuts=None):
        """
        :param SQL figures: table of partner_id and FIGURES
        :param SQL expected: table of what to expect, see ``_expected``
        :param cuts: as the definition's, which are taken by default
        :return: SQL select of partner_id, FIGURES and CLASSES
        """
        cuts = cuts or definition.cuts or {}
        recency, frequency, monetary = (cuts.get(name) or [] for name in ("recency", "frequency", "monetary"))
        parts = definition.score_parts
        return SQL(
            """
            SELECT f.partner_id, %(figures)s, f.recency_score, f.frequency_score, f.monetary_score,
                   %(group)s AS rfm_group, %(quadrant)s AS quadrant, %(abc)s AS abc, %(state)s AS recency_state,
                   %(attachment)s AS attachment, f.alive_probability,
                   COALESCE(f.alive_probability, %(once)s) * e.purchases AS expected_purchases, %(changes_on)s AS changes_on
              FROM (
                SELECT f.*, %(recency)s AS recency_score, %(frequency)s AS frequency_score,
                       %(monetary)s AS monetary_score, %(alive)s AS alive_probability, %(age)s AS age
                  FROM %(table)s f
              ) f
         LEFT JOIN %(expected)s e ON e.repeats = f.visit_count - 1 AND e.age = f.age
            """,
            figures=SQL(", ").join(SQL.identifier("f", name) for name in FIGURES),
            recency=_scored(SQL("%s - %s", parts + 1, _score(SQL("(%s - f.last_date)", day), recency)), recency),
            frequency=_scored(_score(SQL("f.window_purchase_count"), frequency), frequency),
            monetary=_scored(_score(SQL("f.window_spend"), monetary), monetary),
            group=_group(parts),
            quadrant=quadrant_sql(cuts.get("lines")),
            abc=_abc(cuts.get("abc")),
            state=_state(definition._state_starts(day)),
            attachment=_attachment(definition, day),
            alive=_alive(cuts),
            once=SQL("CASE WHEN f.visit_count = 1 THEN 1 END"),
            age=_age(cuts),
            changes_on=_changes_on(definition, day, recency),
            table=figures,
            expected=expected,
        )


def _score(value, cuts):
    """The SQL twin of :func:`engine.scores.score`: the cuts below a value are all but those that aren't."""
    return SQL("(%s - WIDTH_BUCKET(-%s::numeric, %s::numeric[]))", len(cuts) + 1, value, [-cut for cut in cuts[::-1]])


def _scored(score, cuts):
    """Nobody is scored who never bought, or while there are no cuts."""
    return SQL("CASE WHEN f.last_date IS NOT NULL THEN %s END", score) if cuts else SQL("NULL::int")


def _group(parts):
    """The SQL twin of :func:`engine.scores.rfm_group`, looked up: there are few combinations of scores."""
    scale = range(1, parts + 1)
    groups = [scores.rfm_group(*combination, parts) for combination in product(scale, repeat=3)]
    return SQL(
        "(%(groups)s::varchar[])[1 + ((f.recency_score - 1) * %(parts)s + f.frequency_score - 1) * %(parts)s "
        "+ f.monetary_score - 1]",
        groups=groups,
        parts=parts,
    )


def quadrant_sql(lines):
    """SQL of the quadrant of a row ``f`` of figures; the twin of :func:`engine.classes.quadrant`.

    :param lines: [purchases, spend] at which quadrants divide, None while there are none
    """
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
    """The SQL twin of :func:`engine.bgnbd.probability_alive`, which knows no way of losing whoever bought on one day: of
    these nothing is told."""
    fitted = cuts.get("bgnbd")
    if not fitted:
        return SQL("NULL::float8")
    return SQL(
        """CASE WHEN f.visit_count > 1 THEN 1 / (1 + %(a)s / (%(b)s + f.visit_count - 2) * EXP(LEAST(700,
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
