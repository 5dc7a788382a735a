"""What a segment costs: to count on its form, to compare by night with who was in it, and to fix.

In process, on a crowd that is put back as it was found.
"""

import contextlib

from crowd import Crowd
from paired import in_turn, seconds

MEMBERS = 100_000
PAIRS = 5
#: half of the members, by the metrics and the file
RULE = "[('member_metrics_id.abc', 'in', ['a', 'b']), ('gender', '=', False)]"


def run(shop):
    """Ratios of time, and seconds."""
    segments = _Segments(Crowd(MEMBERS))
    try:
        held = segments.prepare()
        yield {"metric": "members in the segment", "value": held, "unit": "members"}
        yield {"metric": "first night, all of them enter", "value": seconds(segments.night), "unit": "s"}
        compared = in_turn(segments.night, segments.bare, PAIRS)
        yield compared.row("a quiet night to a bare count by the same rule")
        yield {"metric": "a night in which a tenth came and went", "value": segments.busy_night(), "unit": "s"}
        yield {"metric": "live count on the form", "value": seconds(segments.count), "unit": "s"}
        yield {"metric": "all ready ones, first night", "value": seconds(segments.ready_ones), "unit": "s"}
        yield {"metric": "all ready ones, next night", "value": seconds(segments.ready_ones), "unit": "s"}
        yield {"metric": "segments of 80 contacts", "value": seconds(segments.of_contacts), "unit": "s"}
        yield {"metric": "fix the members", "value": seconds(segments.fix), "unit": "s"}
    finally:
        segments.put_back()


class _Segments:
    def __init__(self, crowd):
        self.crowd = crowd
        self.nights = 0

    @contextlib.contextmanager
    def work(self):
        with self.crowd.env() as env:
            yield env
            env.cr.commit()

    def segment(self, env):
        return env["member.segment"].search([("name", "=", "Bench")])

    def prepare(self):
        with self.work() as env:
            definition = env["member.metrics.definition"]._of(env.company)
            env["member.metrics"]._refresh_all(definition, env.company._member_today())
            env["member.segment"].create({"name": "Bench", "domain": RULE})
        with self.work() as env:
            env.cr.execute("ANALYZE member_metrics")
            return self.segment(env).member_count

    def day(self, env):
        from datetime import timedelta

        self.nights += 1
        return env.company._member_today() + timedelta(days=self.nights)

    def night(self):
        with self.work() as env:
            self.segment(env)._count(self.day(env))

    def busy_night(self):
        with self.work() as env:
            env.cr.execute("UPDATE res_partner SET gender = 'other' WHERE member_number IS NOT NULL AND id % 10 = 0")
        return seconds(self.night)

    def bare(self):
        with self.crowd.env() as env:
            env.cr.execute(
                """
                SELECT COUNT(*) FROM res_partner p JOIN member_metrics m ON m.partner_id = p.id
                 WHERE m.abc IN ('a', 'b') AND p.gender IS NULL AND p.active
                   AND p.member_number IS NOT NULL AND p.member_left_on IS NULL
                """
            )

    def count(self):
        with self.crowd.env() as env:
            segment = self.segment(env)
            segment.invalidate_recordset()
            segment.mapped("member_count")

    def ready_ones(self):
        with self.work() as env:
            day = self.day(env)
            for segment in env["member.segment"].search([("name", "!=", "Bench")]):
                segment._count(day)

    def of_contacts(self):
        with self.crowd.env() as env:
            env["res.partner"].search([("is_member", "=", True)], limit=80).mapped("member_segment_ids")

    def fix(self):
        with self.work() as env:
            self.segment(env).action_fix()

    def put_back(self):
        with self.work() as env:
            env.cr.execute("UPDATE res_partner SET gender = NULL WHERE gender = 'other'")
            env.cr.execute("DELETE FROM member_segment WHERE name->>'en_US' LIKE 'Bench%'")
            env.cr.execute("TRUNCATE member_segment_membership, member_segment_size, member_metrics")
            env.cr.execute("UPDATE member_metrics_definition SET cuts = NULL, cut_on = NULL, refreshed_to = NULL")
