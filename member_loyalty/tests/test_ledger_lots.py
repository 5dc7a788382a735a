from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestLots(MemberCase):
    """Points on the way, points that expire, and whose points come back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.new_member()
        cls.card = cls.env["loyalty.card"]._member_card(cls.member, cls.program)
        # The night works as the superuser.
        cls.Entry = cls.env["member.ledger.entry"].sudo()

    def entries(self, kind):
        return self.Entry.search([("card_id", "=", self.card.id), ("kind", "=", kind)], order="id")

    def days(self, number):
        return fields.Date.add(self.company._member_today(), days=number)

    def test_points_are_on_the_way_first(self):
        self.program.write({"member_pending": "days", "member_pending_days": 7})
        self.sell(self.member, (self.cream, 2))
        earned = self.entries("earn")
        self.assertEqual((earned.state, earned.date_available), ("pending", self.days(7)))
        self.assertEqual(self.points(self.member), 0)
        self.assertEqual(self.card._member_buckets()[self.card]["pending"], 80)
        self.assert_ledger_holds()
        with freeze_time(self.days(7)):
            self.Entry._release_due()
        self.assertEqual((earned.state, self.points(self.member)), ("posted", 80.0))
        self.assert_ledger_holds()

    def test_return_window_holds_points_back(self):
        self.company.member_return_days = 30
        self.program.member_pending = "return_window"
        self.sell(self.member, (self.cream, 2))
        self.assertEqual(self.entries("earn").date_available, self.days(30))

    def test_returned_goods_take_back_what_is_on_the_way(self):
        self.program.write({"member_pending": "days", "member_pending_days": 7})
        order = self.sell(self.member, (self.soap, 3))
        self.refund(order, (order.lines, 1))
        self.assertEqual(self.card._member_buckets()[self.card]["pending"], 20)
        self.assertEqual(self.points(self.member), 0)
        self.assert_ledger_holds()
        with freeze_time(self.days(8)):
            self.Entry._release_due()
        self.assertEqual(self.points(self.member), 20)
        self.assert_ledger_holds()

    def test_activation_pays_debts(self):
        self.card.with_user(self.manager).write({"points": -30})
        self.program.write({"member_pending": "days", "member_pending_days": 7})
        self.sell(self.member, (self.cream, 1))
        with freeze_time(self.days(8)):
            self.Entry._release_due()
        self.assertEqual(self.points(self.member), 10)
        self.assertEqual(self.entries("earn").left, 10)
        self.assert_ledger_holds()

    def test_lots_expire_after_their_last_day(self):
        self.program.write({"member_expiry": "months", "member_expiry_months": 1})
        self.sell(self.member, (self.cream, 2))
        lot = self.entries("earn")
        with freeze_time(lot.date_expiration):
            self.Entry._release_due()
            self.assertEqual(self.points(self.member), 80)
        with freeze_time(fields.Date.add(lot.date_expiration, days=1)):
            self.Entry._release_due()
            self.Entry._release_due()
        expired = self.entries("expire")
        self.assertEqual((expired.amount, expired.balance, lot.left), (-80.0, 0.0, 0.0))
        self.assertEqual(self.points(self.member), 0)
        self.assert_ledger_holds()

    def test_a_sale_doesnt_wait_for_the_night(self):
        self.program.write({"member_expiry": "months", "member_expiry_months": 1})
        self.sell(self.member, (self.cream, 2))
        with freeze_time(self.days(40)):
            order = self.sell(self.member, (self.soap, 1))
        self.assertEqual(self.points(self.member), 10)
        self.assertEqual(order.member_entry_ids.balance, 10)
        self.assert_ledger_holds()

    def test_soonest_expiry_is_spent_first_and_comes_back_with_it(self):
        self.program.write({"member_expiry": "months", "member_expiry_months": 6})
        self.sell(self.member, (self.cream, 2))
        self.program.member_expiry_months = 3
        self.sell(self.member, (self.cream, 2))
        later, sooner = self.entries("earn")
        order = self.sell(self.member, (self.soap, 1), self.reward_line(self.card))
        self.assertEqual((sooner.left, later.left), (0.0, 60.0))
        reward = order.lines.filtered("is_reward_line")
        self.refund(order, (reward, 1))
        back = {entry.date_expiration: entry.amount for entry in self.entries("restore")}
        self.assertEqual(back, {later.date_expiration: 20.0, sooner.date_expiration: 80.0})
        self.assert_ledger_holds()

    def restored_too_late(self, grace):
        self.program.write({"member_expiry": "months", "member_expiry_months": 1, "member_grace_days": grace})
        self.sell(self.member, (self.cream, 3))
        order = self.sell(self.member, (self.soap, 1), self.reward_line(self.card))
        with freeze_time(self.days(40)):
            self.refund(order, (order.lines.filtered("is_reward_line"), 1))
        self.assert_ledger_holds()
        return self.entries("restore")

    def test_what_expired_meanwhile_stays_expired(self):
        self.assertEqual(self.restored_too_late(grace=0).left, 0)
        self.assertEqual(self.points(self.member), 0)
        self.assertEqual(sum(self.entries("expire").mapped("amount")), -130.0)

    def test_what_expired_meanwhile_gets_the_grace_that_was_declared(self):
        restored = self.restored_too_late(grace=10)
        self.assertEqual((restored.left, restored.date_expiration), (100.0, self.days(50)))

    def test_activity_moves_expiry_on(self):
        self.program.write({"member_expiry": "inactivity", "member_expiry_months": 2})
        self.sell(self.member, (self.soap, 1))
        lot = self.entries("earn")
        with freeze_time(self.days(40)):
            self.sell(self.member, (self.soap, 1))
            self.assertEqual(lot.date_expiration, fields.Date.add(self.company._member_today(), months=2))
        with freeze_time(self.days(140)):
            self.Entry._release_due()
        self.assertEqual(self.points(self.member), 0)
        self.assert_ledger_holds()

    def test_claw_back_takes_its_own_lot_first(self):
        self.program.write({"member_expiry": "months", "member_expiry_months": 6})
        first = self.sell(self.member, (self.soap, 2))
        self.program.member_expiry_months = 3
        self.sell(self.member, (self.soap, 2))
        self.refund(first, (first.lines, 2))
        self.assertEqual(self.entries("earn").mapped("left"), [0.0, 20.0])
        self.assert_ledger_holds()

    def test_claw_back_weighs_what_each_line_brought(self):
        self.program.rule_ids.product_ids = self.cream
        order = self.sell(self.member, (self.cream, 1), (self.soap, 4))
        self.assertEqual(self.points(self.member), 40)
        cream, soap = order.lines
        self.refund(order, (soap, 4))
        self.assertEqual(self.points(self.member), 40)
        self.refund(order, (cream, 1))
        self.assertEqual(self.points(self.member), 0)

    def test_basis_exclusions_and_rounding(self):
        self.program.write(
            {
                "member_basis_discounts": "before",
                "member_rounding": "1",
                "member_rounding_method": "down",
                "member_excluded_category_ids": [(6, 0, self.soap.categ_id.parent_id.ids)],
                "member_excluded_product_ids": [(6, 0, self.soap.ids)],
            }
        )
        self.program.rule_ids.reward_point_amount = 0.33
        half_price = {
            "product": self.cream,
            "quantity": 1,
            "discount": 50,
            "price_subtotal": 20,
            "price_subtotal_incl": 20,
        }
        self.sell(self.member, half_price, (self.soap, 5))
        self.assertEqual(self.points(self.member), 13)

    def test_prepaid_earns_nothing(self):
        self.env["loyalty.program"].create(
            {
                "name": "Core Wallet",
                "program_type": "ewallet",
                "rule_ids": [(0, 0, {"reward_point_mode": "money", "product_ids": [(6, 0, self.soap.ids)]})],
            }
        )
        self.sell(self.member, (self.soap, 10), (self.cream, 1))
        self.assertEqual(self.points(self.member), 40)

    def test_differences_of_the_tills_count_are_noted(self):
        rule = self.program.rule_ids
        for count in ({str(rule.id): 39}, {str(rule.id): 40}, {str(rule.id): "NaN"}, "nonsense"):
            data = self.till_order(self.member, [(self.cream, 1)], member_till_count={str(self.program.id): count})
            self.sync(data)
        noted = self.env["member.count.difference"].search([], order="id")
        self.assertEqual(noted.mapped(lambda row: (row.rule_id, row.till, row.server)), [(rule, 39, 40), (rule, 0, 40)])

    def test_nightly_cost_doesnt_grow_with_the_members(self):
        self.program.write({"member_pending": "days", "member_pending_days": 7})
        members = [self.new_member(f"Member {number}", PHONES[number]) for number in range(1, 5)]
        for member in members[:2]:
            self.sell(member, (self.soap, 1))
        counts = []
        for later in (8, 20):
            with freeze_time(self.days(later)):
                before = self.env.cr.sql_log_count
                self.Entry._release_due()
                counts.append(self.env.cr.sql_log_count - before)
            for member in members:
                self.sell(member, (self.soap, 1), date_order=fields.Datetime.to_string(self.days(0)))
        self.assertLessEqual(counts[1], counts[0])

    def test_night_goes_on_after_a_sale_came_between(self):
        self.program.write({"member_pending": "days", "member_pending_days": 7})
        self.sell(self.member, (self.cream, 2))
        release, calls = type(self.Entry)._release_due, []

        def interrupted(entries, *args, **kwargs):
            calls.append(args)
            if len(calls) == 1:
                raise psycopg2.errors.SerializationFailure
            return release(entries, *args, **kwargs)

        with (
            freeze_time(self.days(7)),
            patch.object(type(self.Entry), "_release_due", interrupted),
        ):
            self.run_night("release")
        self.assertEqual(self.points(self.member), 80.0)
