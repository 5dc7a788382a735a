from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestPin(MemberCase):
    """Large payments from a wallet need the member's card or PIN."""

    def setUp(self):
        super().setUp()
        self.wallet = self.new_wallet(member_pin_above=50)
        self.member = self.new_member()
        self.sell(self.member, self.top_up_line(500))
        self.till = self.config.with_user(self.cashier)

    @property
    def card(self):
        return self.env["loyalty.card"].search(
            [("partner_id", "=", self.member.id), ("program_id", "=", self.wallet.id)]
        )

    def choose_pin(self, pin="2580", repeated=None, **values):
        values.setdefault("card_number", self.member.member_card_id.number)
        return self.till.set_member_pin(self.member.id, pin, repeated or pin, **values)

    def authorise(self, uuid="order-1", amount=60, **values):
        return self.till.authorise_spending(self.member.id, uuid, {str(self.wallet.id): amount}, **values)

    def pay(self, amount, uuid, **values):
        return self.sell(
            self.member, (self.cream, 10), self.wallet_line(self.card, amount, code=uuid), uuid=uuid, **values
        )

    # ── Paying ────────────────────────────────────────────────────────────────────────────────────────────────

    def test_small_amounts_need_neither(self):
        self.pay(50, "small")
        self.assertEqual(self.card.points, 450.0)

    def test_large_amounts_are_refused_without(self):
        with (
            self.assertRaisesRegex(UserError, r"More than \$\s50\.00 a day requires the member's card or PIN"),
            self.env.cr.savepoint(),
        ):
            self.pay(50.01, "large")
        self.assertEqual(self.card.points, 500.0)

    def test_the_pin_counts_for_this_order_and_member(self):
        self.choose_pin()
        self.assertEqual(self.authorise("one", pin="2580")["status"], "ok")
        self.pay(60, "one")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.pay(60, "two")
        other = self.new_member("Bea", PHONES[1])
        self.till.authorise_spending(other.id, "three", {str(self.wallet.id): 60}, other.member_card_id.number)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.pay(60, "three")

    def test_offline_is_accepted_and_flagged(self):
        self.wallet.member_offline_limit = 60
        order = self.pay(60, "offline", member_offline=True)
        self.assertIn("card or PIN", order.member_flag)
        self.assertEqual(self.card.points, 440.0)

    def test_a_lost_card_is_refused_and_the_new_one_takes_over(self):
        old = self.member.member_card_id
        old.action_mark_lost()
        answer = self.authorise("lost", card_number=old.number)
        self.assertEqual(answer["status"], "refused")
        self.assertIn("reported lost", answer["message"])
        self.assertEqual(self.till.find_member(old.number)["status"], "refused")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.pay(60, "lost")
        self.assertEqual(self.card.points, 500.0)
        self.member._member_give_card(False)
        self.member.invalidate_recordset()
        new = self.member.member_card_id.number
        self.assertIn("before tomorrow", self.authorise("new", card_number=new)["message"])
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.assertEqual(self.authorise("new", card_number=new)["status"], "ok")
            self.pay(60, "new")
        self.assertEqual(self.card.points, 440.0)

    def test_somebody_elses_card_is_refused(self):
        other = self.new_member("Bea", PHONES[1])
        answer = self.authorise(card_number=other.member_card_id.number)
        self.assertIn("doesn't belong to Ada", answer["message"])

    # ── The PIN itself ────────────────────────────────────────────────────────────────────────────────────────

    def test_five_wrong_ones_lock_it(self):
        self.choose_pin()
        with freeze_time(fields.Datetime.now()) as clock:
            for left in (4, 3, 2, 1):
                self.assertIn(f"{left} attempts left", self.authorise(pin="0000")["message"])
            self.assertIn("locked until", self.authorise(pin="0000")["message"])
            self.assertEqual(self.authorise(pin="2580")["status"], "refused", "the right one comes too late")
            self.assertEqual(self.member.member_pin_state, "locked")
            clock.tick(timedelta(minutes=15, seconds=1))
            self.assertEqual(self.authorise(pin="2580")["status"], "ok")
        tries = self.env["member.authorisation"].search([("method", "=", "pin")], order="id")
        self.assertEqual(tries.mapped("given"), [False] * 6 + [True])
        self.assertEqual(tries.user_id, self.cashier)

    def test_a_right_one_starts_the_count_anew(self):
        self.choose_pin()
        for _round in range(3):
            for _try in range(4):
                self.authorise(pin="0000")
            self.assertEqual(self.authorise(pin="2580")["status"], "ok")

    def test_attempts_and_minutes_are_settings(self):
        self.choose_pin()
        self.company.write({"member_pin_attempts": 1, "member_pin_minutes": 1})
        self.assertIn("locked until", self.authorise(pin="0000")["message"])

    def test_changing_it_needs_the_card_or_the_old_one(self):
        self.assertIn("Scan the member's card", self.choose_pin(card_number=False)["message"])
        self.assertEqual(self.choose_pin("1357")["status"], "ok")
        self.assertEqual(self.choose_pin("2468", card_number=False, old_pin="0000")["status"], "refused")
        self.assertEqual(self.choose_pin("2468", card_number=False, old_pin="1357")["status"], "ok")
        self.assertEqual(self.authorise(pin="2468")["status"], "ok")

    def test_its_form(self):
        for pin, repeated in (("123", "123"), ("12a4", "12a4"), ("123456789", "123456789"), ("", ""), ("1234", "1243")):
            with self.subTest(pin):
                self.assertEqual(self.choose_pin(pin, repeated)["status"], "refused")

    def test_staff_reset_it_and_the_member_chooses_anew(self):
        self.choose_pin()
        with self.assertRaises(AccessError):
            self.member.with_user(self.cashier).action_member_reset_pin()
        self.member.with_user(self.staff).action_member_reset_pin()
        self.assertEqual(self.member.member_pin_state, "reset")
        self.assertIn("has no PIN", self.authorise(pin="2580")["message"])
        self.assertEqual(self.choose_pin("1357", card_number=False)["status"], "ok")
        self.assertEqual(self.authorise(pin="1357")["status"], "ok")

    def test_nobody_reads_the_hash(self):
        self.choose_pin()
        for user in (self.cashier, self.staff, self.manager):
            pins = self.env["member.pin"].with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                pins.search([]).read(["pin_hash"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                pins.search([("pin_hash", "like", "1")])
        stored = self.env["member.pin"].sudo().search([])
        self.assertNotIn("2580", str(stored._read_format(["failures", "is_set"])))
        self.env.cr.execute("SELECT pin_hash FROM member_pin")
        self.assertTrue(self.env.cr.fetchone()[0].startswith("$pbkdf2"))

    def test_only_a_tills_staff_ask(self):
        outsider = self.env["res.users"].create(
            {"name": "Clerk", "login": "clerk", "group_ids": [(6, 0, self.env.ref("base.group_user").ids)]}
        )
        till = self.config.with_user(outsider)
        for ask in (
            lambda: till.authorise_spending(self.member.id, "x", {}, pin="1"),
            lambda: till.topup_offers(self.member.id),
            lambda: till.set_member_pin(self.member.id, "1234", "1234"),
        ):
            with self.assertRaises(AccessError):
                ask()
