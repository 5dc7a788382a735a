from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestMemberProducts(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap.product_tmpl_id.member_only = True

    def assert_refused(self, text, partner, *lines):
        # Not assertRaisesRegex, which doesn't roll back what the sale wrote before.
        with self.assertRaises(UserError) as refused:
            self.sell(partner, *lines)
        self.assertIn(text, str(refused.exception))

    def test_members_only(self):
        guest = self.env["res.partner"].create({"name": "Guest"})
        for customer in (False, guest):
            self.assert_refused("Soap is for members only. Select or enroll", customer, (self.soap, 1))
        order = self.sell(self.new_member(), (self.soap, 1), (self.cream, 1))
        self.assertFalse(order.member_flag)

    def test_tiers_only(self):
        self.soap.product_tmpl_id.member_tier_ids = self.silver | self.gold
        ada = self.new_member()
        self.assert_refused("Soap is for members of Silver or Gold only", ada, (self.soap, 1))
        ada.member_tier_id = self.gold
        self.assertEqual(self.sell(ada, (self.soap, 1)).state, "paid")

    def test_quantity_per_month(self):
        self.soap.product_tmpl_id.member_quantity = 2
        ada = self.new_member()
        with freeze_time("2026-01-31 12:00"):
            first = self.sell(ada, (self.soap, 1), date_order="2026-01-31 12:00:00")
            self.assert_refused(
                "limited to 2 per member and month. Ada has already bought 1. Remove 1 from", ada, (self.soap, 2)
            )
            self.assertEqual(self.checked(ada, 2)["message"].count("Remove 1 from"), 1)
            self.assertFalse(self.checked(ada, 1)["message"])
            self.sell(ada, (self.soap, 1), date_order="2026-01-31 12:00:00")
            self.assert_refused("has already bought 2", ada, (self.soap, 1))
            # What comes back can be bought again.
            self.refund(first, (first.lines, 1))
            self.sell(ada, (self.soap, 1), date_order="2026-01-31 12:00:00")
        with freeze_time("2026-02-01 12:00"):
            self.sell(ada, (self.soap, 2), date_order="2026-02-01 12:00:00")

    def test_quantity_in_all(self):
        self.soap.product_tmpl_id.write({"member_quantity": 1, "member_quantity_period": "once"})
        ada = self.new_member()
        with freeze_time("2025-01-10 12:00"):
            self.sell(ada, (self.soap, 1), date_order="2025-01-10 12:00:00")
        self.assert_refused("is limited to 1 per member.", ada, (self.soap, 1))

    def test_offline_is_flagged(self):
        guest = self.env["res.partner"].create({"name": "Guest"})
        order = self.sell(guest, (self.soap, 1), member_offline=True)
        self.assertIn("Soap is for members only", order.member_flag)
        self.assertIn("Soap is for members only", guest.activity_ids.note)
        nobody = self.sell(False, (self.soap, 1), member_offline=True)
        self.assertTrue(nobody.member_flag)

    def test_sent_again_is_no_second_purchase(self):
        self.soap.product_tmpl_id.member_quantity = 1
        data = self.till_order(self.new_member(), [(self.soap, 1)])
        for _time in range(2):
            order, _answer = self.sync(data)
        self.assertEqual(order.state, "paid")

    def checked(self, partner, quantity):
        asked = {str(self.soap.product_tmpl_id.id): quantity}
        return self.config.with_user(self.cashier).check_member_products(partner.id, asked)
