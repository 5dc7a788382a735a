"""What a review of tiers costs: of everybody, against a bare SQL aggregate over the same window; and of those whose day
has come.

A million members with ten million purchases, in process. A hundredth of the members stand on a wrong tier, and have to
be moved; the bench puts the database back as it found it.
"""

import resource
import statistics

from crowd import Crowd
from pairs import Pairs, seconds

MEMBERS = 1_000_000
CHANGED = 10_000
PAIRS = 3


def run(shop):
    """Ratios of time, and the memory that the review of all took."""
    reviewer = _Reviewer(Crowd(MEMBERS))
    try:
        reviewer.review_all()  # makes the standings, and warms the caches
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        everybody = [reviewer.pair(reviewer.review_all) for _pair in range(PAIRS)]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        today = [reviewer.pair(reviewer.review_due) for _pair in range(PAIRS)]
    finally:
        reviewer.put_back()
    measured = Pairs([ours for ours, _bare in everybody], [bare for _ours, bare in everybody])
    yield measured.row(f"{MEMBERS:,} members to a bare aggregate", limit=3)
    yield {"metric": f"{MEMBERS:,} members", "value": statistics.median(measured.ours), "unit": "s"}
    yield {"metric": "a bare aggregate", "value": statistics.median(measured.reference), "unit": "s"}
    yield {"metric": "memory that the review added", "value": memory / 1024, "unit": "MB", "limit": 200}
    due = Pairs([ours for ours, _bare in today], [ours for ours, _bare in everybody])
    yield due.row(f"{CHANGED:,} members whose day has come, to all", limit=0.02)
    yield {"metric": f"{CHANGED:,} members", "value": statistics.median(due.ours), "unit": "s"}


class _Reviewer:
    def __init__(self, crowd):
        self.crowd = crowd
        with crowd.env() as env:
            env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM member_tier_change")
            self.last_change = env.cr.fetchone()[0]

    def pair(self, review):
        """:return: seconds of our review of members of whom a hundredth has to be moved, and of the bare aggregate"""
        self.displace()
        return seconds(review), seconds(self.bare)

    def displace(self):
        with self.crowd.env() as env:
            env.cr.execute(
                """
                WITH moved AS (
                    UPDATE member_standing SET tier_id = (SELECT MIN(id) FROM member_tier WHERE rank = 10),
                                               review_on = CURRENT_DATE
                     WHERE id IN (SELECT id FROM member_standing WHERE partner_id %% %s = 0) RETURNING partner_id, tier_id
                )
                UPDATE res_partner p SET member_tier_id = moved.tier_id FROM moved WHERE moved.partner_id = p.id
                """,
                [MEMBERS // CHANGED],
            )
            assert env.cr.rowcount in range(CHANGED - 1, CHANGED + 2)
            env.cr.commit()
            env.cr.execute("ANALYZE member_standing")
            env.cr.commit()

    def review_all(self):
        with self.crowd.env() as env:
            standings = env["member.standing"]
            standings._make_missing(env.company)
            day, after = env.company._member_today(), 0
            while after is not None:
                found, after = standings._candidates(env.company, after, day)
                found._review(day)
                env.cr.commit()
                env.invalidate_all()

    def review_due(self):
        with self.crowd.env() as env:
            day = env.company._member_today()
            while env["member.standing"]._review_due(env.company, day):
                env.cr.commit()
                env.invalidate_all()

    def bare(self):
        with self.crowd.env() as env:
            env.cr.execute(
                """
                SELECT partner_id, SUM(amount_net) FROM member_purchase
                 WHERE partner_id IS NOT NULL AND local_date > CURRENT_DATE - INTERVAL '12 months'
              GROUP BY partner_id
                """
            )

    def put_back(self):
        with self.crowd.env() as env:
            env.cr.execute("DELETE FROM member_tier_change WHERE id > %s", [self.last_change])
            env.cr.execute("TRUNCATE member_standing")
            env.cr.commit()
