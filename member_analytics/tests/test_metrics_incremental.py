import random
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from .common import DAY, MetricsCase


@tagged("post_install", "-at_install")
class TestMetricsIncremental(MetricsCase):
    """Counting who has news gives the same as counting everybody, whatever happened."""

    def setUp(self):
        super().setUp()
        self.today = DAY
        self.people = [self.new_member(f"Member {number}", f"+165025301{number:02}") for number in range(8)]
        for partner in self.people:
            self.bought(partner, DAY - timedelta(days=30 + partner.id % 7), 20 + partner.id % 5)
        self.refresh(DAY)

    # ── What may happen ───────────────────────────────────────────────────────────────────────────────────────

    def buy(self, chance):
        self.bought(chance.choice(self.people), self.today - timedelta(days=chance.choice((0, 0, 1, 400))), 15)

    def buy_tomorrow(self, chance):
        """A till in a time zone ahead, or a wrong clock."""
        self.bought(chance.choice(self.people), self.today + timedelta(days=chance.randint(1, 40)), 35)

    def take_back(self, chance):
        self.bought(chance.choice(self.people), self.today, -chance.randint(1, 60))

    def delete(self, chance):
        purchases = self.env["member.purchase"].sudo().search([("company_id", "=", self.company.id)])
        chance.choice(purchases).unlink()

    def name(self, chance):
        """An order gets its customer after it was paid."""
        purchases = self.env["member.purchase"].sudo().search([("company_id", "=", self.company.id)])
        chance.choice(purchases).partner_id = chance.choice([*self.people, self.env["res.partner"]])

    def join(self, chance):
        number = len(self.people)
        self.people.append(self.new_member(f"Newcomer {number}", f"+16502530{200 + number}"))

    def leave(self, chance):
        if len(self.people) > 3:
            self.people.pop(chance.randrange(len(self.people))).sudo()._member_leave("wish")

    def merge(self, chance):
        if len(self.people) > 3:
            source = self.people.pop()
            self.env["base.partner.merge.automatic.wizard"].create(
                {"partner_ids": [(6, 0, (source | self.people[0]).ids)], "dst_partner_id": self.people[0].id}
            ).action_merge()

    def wait(self, chance):
        self.today += timedelta(days=chance.choice((1, 3, 29, 60, 100)))

    # ── The property ──────────────────────────────────────────────────────────────────────────────────────────

    def check(self, told):
        self.metrics._refresh_news(self.definition, self.today)
        news = self.rows()
        self.metrics._refresh(self.definition, self.today)
        self.assertEqual(news, self.rows(), told)

    def test_what_is_counted_next_is_planned_as_before(self):
        """A night counts who has news, and then a month end of everybody: by index the latter would take minutes."""

        def cost():
            return self.env.execute_query(SQL("SHOW random_page_cost"))

        before = cost()
        with self.metrics._figured(self.definition, self.today, self.people[0].ids):
            self.assertNotEqual(cost(), before)
        self.assertEqual(cost(), before)

    def test_any_sequence(self):
        actions = [
            self.buy,
            self.buy_tomorrow,
            self.take_back,
            self.delete,
            self.name,
            self.join,
            self.leave,
            self.merge,
            self.wait,
        ]
        for seed in range(3):
            chance, told = random.Random(seed), []
            for _round in range(12):
                for action in chance.choices([*actions, self.wait, self.buy], k=3):
                    told.append(action.__name__)
                    action(chance)
                self.check(f"seed {seed}: {told}")

    def test_the_calendar_day_by_day(self):
        """A year and more without a sale: states, windows and scores change on their days."""
        self.definition.write({"limit_unit": "months"})
        for _day in range(0, 480, 9):
            self.today += timedelta(days=9)
            self.check(self.today)

    def test_quiet_day_costs_nothing(self):
        self.metrics._refresh_news(self.definition, DAY)
        self.assertEqual(self.metrics._refresh_news(self.definition, DAY), 0)
