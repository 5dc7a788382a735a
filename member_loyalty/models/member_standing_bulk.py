from datetime import date

from odoo import api, models
from odoo.tools import SQL


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
    def _candidates(self, company, after, day, ladders=None, at_once=False):
        """
        :param int after: id of the last member of the batch before
        :param ladders: see ``_judge``
        :return: (ids of members whom a review may move; id of the last member looked at, None when there are no more)
        """
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
        self.env.cr.execute(
            "SET LOCAL enable_nestloop = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_bitmapscan = off;"
            "SET LOCAL jit = off"
        )
        found = self._movable(company, in_batch, day, ladders, at_once)
        self.env.cr.execute("RESET enable_nestloop; RESET enable_hashjoin; RESET enable_bitmapscan; RESET jit")
        if len(found) == self._JUDGED:
            return found, found[-1]
        return found, last if counted == self._COUNTED else None

    @api.model
    def _review_many(self, partner_ids, day, **values):
        """Judge members, and carry it out; of many only those whom it may move.

        :param values: see ``_review``
        :return: the tier changes made
        """
        if len(partner_ids) <= self._JUDGED:
            return self._of(partner_ids)._review(day, **values)
        self._make(partner_ids)
        changes = self.env["member.tier.change"]
        members = self._read_group([("partner_id", "in", partner_ids)], ["company_id"], ["partner_id:array_agg"])
        for company, rest in members:
            while rest:
                found = self._movable(company, lambda column, rest=rest: SQL("%s = ANY(%s)", column, rest), day)
                changes += self._of(found)._review(day, **values)
                rest = [one for one in rest if one > found[-1]] if len(found) == self._JUDGED else []
        return changes

    @api.model
    def _movable(self, company, chosen, day, ladders=None, at_once=False):
        """
        :param chosen: function from the SQL of a column with ids of members to the SQL condition that they are meant
        :return: ids of the first members whom a review may move, sorted
        """
        self.env.flush_all()
        found = []
        for ladder in ladders or self.env["member.tier"]._ladders(company.id):
            rows = self.env.execute_query(self._movable_query(company, chosen, day, ladder, at_once))
            found += [partner_id for (partner_id,) in rows]
        return sorted(found)[: self._JUDGED]

    def _movable_query(self, company, chosen, day, ladder, at_once):
        members = SQL(
            "FROM member_standing s %(file)s WHERE s.company_id = %(company)s AND %(chosen)s",
            file=_file(ladder, chosen),
            company=company.id,
            chosen=chosen(SQL("s.partner_id")),
        )
        measures = dict.fromkeys(step.measure for step in ladder.steps if step.measure.names)
        names = {measure: f"figures_{number}" for number, measure in enumerate(measures)}
        moves = [_is_due(ladder, day), _is_astray(ladder), *(_rises(ladder, step, names) for step in ladder.steps)]
        if at_once:
            moves += [_may_not_stay(step, names) for step in ladder.steps]
        # CASE keeps the ladder out of PostgreSQL's estimate of how many members there are: of a condition on COALESCE
        # it believes that one in two hundred meets it.
        return SQL(
            """
            SELECT member.partner_id
              FROM (SELECT s.*, %(on_ladder)s AS on_ladder %(members)s) AS member
                   %(figures)s
             WHERE CASE WHEN member.on_ladder THEN %(moves)s END
          ORDER BY member.partner_id LIMIT %(judged)s
            """,
            on_ladder=_on_ladder(ladder),
            members=members,
            figures=SQL(" ").join(
                SQL(
                    "LEFT JOIN (%(figures)s) AS %(name)s ON %(partner)s = member.partner_id",
                    figures=self._figures_of(members, chosen, measure, day),
                    name=SQL.identifier(name),
                    partner=SQL.identifier(name, "partner_id"),
                )
                for measure, name in names.items()
            ),
            moves=SQL(" OR ").join(moves),
            judged=self._JUDGED,
        )

    def _figures_of(self, members, chosen, measure, day):
        asked = SQL(
            """
            SELECT s.partner_id, COALESCE(m.member_since, %(day)s) AS since, %(day)s::date AS day,
                   %(day)s::date AS last, COALESCE(m.member_history_from, '-infinity'::date) AS counts_from
                   %(members)s
            """,
            day=day,
            members=members,
        )
        window = measure.window
        first = date.min if window.kind == "membership" else window.first_day(day)
        within = SQL("%s AND p.local_date >= %s", chosen(SQL("p.partner_id")), first)
        return self.env["member.purchase"]._figures_query(asked, measure, within)

    @api.model
    def _put_off(self, company, partner_ids):
        """Members whose day has come and whom no review can move: again when the end of their tier is near, if ever."""
        for ladder in self.env["member.tier"]._ladders(company.id):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE member_standing s SET review_on = s.until - %(notice)s
                      FROM res_partner m
                     WHERE s.partner_id = ANY(%(partners)s) AND m.id = s.partner_id AND %(on_ladder)s
                    """,
                    notice=_of_tier(ladder, SQL("s.tier_id"), lambda step: step.notice),
                    partners=partner_ids,
                    on_ladder=_on_ladder(ladder),
                )
            )
        self.invalidate_model(["review_on"])

    @api.model
    def _make_missing(self, company):
        """Standings for members who came by another way than enrolment and its review: the calendar has nothing for
        them yet."""
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


def _file(ladder, chosen):
    """The members' own records: of those only who came back without their history, where nothing else is asked for."""
    if _is_for_all(ladder) and not any(step.measure.window.kind == "membership" for step in ladder.steps):
        return SQL(
            """LEFT JOIN (SELECT id, member_history_from, NULL::date AS member_since
                            FROM res_partner WHERE member_history_from IS NOT NULL) m ON m.id = s.partner_id"""
        )
    return SQL("JOIN res_partner m ON m.id = s.partner_id AND %s", chosen(SQL("m.id")))


def _is_for_all(ladder):
    return ladder.first == date.min and ladder.last == date.max


def _on_ladder(ladder):
    """The SQL twin of :meth:`engine.tier_ladder.Ladder.for_joined`."""
    if _is_for_all(ladder):
        return SQL("TRUE")
    return SQL("COALESCE(m.member_since, %s) BETWEEN %s AND %s", date.min, ladder.first, ladder.last)


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
    """The tier isn't on the ladder any more."""
    return SQL("member.tier_id != ALL(%s)", [step.tier.id for step in ladder.steps])


def _met(terms, figures):
    """SQL twin of :meth:`engine.tiers.Terms.met_by`."""
    asked = [
        SQL("COALESCE(%s, 0) >= %s", SQL.identifier(figures, name), threshold)
        for name, threshold in terms.asked.items()
    ]
    if not asked:
        return SQL("TRUE")
    return SQL("(%s)", SQL(" AND " if terms.every else " OR ").join(asked))


def _rises(ladder, step, names):
    rank = _of_tier(ladder, SQL("member.tier_id"), lambda step: step.tier.rank)
    met = _met(step.tier.entry, names.get(step.measure))
    return SQL("(COALESCE(%s < %s, TRUE) AND %s)", rank, step.tier.rank, met)


def _may_not_stay(step, names):
    for_life = step.tier.validity.kind == "lifetime"
    return SQL(
        "(member.tier_id = %s AND (NOT %s OR (member.until IS NULL) != %s))",
        step.tier.id,
        _met(step.tier.staying, names.get(step.measure)),
        for_life,
    )
