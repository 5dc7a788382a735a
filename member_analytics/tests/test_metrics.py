import random
from datetime import date, timedelta

from odoo.tests import tagged

from .common import DAY, Fact, MetricsCase, plain, plain_alive


@tagged("post_install", "-at_install")
class TestMetrics(MetricsCase):
    """Each metric is what a plain computation over the same purchases says."""

    def members(self, count):
        members = self.env["res.partner"].create([{"name": f"Member {number}"} for number in range(count)])
        self.env.cr.execute(
            "UPDATE res_partner SET member_number = 'T' || id, member_since = '2020-01-01' WHERE id = ANY(%s)",
            [members.ids],
        )
        members.invalidate_recordset()
        return members

    def assert_told(self, facts, members, day=DAY):
        told, rows = plain(facts, members.ids, day, self.definition), self.rows()
        for member in members.ids:
            for name, value in told[member].items():
                found = rows[member][name]
                if isinstance(value, float | int) and found is not None:
                    self.assertAlmostEqual(float(found), value, 6, f"{name} of {member}")
                else:
                    self.assertEqual(found, value, f"{name} of {member}")
        return told, rows

    def record(self, facts, members):
        by_id = {member.id: member for member in members}
        for fact in facts:
            self.bought(by_id[fact.partner], fact.day, fact.net)

    # ── Any purchases ─────────────────────────────────────────────────────────────────────────────────────────

    def test_random_purchases(self):
        """With ties, returns above the purchases, several purchases a day and members who never bought."""
        chance = random.Random(5)
        members = self.members(40)
        facts = [
            Fact(member.id, DAY - timedelta(days=chance.choice((0, 1, 7, 91, 92, 182, 365, 366, 500))), amount)
            for member in members[:36]
            for amount in chance.choices((10, 10, 25, 80, -30, 0), k=chance.randint(0, 8))
        ]
        self.record(facts, members)
        for options in (
            {},
            {
                "quadrant_by": "median",
                "score_parts": 3,
                "limit_unit": "days",
                "active_for": 30,
                "edge_for": 92,
                "dormant_for": 365,
            },
        ):
            self.definition.write(options)
            self.refresh()
            self.assert_told(facts, members)

    def test_probability_of_being_alive(self):
        """Fitted on the members that are there; the same figures come from the engine one by one."""
        chance = random.Random(6)
        members = self.members(150)
        facts = []
        for member in members:
            day = DAY - timedelta(days=chance.randint(100, 700))
            while day <= DAY:
                facts.append(Fact(member.id, day, 20))
                if chance.random() < 0.25:
                    break
                day += timedelta(days=1 + int(chance.expovariate(1 / chance.choice((10, 40, 90)))))
        self.record(facts, members)
        self.refresh()
        told, rows = self.assert_told(facts, members)
        for member, (alive, expected) in plain_alive(told, DAY, self.definition.ahead_days).items():
            if rows[member]["visit_count"] == 1:
                self.assertIsNone(rows[member]["alive_probability"])
            else:
                self.assertAlmostEqual(rows[member]["alive_probability"], alive, 4)
            self.assertAlmostEqual(rows[member]["expected_purchases"], expected, 3)

    def test_too_few_to_tell_who_is_alive(self):
        [member] = self.members(1)
        self.bought(member, DAY, 10)
        self.refresh()
        self.assertIsNone(self.rows()[member.id]["alive_probability"])

    # ── Edges ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_one_member(self):
        members = self.members(1)
        facts = [Fact(members.id, date(2026, 2, 28), 10)]
        self.record(facts, members)
        self.refresh()
        _told, rows = self.assert_told(facts, members)
        self.assertEqual(rows[members.id]["abc"], "a")
        self.assertEqual(rows[members.id]["quadrant"], "friend")

    def test_nobody_bought(self):
        members = self.members(2)
        self.refresh()
        rows = self.rows()
        self.assertEqual({rows[member]["recency_state"] for member in members.ids}, {"never"})
        self.assertEqual({rows[member]["abc"] for member in members.ids}, {"c"})
        self.assertEqual({rows[member]["quadrant"] for member in members.ids}, {None})

    def test_returns_above_purchases(self):
        members = self.members(2)
        facts = [Fact(members[0].id, DAY, 10), Fact(members[0].id, DAY, -25), Fact(members[1].id, DAY, 5)]
        self.record(facts, members)
        self.refresh()
        _told, rows = self.assert_told(facts, members)
        self.assertEqual(rows[members[0].id]["abc"], "c")

    def test_leap_day_and_month_ends(self):
        members = self.members(3)
        facts = [
            Fact(members[0].id, date(2024, 2, 29), 10),
            Fact(members[0].id, date(2024, 3, 1), 10),
            Fact(members[1].id, date(2023, 11, 30), 10),
            Fact(members[2].id, date(2023, 11, 29), 10),
        ]
        self.record(facts, members)
        for day in (date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1)):
            self.refresh(day)
            self.assert_told(facts, members, day)

    def test_as_of_a_past_day(self):
        members = self.members(2)
        facts = [Fact(members[0].id, DAY - timedelta(days=days), 10) for days in (0, 40, 80)]
        self.record(facts, members)
        self.refresh(DAY - timedelta(days=30))
        self.assert_told(facts, members, DAY - timedelta(days=30))

    def test_another_company_counts_apart(self):
        members = self.members(1)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.bought(members, DAY, 10)
        self.bought(members, DAY, 99, company=other)
        self.refresh()
        self.assertEqual(self.rows()[members.id]["net_spend"], 10)

    # ── Sales at the till ─────────────────────────────────────────────────────────────────────────────────────

    def test_habits_of_a_sale(self):
        ada = self.new_member()
        today = self.company._member_today()
        self.sell(ada, (self.cream, 1), (self.soap, 2))
        self.sell(ada, (self.soap, 1))
        self.refresh(today)
        metrics = self.of(ada)
        self.assertEqual(metrics.purchase_count, 2)
        self.assertEqual(metrics.favourite_config_id, self.config)
        self.assertEqual(metrics.favourite_categ_id, self.soap.categ_id)
        self.assertEqual(metrics.favourite_weekday, str(today.isoweekday()))
        self.assertEqual(metrics.price_band, 2, "soap at 10 is bought more often than cream at 40")

    # ── Month ends and background work ────────────────────────────────────────────────────────────────────────

    def test_month_end(self):
        members = self.members(2)
        self.bought(members[0], date(2026, 3, 10), 30)
        self.bought(members[0], date(2026, 4, 10), 50)
        self.refresh()
        snapshots = self.env["member.metrics.snapshot"].sudo()
        snapshots._take_due(self.definition, date(2026, 4, 15))
        snapshots._take_due(self.definition, date(2026, 4, 16))
        kept = snapshots.search([("partner_id", "in", members.ids)])
        self.assertEqual(kept.mapped("day"), [date(2026, 3, 31)] * 2)
        self.assertEqual(sorted(kept.mapped("net_spend")), [0, 30])

    def test_month_ends_of_merged_members(self):
        """They are told as if there had been one member from the start."""
        ada, bea = self.new_member("Ada"), self.new_member("Bea", "+16502530177")
        (ada | bea).sudo().member_since = date(2020, 1, 1)
        self.bought(ada, date(2026, 2, 10), 30)
        self.bought(bea, date(2026, 3, 10), 50)
        self.bought(bea, date(2026, 3, 11), -5)
        self.refresh()
        snapshots = self.env["member.metrics.snapshot"].sudo()
        ends = [date(2026, 2, 28), date(2026, 3, 31)]
        for end in ends:
            snapshots._take(self.definition, end)
        others = snapshots.search([("company_id", "=", self.company.id), ("partner_id", "not in", (ada | bea).ids)])
        before = others.read(["day", "net_spend", "abc"])
        self.env["base.partner.merge.automatic.wizard"]._merge((ada | bea).ids, ada)
        kept = snapshots.search([("partner_id", "=", ada.id)], order="day")
        self.assertEqual(kept.mapped("day"), ends)
        self.assertEqual(kept.mapped("net_spend"), [30, 75])
        self.assertEqual(kept.mapped("purchase_count"), [1, 2])
        self.assertEqual(kept.mapped("last_date"), [date(2026, 2, 10), date(2026, 3, 10)])
        self.assertEqual(others.exists().read(["day", "net_spend", "abc"]), before)

    def test_which_month_ends_were_kept(self):
        self.members(2)
        snapshots = self.env["member.metrics.snapshot"].sudo()
        self.assertEqual(snapshots._kept_days(self.company), [])
        for end in (date(2026, 2, 28), date(2025, 12, 31), date(2026, 3, 31)):
            snapshots._take(self.definition, end)
        self.assertEqual(snapshots._kept_days(self.company), [date(2026, 3, 31), date(2026, 2, 28), date(2025, 12, 31)])

    def test_background_work(self):
        members = self.members(5)
        self.bought(members[2], self.company._member_today(), 30)
        job = self.metrics._start_refresh(self.company)
        while job.state in ("queued", "running"):
            job._run_batch()
        self.assertEqual(job.state, "done", job.error)
        self.assertEqual(self.of(members[2]).abc, "a")
        self.assertLessEqual(set(members.ids), set(self.rows()))

    def test_nights(self):
        """The first night counts everybody, each later one who has news, and a new limit everybody again."""
        members = self.members(3)
        today = self.company._member_today()
        self.bought(members[0], today, 30)
        recounts = []

        def recounted(metrics, definition, *args, **kwargs):
            recounts.append(definition.company_id)
            return recount(metrics, definition, *args, **kwargs)

        def night():
            recounts.clear()
            self.run_night("metrics")
            return recounts.count(self.company)

        recount = type(self.metrics)._refresh_habits
        self.patch(type(self.metrics), "_refresh_habits", recounted)
        self.assertEqual(night(), 1)
        self.assertEqual(self.of(members[0]).net_spend, 30)
        self.bought(members[1], today, 50)
        self.assertFalse(night())
        self.assertEqual(self.of(members[1]).net_spend, 50)
        self.assertFalse(self.env["member.metrics.due"].sudo().search([("company_id", "=", self.company.id)]))
        self.definition.new_days = 10
        self.assertEqual(night(), 1)
