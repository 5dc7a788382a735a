from datetime import date, timedelta

from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import PHONES

from .common import DAY, MetricsCase


@tagged("post_install", "-at_install")
class TestHostileReturned(MetricsCase):
    """One definition of a purchase: what came back as a whole is none, for metrics, months and tiers alike."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member()
        cls.days = [DAY - timedelta(days=back) for back in (60, 40, 20)]

    def counted(self, day=DAY):
        """:return: (purchases, days with one)"""
        self.refresh(day)
        row = self.of(self.ada)
        return row.purchase_count, row.visit_count

    def test_wholly_returned(self):
        first, _second, third = (self.bought(self.ada, day, 100) for day in self.days)
        self.assertEqual(self.counted(), (3, 3))
        self.bought(self.ada, self.days[2] + timedelta(days=1), -40, refund_of=third)
        self.assertEqual(self.counted(), (3, 3), "some of it was kept")
        self.bought(self.ada, self.days[2] + timedelta(days=2), -60, refund_of=third)
        self.assertEqual(self.counted(), (2, 2))
        row = self.of(self.ada)
        self.assertEqual((row.net_spend, row.average_ticket, row.last_date), (200, 100, self.days[1]))
        self.assertAlmostEqual(row.return_share, 1 / 3)
        self.assertEqual(self.counted(self.days[2]), (3, 3), "as of a day before it came back")
        self.assertFalse(self.purchase(first).returned_on)
        self.assertEqual(self.purchase(third).returned_on, self.days[2] + timedelta(days=2))

    def test_everything_returned(self):
        key = self.bought(self.ada, self.days[0], 100)
        self.bought(self.ada, self.days[1], -100, refund_of=key)
        self.assertEqual(self.counted(), (0, 0))
        self.assertFalse(self.of(self.ada).last_date)
        self.assertFalse(self.of(self.ada).average_ticket)

    def test_bought_when_something_else_came_back(self):
        key = self.bought(self.ada, self.days[0], 100)
        self.bought(self.ada, self.days[1], 50, refund_of=key)
        self.assertEqual(self.counted(), (2, 2))

    def test_brought_back_by_somebody_else(self):
        key = self.bought(self.ada, self.days[0], 100)
        self.counted()
        bea = self.new_member("Bea", PHONES[1])
        self.env["member.metrics.due"].sudo().search([]).unlink()
        self.bought(bea, self.days[1], -100, refund_of=key)
        self.assertIn(self.ada, self.env["member.metrics.due"].sudo().search([]).partner_id)
        self.assertEqual(self.counted(), (0, 0))

    def test_at_the_till(self):
        orders = [self.sell(self.ada, (self.cream, 1)) for _visit in range(2)]
        self.refund(orders[0], (orders[0].lines, 1))
        today = self.company._member_today()
        self.assertEqual(self.counted(today), (1, 1))
        purchase = self.env["member.purchase"].search([("pos_order_id", "=", orders[0].id)])
        self.assertEqual(purchase.returned_on, today)

    def test_a_refund_that_is_taken_back(self):
        key = self.bought(self.ada, self.days[0], 100)
        back = self.bought(self.ada, self.days[1], -100, refund_of=key)
        self.assertEqual(self.counted(), (0, 0))
        self.purchase(back).sudo().unlink()
        self.assertEqual(self.counted(), (1, 1))

    def test_sales_of_a_month(self):
        day = date(2026, 3, 10)
        kept, same, later = (self.bought(self.ada, day, 100) for _sale in range(3))
        self.bought(self.ada, date(2026, 3, 31), -100, refund_of=same)
        self.bought(self.ada, date(2026, 4, 1), -100, refund_of=later)
        months = self.env["member.month"].sudo()
        months._count(self.company, None)
        march = months.search([("company_id", "=", self.company.id), ("month", "=", date(2026, 3, 1))])
        self.assertEqual((march.sale_count, march.amount_net), (2, 200), "as the month ended")
        self.assertTrue(self.purchase(kept))

    def purchase(self, key):
        return self.env["member.purchase"].search([("key", "=", key)])
