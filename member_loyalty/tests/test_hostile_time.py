from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestHostileTime(MemberCase):
    """A till says when it sold; the server knows how late it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member()
        cls.orders = cls.env["pos.order"].with_user(cls.cashier)
        cls.opened = fields.Datetime.now() - timedelta(hours=5)
        cls.pos_session.start_at = cls.opened

    def sold(self, moment, partner=None, **values):
        """Soap, dated by the till."""
        return self.sell(partner or self.ada, (self.soap, 1), date_order=fields.Datetime.to_string(moment), **values)

    def ago(self, **delta):
        return fields.Datetime.now() - timedelta(**delta)

    def purchase(self, order):
        return self.env["member.purchase"].search([("pos_order_id", "=", order.id)])

    def assert_dated_now(self, order):
        self.assertLess(abs(order.date_order - fields.Datetime.now()), timedelta(minutes=10))
        self.assertEqual(self.purchase(order).date, order.date_order)
        self.assertEqual(self.purchase(order).local_date, self.company._member_today())
        self.assertIn("It is dated by the server's clock", order.message_ids[:1].body)

    def assert_dated(self, order, moment):
        self.assertEqual((order.date_order, self.purchase(order).date), (moment, moment))
        self.assertNotIn("server's clock", "".join(order.message_ids.mapped("body")))

    # ── The date of an order ──────────────────────────────────────────────────────────────────────────────────

    def test_a_sale_of_2099_prolongs_nothing(self):
        """One of 0.01 is enough, if its day is believed."""
        self.program.write({"member_expiry": "inactivity", "member_expiry_months": 12})
        self.sell(self.ada, (self.cream, 1))
        order = self.sold(fields.Datetime.to_datetime("2099-06-01 12:00:00"))
        self.assert_dated_now(order)
        within = fields.Date.add(self.company._member_today(), months=12)
        lots = self.env["member.ledger.entry"].search([("partner_id", "=", self.ada.id)])
        self.assertEqual(set(lots.mapped("date_expiration")), {within})

    def test_nor_does_one_that_was_sold_offline(self):
        order = self.sold(self.ago(days=-400), member_offline=True)
        self.assert_dated_now(order)
        self.assertEqual(self.points(self.ada), 10, "what is sold isn't lost")

    def test_nor_one_of_nobody(self):
        """Anonymous sales are facts of reports, too."""
        self.assert_dated_now(self.sell(None, (self.soap, 1), date_order="2099-06-01 12:00:00"))

    def test_nor_a_refund(self):
        order = self.sell(self.ada, (self.cream, 1))
        data = self.till_order(
            self.ada,
            [{"product": self.cream, "quantity": -1, "refunded_orderline_id": order.lines.id}],
            is_refund=True,
            date_order="2099-06-01 12:00:00",
        )
        self.assert_dated_now(self.sync(data)[0])

    def test_nor_one_that_is_parked_first(self):
        data = self.till_order(self.ada, [(self.soap, 1)], date_order="2099-06-01 12:00:00")
        order = self.sync({**data, "lines": [*data["lines"]], "state": "draft", "payment_ids": []})[0]
        self.assertEqual(order.state, "draft")
        self.orders.sync_from_ui([{**data, "lines": [], "access_token": order.access_token}])
        self.assert_dated_now(order)

    def test_a_clock_that_is_a_little_off(self):
        for delta in ({"minutes": -50}, {"hours": 5, "minutes": 50}, {"hours": 3}):
            moment = self.ago(**delta)
            with self.subTest(delta):
                self.assert_dated(self.sold(moment), moment)

    def test_online_no_sale_is_older_than_its_session(self):
        """Else a period that is over would be open again, and a limit per day would have as many days as one likes."""
        self.assert_dated_now(self.sold(self.ago(days=3)))

    def test_offline_one_is(self):
        moment = self.ago(days=3)
        self.assert_dated(self.sold(moment, member_offline=True), moment)

    def test_a_period_that_is_over(self):
        yesterday = self.company._member_today() - timedelta(days=1)
        self.program.member_redeem_period_ids = [(0, 0, {"date_from": yesterday, "date_to": yesterday})]
        card = self.loaded(self.ada, 500)
        data = self.till_order(self.ada, [(self.cream, 1), self.reward_line(card)])
        data["date_order"] = fields.Datetime.to_string(self.ago(days=1))
        with self.assertRaisesRegex(Exception, "can't be redeemed today"), self.env.cr.savepoint():
            self.sync(data)
        self.assertEqual(card.points, 500)

    def test_the_responsible_hears_of_it_once_a_session(self):
        for _sale in range(3):
            self.sold(self.ago(days=-1))
        told = self.pos_session.activity_ids
        self.assertEqual((len(told), told.summary), (1, f"Wrong clock: {self.config.name}"))
        self.assertEqual(told.user_id, self.company._member_responsible())

    # ── The store's day ───────────────────────────────────────────────────────────────────────────────────────

    def test_one_day_everywhere(self):
        """The till is told the same zone that the server goes by; its twin is in twins.test.js."""
        cases = [
            ("2026-03-02 04:30:00", "America/New_York", "2026-03-01"),
            ("2026-03-02 04:30:00", "Asia/Tokyo", "2026-03-02"),
            ("2026-02-28 16:30:00", "Asia/Tokyo", "2026-03-01"),
            ("2026-02-28 16:30:00", False, "2026-02-28"),
        ]
        for number, (moment, zone, day) in enumerate(cases):
            self.company.partner_id.tz = zone
            self.cashier.tz = "Pacific/Auckland"
            with freeze_time(moment), self.subTest(zone=zone, moment=moment):
                member = self.new_member(f"Member {number}", PHONES[10 + number])
                order = self.sell(member, (self.soap, 1), date_order=moment, member_offline=True)
                self.assertEqual(str(self.company._member_today()), day)
                self.assertEqual(str(order._member_local_date()), day)
                self.assertEqual(str(self.purchase(order).local_date), day)
                self.assertLessEqual(self.company._member_midnight(order._member_local_date()), order.date_order)
                self.assertEqual(member.member_since, self.company._member_today())
                [till] = self.env["pos.config"]._load_pos_data_read(self.config, self.config)
                self.assertEqual(till["_member_tz"], zone or "UTC")

    def test_who_corrects_a_file_does_so_on_the_stores_day(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        self.env.user.tz = "America/New_York"
        with freeze_time("2026-03-01 20:00:00"):
            self.ada.write({"street": "1 Main Street"})
            self.assertEqual(str(self.ada.member_confirmed_on), "2026-03-02")

    def test_a_new_company_has_the_only_zone_that_it_can_have(self):
        def zone(country, own):
            self.env.user.tz = own
            values = {
                "name": f"In {country}, set up in {own}",
                "country_id": country and self.env.ref(f"base.{country}").id,
            }
            return self.env["res.company"].create(values).partner_id.tz

        self.assertEqual(zone("fr", "Asia/Tokyo"), "Europe/Paris")
        self.assertEqual(zone("us", "America/Chicago"), "America/Chicago")
        self.assertFalse(zone("us", "Asia/Tokyo"), "asked for, not guessed")
        self.assertFalse(zone(None, "Asia/Tokyo"))

    def test_a_company_that_moves_keeps_its_zone(self):
        self.company.partner_id.tz = "America/Chicago"
        self.company.country_id = self.env.ref("base.fr")
        self.assertEqual(self.company.member_tz, "America/Chicago")

    def test_it_is_asked_for_in_the_settings(self):
        self.company.partner_id.tz = False
        self.assertFalse(self.program.member_tz, "the program's form warns")
        settings = self.env["member.settings"].with_user(self.manager).create({})
        self.assertFalse(settings.member_tz)
        settings.member_tz = "America/Denver"
        self.assertEqual(self.company.partner_id.tz, "America/Denver")
        with Form(self.program.with_user(self.manager)) as form:
            self.assertEqual(form.member_tz, "America/Denver")
