"""What a review of tiers costs: of everybody, against a bare SQL aggregate over the same window; and of those who
bought today, against that of everybody.

A million members with ten million purchases, in process. One in a thousand of those who are looked at stands on a tier
too low, and has to be moved; the bench puts the database back as it found it.
"""

import resource
import statistics

from crowd import Crowd
from paired import Pairs, seconds

MEMBERS = 1_000_000
CHANGED = 10_000
MOVED = 1_000  # one in so many
PAIRS = 3


def run(shop):
    """Ratios of time, and the memory that the review of all took."""
    reviewer = _Reviewer(Crowd(MEMBERS))
    try:
        reviewer.make_standings()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        everybody = [reviewer.pair(reviewer.review_all, reviewer.bare, 1) for _pair in range(PAIRS)]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        today = [reviewer.pair(reviewer.review_changed, reviewer.bare_of, MEMBERS // CHANGED) for _pair in range(PAIRS)]
    finally:
        reviewer.put_back()
    measured = Pairs([ours for ours, _bare in everybody], [bare for _ours, bare in everybody])
    yield measured.row(f"{MEMBERS:,} members to a bare aggregate", limit=3)
    yield {"metric": f"{MEMBERS:,} members", "value": statistics.median(measured.ours), "unit": "s"}
    yield {"metric": "a bare aggregate", "value": statistics.median(measured.reference), "unit": "s"}
    yield {"metric": "memory that the review added", "value": memory / 1024, "unit": "MB", "limit": 200}
    due = Pairs([ours for ours, _bare in today], [ours for ours, _bare in everybody])
    yield due.row(f"{CHANGED:,} members who bought today, to all", limit=0.02)
    yield {"metric": f"{CHANGED:,} members", "value": statistics.median(due.ours), "unit": "s"}
    looked_up = Pairs([ours for ours, _bare in today], [bare for _ours, bare in today])
    yield looked_up.row(f"{CHANGED:,} members to a bare aggregate of theirs")


class _Reviewer:
    def __init__(self, crowd):
        self.crowd = crowd
        with crowd.env() as env:
            env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM member_tier_change")
            self.last_change = env.cr.fetchone()[0]

    def make_standings(self):
        """Everybody where the rules put them."""
        with self.crowd.env() as env:
            env["member.standing"]._make_missing(env.company)
            env.cr.commit()
        self.review_all()

    def pair(self, review, bare, every):
        """
        :param review: function of ids of members, that reviews them
        :param bare: function of ids of members, that adds up what they bought
        :param every: one in so many members is looked at
        :return: seconds of our review, and of the bare aggregate
        """
        members, wrong = self.displace(every)
        took = seconds(lambda: review(members)), seconds(lambda: bare(members))
        self.check(wrong)
        return took

    def displace(self, every):
        """Put some of those who are looked at on the lowest tier.

        :return: ids of those who are looked at, and of those who have to be moved
        """
        with self.crowd.env() as env:
            env.cr.execute("SELECT partner_id FROM member_standing WHERE partner_id %% %s = 0 ORDER BY 1", [every])
            members = [partner_id for (partner_id,) in env.cr.fetchall()]
            env.cr.execute(
                """
                WITH lowest AS (
                    SELECT id FROM member_tier ORDER BY rank LIMIT 1
                ), wrong AS (
                    UPDATE member_standing s SET tier_id = lowest.id FROM lowest
                     WHERE s.id IN (SELECT id FROM member_standing
                                     WHERE partner_id %% %s = 0 AND tier_id != (SELECT id FROM lowest)
                                  ORDER BY partner_id::bigint * 7919 %% 1000003 LIMIT %s)
                 RETURNING s.partner_id, s.tier_id
                )
                UPDATE res_partner p SET member_tier_id = wrong.tier_id FROM wrong WHERE wrong.partner_id = p.id
             RETURNING p.id
                """,
                [every, MEMBERS // every // MOVED],
            )
            wrong = [partner_id for (partner_id,) in env.cr.fetchall()]
            env.cr.commit()
            env.cr.execute("ANALYZE member_standing")
            env.cr.commit()
        assert len(wrong) == MEMBERS // every // MOVED
        return members, wrong

    def check(self, wrong):
        with self.crowd.env() as env:
            low = [
                ("id", "in", wrong),
                ("member_tier_id", "=", env["member.tier"].search([], order="rank", limit=1).id),
            ]
            assert not env["res.partner"].search_count(low)

    def review_all(self, _members=None):
        with self.crowd.env() as env:
            standings = env["member.standing"]
            day, after = env.company._member_today(), 0
            while after is not None:
                found, after = standings._candidates(env.company, after, day)
                standings._of(found)._review(day)
                env.cr.commit()
                env.invalidate_all()

    def review_changed(self, members):
        """As after an import of what they bought."""
        with self.crowd.env() as env:
            env["res.partner"].browse(members).with_context(member_no_welcome=True)._member_review_tier()
            env.cr.commit()

    def bare(self, _members):
        with self.crowd.env() as env:
            env.cr.execute(
                """
                SELECT partner_id, SUM(amount_net) FROM member_purchase
                 WHERE partner_id IS NOT NULL AND local_date > CURRENT_DATE - INTERVAL '12 months'
              GROUP BY partner_id
                """
            )

    def bare_of(self, members):
        """What PostgreSQL takes to look up the purchases of so many members, and nothing else."""
        with self.crowd.env() as env:
            env.cr.execute(
                """
                SELECT partner_id, SUM(amount_net) FROM member_purchase
                 WHERE partner_id = ANY(%s) AND local_date > CURRENT_DATE - INTERVAL '12 months'
              GROUP BY partner_id
                """,
                [members],
            )

    def put_back(self):
        with self.crowd.env() as env:
            env.cr.execute("DELETE FROM member_tier_change WHERE id > %s", [self.last_change])
            env.cr.execute("TRUNCATE member_standing")
            env.cr.commit()
