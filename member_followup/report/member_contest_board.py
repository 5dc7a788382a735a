from odoo import fields, models
from odoo.tools import SQL


class MemberContestBoard(models.Model):
    """Where everybody stands in a contest, counted from the credits of its days when it is read.

    Who competes are those on the contact staff today; a credit that was taken back, whenever, counts no more, and one that
    counts for nothing doesn't here either.
    """

    _name = "member.contest.board"
    _description = "Contest Board"
    _auto = False
    _order = "contest_id desc, rank, id"
    _rec_name = "contest_id"
    _depends = {
        "member.contest": ["company_id", "date_from", "date_to", "state", "team", "score", "tie", "config_ids"],
        "member.contest.rule": ["contest_id", "kind", "points"],
        "member.contest.prize": ["contest_id", "place_from", "place_to", "name"],
        "member.credit": ["person_id", "kind", "date_fact", "day", "units", "amount", "excluded"],
        "member.followup.person": ["company_id", "config_id", "active"],
    }

    contest_id = fields.Many2one("member.contest", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    person_id = fields.Many2one("member.followup.person", "Employee", readonly=True)
    config_id = fields.Many2one("pos.config", "Store", readonly=True)
    rank = fields.Integer("Place", readonly=True)
    points = fields.Float(readonly=True)
    prize_id = fields.Many2one("member.contest.prize", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH entrant AS (
                SELECT contest.id AS contest_id, contest.company_id, contest.team, contest.score, contest.tie,
                       contest.date_from, contest.date_to, person.id AS person_id, person.config_id
                  FROM member_contest contest
                  JOIN member_followup_person person ON person.company_id = contest.company_id AND person.active
                 WHERE contest.state NOT IN ('draft', 'canceled')
                   AND (contest.team = 'person' OR person.config_id IS NOT NULL)
                   AND (NOT EXISTS (SELECT FROM member_contest_pos_config_rel only_in
                                     WHERE only_in.member_contest_id = contest.id)
                        OR EXISTS (SELECT FROM member_contest_pos_config_rel only_in
                                    WHERE only_in.member_contest_id = contest.id
                                      AND only_in.pos_config_id = person.config_id))
            ), scored AS (
                SELECT e.contest_id, e.company_id, e.team, e.score, e.tie, e.person_id, e.config_id,
                       COALESCE(SUM(rule.points * CASE WHEN credit.kind = 'revenue' THEN credit.amount / 100
                                                       ELSE credit.units END), 0) AS points,
                       COALESCE(SUM(credit.units) FILTER (WHERE credit.kind = 'woken'), 0) AS woken,
                       MAX(credit.day) FILTER (WHERE rule.id IS NOT NULL AND credit.units > 0) AS last_day
                  FROM entrant e
             LEFT JOIN member_credit credit ON credit.person_id = e.person_id AND credit.excluded IS NULL
                                           AND credit.date_fact BETWEEN e.date_from AND e.date_to
             LEFT JOIN member_contest_rule rule ON rule.contest_id = e.contest_id AND rule.kind = credit.kind
              GROUP BY e.contest_id, e.company_id, e.team, e.score, e.tie, e.person_id, e.config_id
            ), teamed AS (
                SELECT contest_id, company_id, tie, person_id, config_id, points, woken, last_day
                  FROM scored WHERE team = 'person'
             UNION ALL
                SELECT contest_id, company_id, tie, NULL, config_id,
                       SUM(points) / CASE WHEN score = 'mean' THEN COUNT(*) ELSE 1 END,
                       SUM(woken) / CASE WHEN score = 'mean' THEN COUNT(*) ELSE 1 END, MAX(last_day)
                  FROM scored WHERE team = 'store'
              GROUP BY contest_id, company_id, tie, score, config_id
            ), ranked AS (
                SELECT teamed.*,
                       RANK() OVER (PARTITION BY contest_id
                                    ORDER BY ROUND(points::numeric, 2) DESC,
                                             CASE WHEN tie = 'woken' THEN -ROUND(woken::numeric, 4) END,
                                             CASE WHEN tie = 'earlier' THEN last_day END) AS rank
                  FROM teamed
            )
            SELECT contest_id * 1000000::bigint + COALESCE(person_id, config_id) AS id, contest_id, company_id, person_id,
                   config_id, rank, ROUND(points::numeric, 2) AS points,
                   (SELECT prize.id FROM member_contest_prize prize
                     WHERE prize.contest_id = ranked.contest_id AND ranked.points > 0
                       AND ranked.rank BETWEEN prize.place_from AND prize.place_to) AS prize_id
              FROM ranked
            """
        )

    def _as_place(self):
        """:return: dict of values of member.contest.place"""
        self.ensure_one()
        return {
            "person_id": self.person_id.id,
            "config_id": self.config_id.id,
            "rank": self.rank,
            "points": self.points,
            "prize": self.prize_id.name,
        }
