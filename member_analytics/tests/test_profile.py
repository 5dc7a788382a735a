from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import PHONES
from odoo.addons.member_loyalty.tests.common_profile import ProfileCase

from .common import DAY, MetricsCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 12:00:00")
class TestProfile(MetricsCase, ProfileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member("Ada")
        for days in (40, 30, 20):
            cls.bought(cls.ada, DAY - timedelta(days=days), 50)
        cls.refresh()

    def test_rhythm_and_value(self):
        visits = self.tiles(self.blocks(user="manager")["visits"])
        self.assertEqual(
            list(visits), ["Last Visit", "Purchases", "Comes Every", "Next Visit Expected", "Annual Value"]
        )
        self.assertEqual(visits["Comes Every"]["value"], "10 days")
        self.assertEqual(visits["Next Visit Expected"]["value"], "04/21/2026")
        self.assertEqual(visits["Next Visit Expected"]["notes"], ["10 days overdue", "Active"])
        self.assertIn("150.00", visits["Annual Value"]["value"])
        metrics = self.of(self.ada)
        self.assertEqual(visits["Annual Value"]["opens"], {"name": "Ada", "model": "member.metrics", "id": metrics.id})

    def test_favorites(self):
        self.assertNotIn("Products", self.tiles(self.blocks(user="manager").get("habits", {"tiles": []})))
        for product, quantity in ((self.cream, 3), (self.soap, 1)):
            self.sell(self.ada, (product, quantity))
        self.refresh()
        habits = self.tiles(self.blocks(user="manager")["habits"])
        self.assertEqual(habits["Products"]["value"], "Cream and Soap")
        self.assertEqual(habits["Store"]["value"], "Till")
        self.assertIn("Day and Hour", habits)

    def test_somebody_new_has_none(self):
        bea = self.new_member("Bea", PHONES[1])
        self.refresh()
        self.assertEqual(self.blocks(bea, "manager")["visits"]["tiles"], [])
        self.assertNotIn("habits", self.blocks(bea, "manager"))

    def test_metrics_are_for_who_may_read_them(self):
        """Staff see the metrics of their own members, cashiers none."""
        self.assertNotIn("Annual Value", self.tiles(self.blocks(user="staff")["visits"]))
        self.ada.user_id = self.staff
        self.assertIn("Annual Value", self.tiles(self.blocks(user="staff")["visits"]))
        self.assertIn("Annual Value", self.tiles(self.blocks(user="auditor")["visits"]))
        self.assertNotIn("visits", self.blocks(user="cashier"))

    def test_queries_dont_grow_with_purchases(self):
        member = self.ada.with_user(self.users["manager"])

        def queries():
            self.env.flush_all()
            member.member_profile()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            member.member_profile()
            return self.cr.sql_log_count - before

        self.sell(self.ada, (self.soap, 1))
        self.refresh()
        few = queries()
        for _number in range(6):
            self.sell(self.ada, (self.soap, 1))
        self.refresh()
        self.assertLessEqual(queries(), few)
        self.assertLess(few, 70)
