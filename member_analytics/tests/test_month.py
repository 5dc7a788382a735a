import random
from collections import defaultdict
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import RolesCase

from .common import MetricsCase

TODAY = date(2026, 3, 1)


@tagged("post_install", "-at_install")
class TestMonth(MetricsCase, RolesCase):
    """The sales of each month, and what counts anew by itself."""

    def setUp(self):
        super().setUp()
        self.today = TODAY
        self.months = self.env["member.month"].sudo()
        self.people = [self.env["res.partner"]]
        for number in range(4):
            self.people.append(self.new_member(f"Member {number}", f"+165025303{number:02}"))
            self.people[-1].sudo().member_since = TODAY - timedelta(days=100 * number)

    def told(self):
        rows = self.months.search([("company_id", "=", self.company.id)])
        return {
            row.month: (row.sale_count, row.member_sale_count, row.amount_net, row.member_amount_net) for row in rows
        }

    def plain(self):
        """From the facts one by one."""
        found = defaultdict(lambda: [0, 0, 0, 0])
        for fact in self.env["member.purchase"].sudo().search([("company_id", "=", self.company.id)]):
            month = fact.local_date.replace(day=1)
            following = month + relativedelta(months=1)
            buyer = fact.partner_id
            since, left = buyer.member_since, buyer.member_left_on
            mine = bool(since and since < following and not (left and left < following))
            counts = found[month]
            counts[0] += fact.amount_net > 0
            counts[1] += fact.amount_net > 0 and mine
            counts[2] += fact.amount_net
            counts[3] += fact.amount_net * mine
        return {month: tuple(counts) for month, counts in found.items()}

    # ── What may happen ───────────────────────────────────────────────────────────────────────────────────────

    def buy(self, chance):
        ago = chance.choice((0, 0, 1, 31, 59, 400))
        self.bought(chance.choice(self.people), self.today - timedelta(days=ago), chance.choice((15, 40, -60, 0)))

    def buy_tomorrow(self, chance):
        self.bought(chance.choice(self.people), self.today + timedelta(days=chance.randint(1, 40)), 35)

    def delete(self, chance):
        purchases = self.env["member.purchase"].sudo().search([("company_id", "=", self.company.id)])
        if purchases:
            chance.choice(purchases).unlink()

    def join(self, chance):
        """Somebody whose earlier purchases had a name already; some joined on paper long ago."""
        partner = self.env["res.partner"].create({"name": "Newcomer"})
        for days in (0, 70, 200):
            self.bought(partner, self.today - timedelta(days=days), 5)
        partner.sudo().write({"member_number": f"N{partner.id}", "member_since": self.today})
        if chance.random() < 0.5:
            partner.sudo().member_since = self.today - timedelta(days=150)
        self.people.append(partner)

    def leave(self, chance):
        if len(self.people) > 3:
            self.people.pop(chance.randrange(1, len(self.people))).sudo().member_left_on = self.today

    def merge(self, chance):
        if len(self.people) > 3:
            source, target = self.people.pop(), self.people[1]
            self.env["base.partner.merge.automatic.wizard"].create(
                {"partner_ids": [(6, 0, (source | target).ids)], "dst_partner_id": target.id}
            ).action_merge()

    def wait(self, chance):
        self.today += timedelta(days=chance.choice((1, 20, 45, 120)))
        self.clock.move_to(self.today)

    # ── The property ──────────────────────────────────────────────────────────────────────────────────────────

    def test_any_sequence(self):
        actions = [self.buy, self.buy, self.buy, self.buy_tomorrow, self.delete, self.join, self.leave, self.merge]
        for seed in range(3):
            chance, done = random.Random(seed), []
            # One clock for all: to stop all clocks takes long.
            with freeze_time(self.today) as self.clock:
                for _round in range(12):
                    for action in chance.choices([*actions, self.wait], k=4):
                        done.append(action.__name__)
                        action(chance)
                    self.months._refresh(self.definition)
                    self.assertEqual(self.told(), self.plain(), f"seed {seed}: {done}")

    def test_nothing_sold(self):
        self.months._refresh(self.definition)
        self.assertEqual(self.told(), {})

    def test_a_sale_that_was_written_slowly(self):
        """Another transaction took a later id and was there earlier: the fact counts all the same."""
        with freeze_time(TODAY):
            self.bought(self.people[1], date(2024, 2, 29), 10)
            for _night in range(2):
                self.months._refresh(self.definition)
            fact = self.env["member.purchase"].sudo().search([("company_id", "=", self.company.id)])
            seen = self.definition.sales_seen
            self.env.cr.execute("DELETE FROM member_month")
            self.definition.sales_seen = {**seen, "before": fact.id - 1, "newest": fact.id + 5}
            self.months._refresh(self.definition)
        self.assertEqual(self.told(), self.plain())

    def test_rights(self):
        self.bought(self.people[1], TODAY, 10)
        self.months._refresh(self.definition)
        for role in ("manager", "auditor"):
            months = self.env["member.month"].with_user(self.users[role])
            self.assertEqual(months.search_count([("company_id", "=", self.company.id)]), 1)
            with self.assertRaises(AccessError):
                months.check_access("write")
        self.assertFalse(self.env["member.month"].with_user(self.new_stranger()).search_count([]))
        for user in (self.staff, self.cashier):
            with self.assertRaises(AccessError):
                self.env["member.month"].with_user(user).search([])
