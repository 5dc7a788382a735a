from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PHONES
from .common_topup import TopupCase


@tagged("post_install", "-at_install")
class TestTopupOffers(TopupCase):
    """Pay so much, receive so much."""

    # ── At the till ───────────────────────────────────────────────────────────────────────────────────────────

    def test_bonus_comes_with_the_top_up(self):
        offer = self.offer()
        order = self.top_up_by(100, offer)
        entries = order.member_entry_ids.sorted("id")
        self.assertEqual(
            [(entry.kind, entry.bucket, entry.amount, entry.config_id) for entry in entries],
            [("top_up", "principal", 100.0, self.config), ("bonus", "bonus", 10.0, self.config)],
        )
        self.assertEqual(self.card.points, 110.0)
        line = order.lines
        self.assertEqual(
            entries.mapped("key"),
            [
                f"pos:{order.id}:{self.card.program_id.id}:topup:{line.id}",
                f"pos:{order.id}:{self.card.program_id.id}:bonus:{line.id}:{offer.id}:1",
            ],
        )
        self.assertEqual((offer.gift_count, self.points(self.member)), (1, 0))
        self.assert_ledger_holds()

    def test_a_repeated_order_gives_once(self):
        self.offer(parts=3)
        data = self.till_order(self.member, [self.top_up_line(100)])
        for _again in range(3):
            order = self.sync(dict(data))[0]
            order._member_settle()
        self.assertEqual(self.buckets(), (100.0, 3.33, 6.67))
        self.assertEqual(self.env["member.topup"].search_count([("card_id", "=", self.card.id)]), 1)

    def test_the_server_gives_what_applies_whatever_the_till_says(self):
        ten, much = self.offer(), self.offer(pay=500, bonus=75)
        order = self.top_up_by(100, much)
        self.assertEqual(order.member_entry_ids.topup_id.gift_ids.offer_id, ten)
        self.assertIn("Pay 500 was selected", order.message_ids[:1].body)
        unasked = self.top_up_by(500)
        self.assertEqual(unasked.member_entry_ids.topup_id.gift_ids.offer_id, much)
        self.assertEqual(self.buckets(), (600.0, 85.0, 0.0))

    def test_best_or_all(self):
        ten = self.offer()
        self.offer(pay=50, bonus=6)
        self.top_up_by(100)
        self.assertEqual(self.buckets(), (100.0, 10.0, 0.0))
        self.wallet.member_offer_rule = "all"
        self.assertEqual([row["bonus"] for row in self.ask() if row["id"] == ten.id], [16.0])
        self.top_up_by(100)
        self.assertEqual(self.buckets(), (200.0, 26.0, 0.0))

    def test_the_member_may_choose_a_smaller_offer(self):
        self.offer()
        points = self.offer(
            name="Points instead", bonus=0, receive="points", points=500, points_program_id=self.program.id
        )
        order = self.top_up_by(100, points)
        self.assertEqual(self.buckets(), (100.0, 0.0, 0.0))
        self.assertEqual(self.points(self.member), 500.0)
        gift = order.member_entry_ids.filtered(lambda entry: entry.bucket == "points")
        self.assertEqual((gift.kind, gift.config_id), ("bonus", self.config))
        self.assert_ledger_holds()

    def test_each_time_and_exactly(self):
        offer = self.offer(pay=50, bonus=2.55, mode="each")
        self.top_up_by(170)
        self.assertEqual(self.buckets(), (170.0, 7.65, 0.0))
        offer.mode = "exact"
        self.top_up_by(51)
        self.assertEqual(self.buckets(), (221.0, 7.65, 0.0))

    def test_monthly_parts_add_up(self):
        self.offer(pay=99.99, bonus=10, parts=3, months_good=2)
        with freeze_time("2026-01-31 12:00:00"):
            order = self.top_up_by(99.99, date_order="2026-01-31 12:00:00")
            self.assertEqual(self.buckets(), (99.99, 3.33, 6.67))
        parts = order.member_entry_ids.filtered(lambda entry: entry.bucket == "bonus").sorted("id")
        self.assertEqual(
            [(part.amount, part.date_available, part.date_expiration) for part in parts],
            [
                (3.33, False, date(2026, 3, 31)),
                (3.34, date(2026, 2, 28), date(2026, 4, 28)),
                (3.33, date(2026, 3, 31), date(2026, 5, 31)),
            ],
        )
        with freeze_time("2026-03-01 12:00:00"):
            self.env["member.ledger.entry"]._release_due(self.card)
            self.assertEqual(self.buckets(), (99.99, 6.67, 3.33))
            self.assertEqual(self.card.points, 106.66)
            self.assert_ledger_holds()

    def test_a_coupon_comes_with_the_top_up(self):
        coupon = self.env["loyalty.program"].create(
            {
                "name": "Free Facial",
                "program_type": "coupons",
                "trigger": "with_code",
                "applies_on": "current",
                "reward_ids": [Command.create({"discount": 10, "required_points": 1})],
            }
        )
        self.offer(bonus=0, receive="coupon", coupon_program_id=coupon.id, months_good=1)
        self.assertEqual(self.ask()[0]["coupon"], "Free Facial")
        data = self.till_order(self.member, [self.top_up_line(100)])
        for _again in range(2):
            self.sync(dict(data))
        card = coupon.coupon_ids
        self.assertEqual((len(card), card.partner_id, card.points), (1, self.member, 1))
        self.assertTrue(card.expiration_date)

    # ── For whom ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_first_top_up_only(self):
        self.offer(first_only=True)
        self.sell(self.member, self.top_up_line(100), self.top_up_line(100))
        self.assertEqual(self.buckets(), (200.0, 10.0, 0.0))
        self.assertEqual(self.ask(), [])
        other = self.new_member("Bea", PHONES[1])
        self.assertEqual(len(self.ask(other)), 1)

    def test_so_many_times_a_member(self):
        self.offer(times=2)
        for _again in range(3):
            self.top_up_by(100)
        self.assertEqual(self.buckets(), (300.0, 20.0, 0.0))

    def test_by_tier_store_and_dates(self):
        yesterday = date.fromordinal(self.today.toordinal() - 1)
        for values in (
            {"tier_ids": [Command.set(self.gold.ids)]},
            {"config_ids": [Command.set(self.config.copy().ids)]},
            {"date_to": yesterday},
            {"active": False},
        ):
            with self.subTest(values):
                offer = self.offer(**values)
                self.assertEqual(self.ask(), [])
                self.top_up_by(100, offer)
                self.assertEqual(self.buckets()[1], 0.0)
        self.member.member_tier_id = self.gold
        self.assertEqual([row["pay"] for row in self.ask()], [100.0])

    def test_the_till_is_told_what_it_will_get(self):
        self.offer(bonus=12.5, parts=5)
        (row,) = self.ask()
        self.assertEqual((row["bonus"], row["points"], row["coupon"], row["pay"]), (12.5, 0.0, False, 100.0))
        self.assertIn("in 5 monthly installments", row["receive"])
        passer_by = self.env["res.partner"].create({"name": "Passer-by"})
        self.assertEqual(self.ask(passer_by), [])

    def test_an_offer_says_what_it_gives(self):
        for values in ({"bonus": 0}, {"bonus": 5, "receive": "points"}, {"receive": "coupon"}):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, "enter the reward"):
                self.offer(**values)

    # ── What is refused ───────────────────────────────────────────────────────────────────────────────────────

    def test_wallet_and_gift_card_pay_no_top_up(self):
        self.top_up_by(100)
        with (
            self.assertRaisesRegex(UserError, r"can't be paid with a wallet .* They pay \$\s60\.00, .* \$\s40\.00"),
            self.env.cr.savepoint(),
        ):
            self.sell(self.member, (self.cream, 1), self.top_up_line(50), self.wallet_line(self.card, 60))
        order = self.sell(self.member, (self.cream, 1), self.top_up_line(50), self.wallet_line(self.card, 40))
        self.assertEqual((self.card.points, order.member_flag), (110.0, False))

    def test_a_top_up_is_not_discounted(self):
        with self.assertRaisesRegex(UserError, "can't be discounted"), self.env.cr.savepoint():
            self.sell(self.member, {**self.top_up_line(90), "price_unit": 100, "discount": 10})
        self.sell(self.member, (self.cream, 3))
        points_card = self.member.member_loyalty_card_ids.filtered(lambda card: card.program_id == self.program)
        with self.assertRaisesRegex(UserError, "can't be paid with a discount"), self.env.cr.savepoint():
            self.sell(self.member, self.top_up_line(100), self.reward_line(points_card))

    def test_limits_name_figure_and_way_out(self):
        self.wallet.write({"member_topup_max": 200, "member_balance_max": 250, "member_day_max": 220})
        self.offer(bonus=60)
        with (
            self.assertRaisesRegex(UserError, r"\$\s200\.01 exceeds the maximum per top-up \(\$\s200\.00\)"),
            self.env.cr.savepoint(),
        ):
            self.top_up_by(200.01)
        with (
            self.assertRaisesRegex(
                UserError, r"balance would be \$\s260\.00, which exceeds the maximum balance \(\$\s250\.00"
            ),
            self.env.cr.savepoint(),
        ):
            self.top_up_by(200)
        self.wallet.member_balance_max = 0
        self.top_up_by(200)
        with (
            self.assertRaisesRegex(
                UserError, r"top-ups would be \$\s220\.01, which exceeds the maximum per day \(\$\s220\.00"
            ),
            self.env.cr.savepoint(),
        ):
            self.top_up_by(20.01)
        self.assertEqual(self.buckets(), (200.0, 60.0, 0.0))

    def test_offline_is_accepted_and_flagged(self):
        self.wallet.member_topup_max = 200
        order = self.top_up_by(300, member_offline=True)
        self.assertEqual(self.card.points, 300.0)
        self.assertIn("exceeds the maximum per top-up", order.member_flag)
        activity = self.member.activity_ids
        self.assertEqual((len(activity), activity.user_id), (1, self.company._member_responsible()))

    def test_a_top_up_needs_a_member(self):
        customer = self.env["res.partner"].create({"name": "Passer-by", "phone": PHONES[7]})
        for partner in (customer, None):
            with self.assertRaisesRegex(UserError, "requires a member"), self.env.cr.savepoint():
                self.sell(partner, self.top_up_line(100))

    def test_a_wallet_of_elsewhere_takes_no_top_up(self):
        self.wallet.pos_config_ids = self.config.copy()
        with self.assertRaisesRegex(UserError, "isn't available at"), self.env.cr.savepoint():
            self.top_up_by(100)
        order = self.top_up_by(100, member_offline=True)
        self.assertIn("isn't available", order.member_flag)
