from odoo import api, models
from odoo.tools import SQL

# So many members are looked at together: what a batch reads fits in memory, whatever the size of the shop.
BATCH = 20_000


class MemberStanding(models.Model):
    """Reviews of all members of a company.

    SQL counts everybody's figures and leaves out whom a review can't move; the engine judges the others. It may let
    through too many, never too few.
    """

    _inherit = "member.standing"

    @api.model
    def _candidates(self, company, after, day, ladders=None, at_once=False):
        """
        :param int after: id of the last member of the batch before
        :param ladders: see ``_judge``
        :return: (standings whom a review may move, locked; id of the last member looked at, None when there are no more)
        """
        self.env.flush_all()
        found, last = set(), None
        for ladder in ladders or self.env["member.tier"]._ladders(company.id):
            rows = self.env.execute_query(self._candidates_query(company, after, day, ladder, at_once))
            found.update(partner_id for partner_id, may_move in rows if may_move)
            last = max(partner_id for partner_id, _may_move in rows) if len(rows) == BATCH else None
        return self._of(found), last

    def _candidates_query(self, company, after, day, ladder, at_once):
        """:return: SQL select of the id of each member of the batch, and whether a review may move them"""
        measures = list(dict.fromkeys(step.measure for step in ladder.steps))
        counted = [(measure, f"m{number}") for number, measure in enumerate(measures) if measure.names]
        asked = SQL("SELECT partner_id, since, day, last, counts_from FROM batch WHERE on_ladder")
        names = dict(counted)
        moves = [SQL("batch.review_on <= %s", day), *(_rises(step, names) for step in ladder.steps)]
        if at_once:
            moves += [_may_not_stay(step, names) for step in ladder.steps]
        return SQL(
            """
            WITH batch AS MATERIALIZED (
                SELECT s.partner_id, COALESCE(m.member_since, %(day)s) AS since, %(day)s::date AS day,
                       %(day)s::date AS last, COALESCE(m.member_history_from, '-infinity'::date) AS counts_from,
                       s.review_on, s.until, s.tier_id, COALESCE(t.rank, -2147483648) AS rank,
                       COALESCE(m.member_since, '-infinity'::date) BETWEEN %(first)s AND %(until)s AS on_ladder
                  FROM member_standing s
                  JOIN res_partner m ON m.id = s.partner_id
             LEFT JOIN member_tier t ON t.id = s.tier_id AND t.active
                 WHERE s.company_id = %(company)s AND s.partner_id > %(after)s
              ORDER BY s.partner_id LIMIT %(batch)s
            )%(counted)s
            SELECT batch.partner_id, batch.on_ladder AND COALESCE(%(moves)s, FALSE)
              FROM batch %(joined)s
            """,
            day=day,
            first=ladder.first,
            until=ladder.last,
            company=company.id,
            after=after,
            batch=BATCH,
            counted=SQL().join(
                SQL(
                    ", %s AS MATERIALIZED (%s)",
                    SQL.identifier(name),
                    self.env["member.purchase"]._figures_query(asked, measure),
                )
                for measure, name in counted
            ),
            joined=SQL(" ").join(
                SQL("LEFT JOIN %s USING (partner_id)", SQL.identifier(name)) for _measure, name in counted
            ),
            moves=SQL(" OR ").join(moves),
        )

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


def _met(terms, figures):
    """SQL twin of :meth:`engine.tiers.Terms.met_by`."""
    asked = [
        SQL("COALESCE(%s, 0) >= %s", SQL.identifier(figures, name), threshold)
        for name, threshold in terms.asked.items()
    ]
    if not asked:
        return SQL("TRUE")
    return SQL("(%s)", SQL(" AND " if terms.every else " OR ").join(asked))


def _rises(step, names):
    return SQL("(batch.rank < %s AND %s)", step.tier.rank, _met(step.tier.entry, names.get(step.measure)))


def _may_not_stay(step, names):
    for_life = step.tier.validity.kind == "lifetime"
    return SQL(
        "(batch.tier_id = %s AND (NOT %s OR (batch.until IS NULL) != %s))",
        step.tier.id,
        _met(step.tier.staying, names.get(step.measure)),
        for_life,
    )
