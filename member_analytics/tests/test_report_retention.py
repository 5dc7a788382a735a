import random
from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import RolesCase

from .common import DAY, MetricsCase


def number(day):
    return day.year * 12 + day.month


@tagged("post_install", "-at_install")
class TestReportRetention(MetricsCase, RolesCase):
    """Who came back, against a plain computation over the same purchases."""

    def setUp(self):
        super().setUp()
        self.facts = defaultdict(list)
        self.report = self.env["member.report.retention"].with_user(self.users["manager"])

    def member(self, since=date(2024, 1, 1), **values):
        member = self.env["res.partner"].create({"name": "Member", **values})
        self.env.cr.execute(
            "UPDATE res_partner SET member_number = 'T' || id, member_since = %s WHERE id = %s", [since, member.id]
        )
        member.invalidate_recordset()
        return member

    def buy(self, member, day, net=10):
        self.facts[member].append((day, net))
        self.bought(member, day, net)

    def block(self, name, **options):
        day = options.pop("day", None)
        block = self.report.read_block(name, {"options": options, "day": day})
        self.assert_opens(block)
        return block["rows"]

    def assert_opens(self, block):
        """Each figure opens as many members as it says."""
        metrics = self.metrics.with_user(self.users["manager"])
        for row in block["rows"]:
            for name, domain in row["_domains"].items():
                expected = row[name] if isinstance(row[name], int) else round(row[name] * row["members"])
                self.assertEqual(metrics.search_count(domain), expected, (row, name))

    def random_shop(self, seed, size=40):
        chance = random.Random(seed)
        for _number in range(size):
            since = date(2023, 12, 1) + timedelta(days=chance.randint(0, 860))
            member = self.member(since)
            day = since + timedelta(days=chance.choice((-40, 0, 0, 3)))
            for _purchase in range(chance.randint(0, 7)):
                self.buy(member, day, chance.choice((10, 25, -30, 0)))
                day += timedelta(days=chance.choice((0, 1, 20, 31, 60, 200)))
        self.refresh()

    # ── Plain computation ─────────────────────────────────────────────────────────────────────────────────────

    def sales(self, member, last=DAY):
        return sorted(day for day, net in self.facts[member] if net > 0 and day <= last)

    def plain_cohorts(self, joined, over):
        """:param over: number of the last month that is over"""
        cohorts = defaultdict(list)
        for member in self.metrics.search([("company_id", "=", self.company.id)]).partner_id:
            days = self.sales(member)
            day = (days[0] if days else None) if joined == "purchase" else member.member_since
            if day and over - 12 < number(day) < over:
                cohorts[number(day)].append({number(bought) for bought in days})
        return {
            cohort: (
                len(members),
                {
                    after: sum(cohort + after in months for months in members) / len(members)
                    for after in range(1, over - cohort + 1)
                },
            )
            for cohort, members in cohorts.items()
        }

    def assert_cohorts(self, joined, over, rows):
        told = self.plain_cohorts(joined, over)
        self.assertEqual([row["members"] for row in rows], [told[cohort][0] for cohort in sorted(told)])
        for cohort, row in zip(sorted(told), rows, strict=True):
            cells = {
                int(name[6:]): value for name, value in row.items() if name.startswith("month_") and value is not None
            }
            self.assertEqual(cells, told[cohort][1], cohort)

    def test_random_cohorts(self):
        for seed in (1, 2):
            self.random_shop(seed)
            for joined in ("purchase", "enrolment"):
                self.assert_cohorts(joined, number(date(2026, 4, 1)), self.block("cohorts", joined=joined))
                rows = self.block("cohorts", joined=joined, day="2026-02-28")
                self.assert_cohorts(joined, number(date(2026, 2, 1)), rows)

    def test_second_purchase(self):
        """Kaplan-Meier, day by day over the members one by one."""
        self.random_shop(3)
        watched = []
        for member in self.facts:
            days = self.sales(member)
            if days:
                later = [day for day in days if day > days[0]]
                watched.append(((later[0] if later else DAY) - days[0]).days + (0 if later else 0.5))
        for row in self.block("second"):
            still = 1.0
            for day in range(1, row["days"] + 1):
                at_risk = sum(time >= day for time in watched)
                if at_risk:
                    still *= 1 - watched.count(day) / at_risk
            self.assertAlmostEqual(row["again"], 1 - still, 9, row["days"])

    def test_second_purchase_rate_by_month(self):
        self.random_shop(4)
        told = defaultdict(list)
        for member in self.facts:
            days = self.sales(member)
            if days and days[0] >= date(2025, 5, 1):
                first = days[0]
                month_end = first.replace(day=monthrange(first.year, first.month)[1])
                if month_end + timedelta(days=90) <= DAY:
                    told[number(first)].append(any(0 < (day - first).days <= 90 for day in days))
        rows = self.block("rates")
        expected = [(len(told[month]), sum(told[month])) for month in sorted(told)]
        self.assertEqual([(row["members"], row["bought"]) for row in rows], expected)

    # ── Edges ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_nobody(self):
        self.refresh()
        for name in ("cohorts", "second", "rates"):
            self.assertEqual(self.block(name), [])

    def test_the_running_month_is_blank(self):
        """A member of March has bought in May, which isn't over; April is."""
        member = self.member()
        for day in (date(2026, 3, 31), date(2026, 5, 1)):
            self.buy(member, day)
        self.refresh(date(2026, 5, 20))
        [row] = self.block("cohorts")
        self.assertEqual((row["month_1"], row["month_2"]), (0, None))
        self.refresh(date(2026, 6, 1))
        [row] = self.block("cohorts")
        self.assertEqual((row["month_1"], row["month_2"], row["month_3"]), (0, 1, None))

    def test_a_return_is_no_purchase_and_several_a_day_are_one(self):
        member = self.member()
        for day, net in ((date(2026, 1, 5), 10), (date(2026, 1, 5), 20), (date(2026, 2, 5), -30)):
            self.buy(member, day, net)
        self.refresh()
        self.assertEqual(self.block("cohorts")[0]["month_1"], 0)
        self.assertEqual({row["bought"] for row in self.block("second")}, {0})

    def test_leap_day(self):
        member = self.member()
        for day in (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 1)):
            self.buy(member, day)
        self.refresh(date(2024, 3, 1))
        [row] = self.block("cohorts")
        self.assertEqual((row["month_1"], row["month_2"]), (1, None))
        self.assertEqual(self.of(member).second_after, 29)

    def test_months_long_before_the_last_purchase(self):
        """Five years are kept of each member, back from the last purchase."""
        member = self.member()
        for day in (date(2010, 1, 1), date(2021, 6, 1), date(2026, 5, 1)):
            self.buy(member, day)
        self.refresh()
        found = {
            month: self.metrics.search_count([("bought_month", "=", month)])
            for month in (date(2010, 1, 1), date(2021, 5, 1), date(2021, 6, 1), date(2021, 7, 1), date(2026, 5, 1))
        }
        self.assertEqual(list(found.values()), [0, 0, 1, 0, 1])

    # ── Rights ────────────────────────────────────────────────────────────────────────────────────────────────

    def test_staff_see_their_own_members_and_cashiers_none(self):
        for owner in (self.staff, self.manager):
            self.buy(self.member(user_id=owner.id), date(2026, 2, 1))
        self.refresh()
        self.assertEqual([row["members"] for row in self.block("cohorts")], [2])
        for user, seen in ((self.staff, [1]), (self.new_stranger(), [])):
            self.report = self.report.with_user(user)
            rows = self.report.read_block("cohorts", {})["rows"]
            self.assertEqual([row["members"] for row in rows], seen)
        with self.assertRaises(AccessError):
            self.report.with_user(self.cashier).read_block("cohorts", {})
