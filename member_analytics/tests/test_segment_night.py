from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DAY
from .common_segment import SegmentCase

WOMEN = "[('gender', '=', 'female')]"
NIGHT = "odoo.addons.member_analytics.models.segment.member_segment_night"


@tagged("post_install", "-at_install")
class TestSegmentNight(SegmentCase):
    """Who came and went, and how many there were, night by night."""

    def setUp(self):
        super().setUp()
        self.everybody = len(self.env["res.partner"].search([("is_member", "=", True)]))

    def night(self, day):
        """As the cron does it, on a day of the shop."""
        self.definition.refreshed_to = day
        with freeze_time(f"{day} 18:00:00"):
            self.run_night("segments")

    def history(self, segment, partner):
        rows = self.env["member.segment.membership"].search(
            [("segment_id", "=", segment.id), ("partner_id", "=", partner.id)], order="id"
        )
        return [(row.entered_on, row.left_on) for row in rows]

    def test_came_and_went(self):
        women = self.segment("Women", WOMEN)
        days = [DAY + timedelta(days=number) for number in range(4)]
        count = len(self.env["res.partner"].search(women._audience()))
        women._count(days[0])
        self.assertEqual(self.size(women, days[0]), (count, count, 0))
        self.people[0].gender, self.people[1].gender = "female", "male"
        women._count(days[1])
        self.assertEqual(self.size(women, days[1]), (count, 1, 1))
        self.assertEqual(self.history(women, self.people[0]), [(days[1], False)])
        self.assertEqual(self.history(women, self.people[1]), [(days[0], days[1])])
        women._count(days[2])
        self.assertEqual(self.size(women, days[2]), (count, 0, 0))
        self.people[1].gender = "female"
        women._count(days[3])
        self.assertEqual(self.history(women, self.people[1]), [(days[0], days[1]), (days[3], False)])
        self.assertEqual(self.size(women, days[3]), (count + 1, 1, 0))
        self.assertEqual(
            women.membership_ids.filtered(lambda row: not row.left_on).partner_id & self.people,
            self.women | self.people[0],
        )

    def test_twice_a_day_is_as_once(self):
        women = self.segment("Women", WOMEN)
        women._count(DAY)
        before = self.size(women)
        women._count(DAY)
        self.assertEqual(self.size(women), before)

    def test_sizes_follow_from_who_came_and_went(self):
        picked = self.fixed(self.people[:5])
        today = self.company._member_today()
        self.assertEqual(self.size(picked, today), (5, 5, 0))
        picked._remove([("id", "in", self.people[:2].ids)])
        picked._add([("id", "in", self.people[7].ids)])
        self.assertEqual(self.size(picked, today), (4, 6, 2))
        self.people[7].sudo()._member_leave("wish")
        picked._count(today)
        self.assertEqual(self.size(picked, today), (3, 6, 3))
        self.assertEqual(self.history(picked, self.people[7]), [(today, today)])

    def test_taken_out_from_the_list(self):
        picked = self.fixed(self.people[:5])
        picked.membership_ids.filtered(lambda row: row.partner_id == self.people[0]).action_remove()
        self.assertEqual(self.members(picked), self.people[1:5])

    def test_the_cron(self):
        women, off = self.segment("Women", WOMEN), self.segment("Off", active=False)
        self.night(DAY)
        self.assertTrue(any(self.size(women)))
        self.assertFalse(any(self.size(off)))
        self.people[0].gender = "female"
        self.night(DAY)
        self.assertEqual(self.size(women)[2], 0, "counted already today")
        self.night(DAY + timedelta(days=1))
        self.assertEqual(self.size(women, DAY + timedelta(days=1))[1:], (1, 0))

    def test_not_before_the_metrics(self):
        women = self.segment("Women", WOMEN)
        self.night(DAY)
        self.definition.refreshed_to = DAY
        with freeze_time(f"{DAY + timedelta(days=1)} 18:00:00"):
            self.run_night("segments")
        self.assertEqual(women.size_ids.mapped("day"), [DAY])

    def test_a_bad_rule_stops_nobody_else(self):
        bad, good = self.segment("Bad"), self.segment("Good", WOMEN)
        worse = self.segment("Worse")
        # As an update that takes a field away leaves them.
        self.env.cr.execute(
            "UPDATE member_segment SET domain = CASE id WHEN %s THEN %s ELSE %s END WHERE id IN (%s, %s)",
            [bad.id, "[('gone', '=', 1)]", "[('member_metrics_id.purchase_count', '=', 'x')]", bad.id, worse.id],
        )
        self.env.invalidate_all()
        with mute_logger(NIGHT, "odoo.sql_db"):
            self.night(DAY)
        self.assertTrue(any(self.size(good)))
        self.assertRegex(bad.night_problem, "segment Bad is invalid: .*gone")
        self.assertTrue(worse.night_problem)
        self.assertFalse(good.night_problem)
        self.assertIn("gone", bad.problem)
        self.assertEqual(self.people[1].member_segment_ids, good)
        bad.domain = "[]"
        self.night(DAY + timedelta(days=1))
        self.assertFalse(bad.night_problem)

    def test_companies_apart(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        self.people[1].company_id = self.company
        women = self.segment("Women", WOMEN, company_id=False)
        women._count(DAY)
        women.with_company(other)._count(DAY)
        rows = self.env["member.segment.membership"].sudo().search([("segment_id", "=", women.id)])
        of_one = rows.filtered(lambda row: row.partner_id == self.people[1])
        self.assertEqual(of_one.company_id, self.company)
        of_other = rows.filtered(lambda row: row.partner_id == self.people[3])
        self.assertEqual(of_other.company_id, self.company | other)

    def test_merged_members(self):
        picked = self.fixed(self.people[1:3])
        self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [(6, 0, self.people[1:4].ids)], "dst_partner_id": self.people[3].id}
        ).action_merge()
        self.assertEqual(self.members(picked), self.people[3])
        self.assertEqual(len(self.history(picked, self.people[3])), 1)

    def test_the_work_in_one_statement(self):
        women = self.segment("Women", WOMEN)
        women._count(DAY)
        self.people[0].gender = "female"
        self.env.flush_all()
        self.env.invalidate_all()
        women.mapped("name")
        with self.assertQueryCount(6):
            women._count(DAY + timedelta(days=1))

    def test_the_small_picture(self):
        women = self.segment("Women", WOMEN)
        today = self.company._member_today()
        women._count(today - timedelta(days=40))
        women._count(today - timedelta(days=1))
        women._count(today)
        self.assertEqual(women.last_size, women.member_count)
        self.assertEqual(women.size_graph.count('"y"'), 2)

    def test_what_another_company_knows_isnt_counted(self):
        """A contact of every company, who bought much in the other one: the night finds what a manager here finds."""
        branch = self.env["res.company"].create({"name": "Branch"})
        shared = self.people[1]
        self.bought(shared, DAY, 5000, company=branch)
        self.metrics._refresh_all(self.env["member.metrics.definition"]._of(branch), DAY)
        shared.flush_recordset()
        rich = "('member_metrics_ids', 'any', [('net_spend', '>', 1000)])"
        for rule, holds_here in (
            ("[('member_metrics_ids.net_spend', '>', 1000)]", False),
            (f"[{rich}]", False),
            (f"[('member_metrics_ids', 'any', [('partner_id', 'any', [{rich}])])]", False),
            (f"['!', {rich}]", True),
        ):
            segment = self.segment(rule, rule, company_id=False)
            here = self.members(segment, self.users["manager"])
            self.assertEqual(shared in here, holds_here, rule)
            for company in (self.company, branch):
                segment.with_company(company)._count(DAY)
            rows = self.env["member.segment.membership"].search([("segment_id", "=", segment.id)])
            counted = rows.grouped("company_id")
            self.assertEqual(counted.get(self.company, rows.browse()).partner_id & self.people, here, rule)
            self.assertEqual(shared in counted.get(branch, rows.browse()).partner_id, not holds_here, rule)
