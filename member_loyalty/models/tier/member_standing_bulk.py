from contextlib import contextmanager
from datetime import date
from functools import partial

from odoo import api, models
from odoo.tools import SQL

from ...engine.tier_review import NOBODY


class MemberStanding(models.Model):
    """Reviews of many members at once.

    SQL counts everybody's figures and leaves out whom a review can't move; the engine judges the others. It may let
    through too many, never too few.
    """

    _inherit = "member.standing"

    # So many members are counted together.
    _COUNTED = 100_000
    # So many of those whom a review may move are judged and written together: it bounds the memory, and how long a
    # sale of one of them has to wait.
    _JUDGED = 2_000

    @api.model
    def _candidates(self, company, after, day, ladders=None, sudden=NOBODY):
        """
        :param int after: id of the last member of the batch before
        :param ladders, sudden: see ``_judge``
        :return: (ids of members whom a review may move; id of the last member looked at, None when there are no more)
        """
        self.flush_model(["company_id", "partner_id"])
        [(last, counted)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(MAX(partner_id), 0), COUNT(*)
                  FROM (SELECT partner_id FROM member_standing
                         WHERE company_id = %s AND partner_id > %s ORDER BY partner_id LIMIT %s) AS batch
                """,
                company.id,
                after,
                self._COUNTED,
            )
        )

        def in_batch(column):
            return SQL("%(column)s > %(after)s AND %(column)s <= %(last)s", column=column, after=after, last=last)

        # All that is read is read in the order of members, once, from one end of the batch to the other. PostgreSQL
        # can't know that so many figures belong to so few members, and would rather look them up one by one.
        members = SQL("member_standing s WHERE %s", in_batch(SQL("s.partner_id")))
        figures = partial(self._figures_of_batch, in_batch, day)
        with self._planned_without("enable_nestloop", "enable_hashjoin", "enable_bitmapscan", "jit"):
            found = self._movable(company, members, figures, day, ladders, sudden)
        if len(found) == self._JUDGED:
            return found, found[-1]
        return found, last if counted == self._COUNTED else None

    def _figures_of_batch(self, in_batch, day, measure):
        if measure.window.kind != "membership":
            return self.env["member.purchase"]._figures_of_all_query(in_batch, day, measure)
        asked = _asked_on(day, SQL("res_partner m WHERE m.member_number IS NOT NULL AND %s", in_batch(SQL("m.id"))))
        return self.env["member.purchase"]._figures_query(asked, measure, in_batch)

    @api.model
    def _review_many(self, partner_ids, day, **values):
        """Judge members, and carry it out; of many only those whom it may move.

        :param values: see ``_review``
        :return: the tier changes made
        """
        if len(partner_ids) <= self._JUDGED:
            return self._of(partner_ids)._review(day, **values)
        changes = self.env["member.tier.change"]
        for company, rest in self._by_company(partner_ids):
            while rest:
                found = self._movable_of(company, rest, day)
                changes += self._of(found)._review(day, **values)
                rest = [one for one in rest if one > found[-1]] if len(found) == self._JUDGED else []
        return changes

    def _by_company(self, partner_ids):
        """:return: list of pairs of res.company and ids of its members among these, sorted"""
        query = SQL(
            """
            SELECT s.company_id, ARRAY_AGG(s.partner_id ORDER BY s.partner_id)
              FROM UNNEST(%s::int[]) AS chosen (id) JOIN member_standing s ON s.partner_id = chosen.id
          GROUP BY s.company_id
            """,
            list(partner_ids),
        )
        self.flush_model(["company_id", "partner_id"])
        with self._few_of_many():
            found = self.env.execute_query(query)
            if sum(len(ids) for _company, ids in found) < len(partner_ids) and self._make(partner_ids):
                found = self.env.execute_query(query)
        return [(self.env["res.company"].browse(company_id), ids) for company_id, ids in found]

    def _movable_of(self, company, partner_ids, day):
        """:return: ids of the first of these members whom a review may move, sorted"""
        chosen = SQL("UNNEST(%s::int[]) AS chosen (id)", list(partner_ids))
        members = SQL("%s JOIN member_standing s ON s.partner_id = chosen.id WHERE TRUE", chosen)
        with self._few_of_many():
            return self._movable(company, members, partial(self._figures_of_few, chosen, day), day)

    def _figures_of_few(self, chosen, day, measure):
        asked = SQL(
            """
            SELECT chosen.id AS partner_id, %(day)s::date AS day, %(day)s::date AS last,
                   '-infinity'::date AS counts_from FROM %(chosen)s
            """,
            day=day,
            chosen=chosen,
        )
        if measure.window.kind == "membership":
            asked = _asked_on(day, SQL("%s JOIN res_partner m ON m.id = chosen.id", chosen))
        return self.env["member.purchase"]._figures_query(asked, measure)

    def _few_of_many(self):
        """PostgreSQL looks a few thousand members up, where it would rather read the standings of a whole shop."""
        return self._planned_without("enable_seqscan", "enable_mergejoin", "jit")

    @contextmanager
    def _planned_without(self, *ways):
        """:param ways: settings of PostgreSQL's planner that are switched off inside; an error's rollback restores them"""
        for way in ways:
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL.identifier(way)))
        yield
        for way in ways:
            self.env.cr.execute(SQL("RESET %s", SQL.identifier(way)))

    @api.model
    def _movable(self, company, members, figures, day, ladders=None, sudden=NOBODY):
        """
        :param SQL members: where the standings ``s`` are read from, with a condition
        :param figures: function from a :class:`engine.tier_ladder.Measure` to the SQL select of what was counted for it
        :return: ids of the first members whom a review may move, sorted
        """
        self.flush_model()
        self.env["res.partner"].flush_model(["member_number", "member_since", "member_history_from"])
        found = []
        for ladder in ladders or self.env["member.tier"]._ladders(company.id):
            measures = dict.fromkeys(step.measure for step in ladder.steps if step.measure.names)
            names = {measure: SQL.identifier(f"figures_{number}") for number, measure in enumerate(measures)}
            moves = [_is_due(ladder, day), _is_astray(ladder), *(_rises(ladder, step, names) for step in ladder.steps)]
            moves += [_may_not_stay(step, names, sudden) for step in ladder.steps if step.tier.id in sudden.tiers]
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT member.partner_id
                      FROM (SELECT s.*, %(on_ladder)s AS on_ladder
                              FROM %(members)s AND s.company_id = %(company)s) AS member
                           %(figures)s
                     WHERE CASE WHEN member.on_ladder THEN %(moves)s END
                  ORDER BY member.partner_id LIMIT %(judged)s
                    """,
                    on_ladder=_on_ladder(ladder),
                    members=members,
                    company=company.id,
                    figures=SQL(" ").join(
                        SQL("LEFT JOIN (%s) AS %s USING (partner_id)", figures(measure), name)
                        for measure, name in names.items()
                    ),
                    moves=SQL(" OR ").join(moves),
                    judged=self._JUDGED,
                )
            )
            found += [partner_id for (partner_id,) in rows]
        return sorted(found)[: self._JUDGED]

    @api.model
    def _put_off(self, company, partner_ids):
        """Members whose day has come and whom no review can move: again when the end of their tier is near, if ever."""
        self.flush_model(["partner_id", "tier_id", "until", "review_on"])
        self.env["res.partner"].flush_model(["member_since"])
        for ladder in self.env["member.tier"]._ladders(company.id):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE member_standing s SET review_on = s.until - %(notice)s
                     WHERE s.partner_id = ANY(%(partners)s) AND %(on_ladder)s
                    """,
                    notice=_of_tier(ladder, SQL("s.tier_id"), lambda step: step.notice),
                    partners=partner_ids,
                    on_ladder=_on_ladder(ladder),
                )
            )
        self.invalidate_model(["review_on"])

    @api.model
    def _make_missing(self, company):
        """Standings for members who came by another way than enrollment and its review: the calendar has nothing for
        them yet."""
        self.flush_model(["partner_id"])
        self.env["res.partner"].flush_model(["member_number", "member_left_on", "member_tier_id", "company_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO member_standing (partner_id, company_id, tier_id)
                SELECT p.id, %(company)s, p.member_tier_id
                  FROM res_partner p
                 WHERE p.member_number IS NOT NULL AND p.member_left_on IS NULL
                   AND (p.company_id = %(company)s OR p.company_id IS NULL)
                   AND NOT EXISTS (SELECT FROM member_standing s WHERE s.partner_id = p.id)
                    ON CONFLICT DO NOTHING
                """,
                company=company.id,
            )
        )

    @api.model
    def _make_due(self, company):
        """A tier that is new, or whose rule was changed without a preview, gets its members tonight."""
        # sudo: a mark of the system.
        tiers = self.env["member.tier"].sudo()
        changed = tiers.with_context(active_test=False).search([("review_company_ids", "=", company.id)])
        if not changed:
            return
        self.flush_model(["company_id", "review_on"])
        self.env.cr.execute(
            SQL(
                "UPDATE member_standing SET review_on = %(day)s"
                " WHERE company_id = %(company)s AND (review_on > %(day)s) IS NOT FALSE",
                day=company._member_today(),
                company=company.id,
            )
        )
        self.invalidate_model(["review_on"])
        changed.review_company_ids -= company


def _asked_on(day, members):
    """See ``_figures`` of member.purchase."""
    return SQL(
        """
        SELECT m.id AS partner_id, COALESCE(m.member_since, %(day)s) AS since, %(day)s::date AS day,
               %(day)s::date AS last, COALESCE(m.member_history_from, '-infinity'::date) AS counts_from
          FROM %(members)s
        """,
        day=day,
        members=members,
    )


def _on_ladder(ladder):
    """The SQL twin of :meth:`engine.tier_ladder.Ladder.for_joined`."""
    if (ladder.first, ladder.last) == (date.min, date.max):
        return SQL("TRUE")
    return SQL(
        """(SELECT COALESCE(m.member_since, %s) BETWEEN %s AND %s FROM res_partner m WHERE m.id = s.partner_id)""",
        date.min,
        ladder.first,
        ladder.last,
    )


def _of_tier(ladder, column, value):
    """What a step says, by the tier that a column names; NULL for tiers that aren't on the ladder."""
    whens = (SQL("WHEN %s THEN %s", step.tier.id, value(step)) for step in ladder.steps)
    # The first branch is never taken: a ladder may have no steps, SQL asks for one.
    return SQL("CASE %s WHEN NULL THEN 0 %s END", column, SQL(" ").join(whens))


def _is_due(ladder, day):
    """The calendar may change something: a tier by hand, or the end of one by the rules that is near."""
    return SQL(
        """(member.review_on <= %(day)s
            AND (member.hold_tier_id IS NOT NULL OR member.hold_reason IS NOT NULL
                 OR (member.until IS NOT NULL AND (member.until - %(notice)s > %(day)s) IS NOT TRUE)))""",
        day=day,
        notice=_of_tier(ladder, SQL("member.tier_id"), lambda step: step.notice),
    )


def _is_astray(ladder):
    """The tier isn't on the ladder any more; or the member's purchases don't all count."""
    return SQL(
        """(member.tier_id != ALL(%s) OR member.partner_id = ANY(ARRAY(
                SELECT id FROM res_partner WHERE member_history_from IS NOT NULL)))""",
        [step.tier.id for step in ladder.steps],
    )


def _met(terms, figures):
    """SQL twin of :meth:`engine.tiers.Terms.met_by`."""
    asked = [
        SQL("COALESCE(%s, 0) >= %s", SQL("%s.%s", figures, SQL.identifier(name)), threshold)
        for name, threshold in terms.asked.items()
    ]
    if not asked:
        return SQL("TRUE")
    return SQL("(%s)", SQL(" AND " if terms.every else " OR ").join(asked))


def _rises(ladder, step, names):
    rank = _of_tier(ladder, SQL("member.tier_id"), lambda step: step.tier.rank)
    met = _met(step.tier.entry, names.get(step.measure))
    return SQL("(COALESCE(%s < %s, TRUE) AND %s)", rank, step.tier.rank, met)


def _may_not_stay(step, names, sudden):
    for_life = step.tier.validity.kind == "lifetime"
    return SQL(
        "(member.tier_id = %s AND (%s OR member.until IS NOT NULL) AND (NOT %s OR (member.until IS NULL) != %s))",
        step.tier.id,
        sudden.for_life,
        _met(step.tier.staying, names.get(step.measure)),
        for_life,
    )
