"""What a proof opens, of wallets and points alike: never more than was asked."""

from contextlib import suppress
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_proof import ProofCase


@tagged("post_install", "-at_install")
class TestHostileProofReach(ProofCase):
    """A proof holds for one order, for so much, and for a while; and what is spent without adds up."""

    def test_so_much(self):
        self.authorise("small", 60, card_number=self.number)
        self.assert_unpaid(400, "small")
        self.assertEqual(self.pay(60, "small").state, "paid")

    def test_one_program(self):
        self.authorise("points", 1000, self.program, card_number=self.number)
        self.assert_unpaid(60, "points")

    def test_for_a_while(self):
        with freeze_time(fields.Datetime.now()) as clock:
            answer = self.authorise("late", card_number=self.number)
            clock.tick(timedelta(seconds=answer["seconds"] + 1))
            self.assert_unpaid(60, "late")
            self.authorise("late", card_number=self.number)
            self.assertEqual(self.pay(60, "late").state, "paid")

    def test_a_card_that_is_gone_meanwhile(self):
        for end in ("action_mark_lost", "action_block"):
            with self.subTest(end), self.env.cr.savepoint() as savepoint:
                self.authorise("gone", card_number=self.number)
                getattr(self.ada.member_card_id, end)()
                self.assert_unpaid(60, "gone")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_an_order_sold_offline_was_agreed_to_when_it_was_paid(self):
        with freeze_time(fields.Datetime.now()) as clock:
            paid_on = fields.Datetime.to_string(fields.Datetime.now())
            self.authorise("held", card_number=self.number)
            clock.tick(timedelta(hours=2))
            order = self.pay(60, "held", member_offline=True, date_order=paid_on)
            self.assertNotIn("card or PIN", order.member_flag or "")

    def test_amounts_that_are_none(self):
        for amount in (float("nan"), float("inf"), "60", True, None, -60, 0):
            with self.subTest(amount):
                with suppress(UserError):
                    self.authorise("odd", amount, card_number=self.number)
                self.assert_unpaid(60, "odd")

    def test_in_parts(self):
        self.pay(40, "one")
        with self.assertRaisesRegex(UserError, r"makes \$\s80\.00 today.*card or PIN"), self.env.cr.savepoint():
            self.pay(40, "two")
        answer = self.till.check_spending(self.ada.id, {str(self.wallet.id): 40})
        self.assertEqual((answer["message"], answer["to_prove"]), (False, [self.wallet.id]))
        self.authorise("two", 40, card_number=self.number)
        self.pay(40, "two")
        # What was agreed to doesn't count for what isn't.
        self.assertFalse(self.till.check_spending(self.ada.id, {str(self.wallet.id): 10})["to_prove"])
        self.pay(10, "three")
        self.assert_unpaid(0.01, "four", 910)
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.assertEqual(self.pay(50, "five").state, "paid")

    def test_so_much_a_day(self):
        self.wallet.member_authorised_max = 150
        self.assertEqual(self.authorise("one", 100, card_number=self.number)["status"], "ok")
        self.assertEqual(self.authorise("one", 100, card_number=self.number)["status"], "ok", "the same order again")
        answer = self.authorise("two", 60, card_number=self.number)
        self.assertEqual(answer["status"], "refused")
        self.assertRegex(answer["message"], r"\$\s160\.00 would be authorized today.*\$\s150\.00 a day")
        self.assert_unpaid(60, "two")
        self.assertEqual(self.authorise("two", 50, card_number=self.number)["status"], "ok")
        managed = self.config.with_user(self.manager)
        self.assertEqual(self.authorise("three", 60, till=managed, card_number=self.number)["status"], "ok")
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.assertEqual(self.authorise("four", 150, card_number=self.number)["status"], "ok")

    def test_a_program_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        secret = self.program.copy({"name": "Secret Circle", "company_id": other.id})
        with self.assertRaises(AccessError) as refused:
            self.authorise(program=secret, card_number=self.number)
        self.assertNotIn("Secret", str(refused.exception))

    def test_what_was_agreed_to_is_listed(self):
        self.authorise("one", 70, card_number=self.wrong())
        self.authorise("one", 70, card_number=self.number)
        checks = self.env["member.authorisation"].search([("order_uuid", "=", "one")], order="id")
        self.assertEqual(
            checks.mapped(lambda check: (check.program_id, check.amount, check.given, bool(check.valid_until))),
            [(self.wallet, 70, False, False), (self.wallet, 70, True, True)],
        )


@tagged("post_install", "-at_install")
class TestHostileProofOfPoints(ProofCase):
    """Points are money: what guards wallets guards them."""

    def redeem(self, uuid, times=1, **values):
        line = self.reward_line(self.points_card, times)
        return self.sell(self.ada, (self.cream, 3), line, uuid=uuid, **values)

    def test_points_above_the_limit(self):
        with (
            self.assertRaisesRegex(UserError, r"Club Points: this order uses 100\.00 Points.*More than 50\.00 Points"),
            self.env.cr.savepoint(),
        ):
            self.redeem("one")
        self.assertEqual(self.points_card.points, 1000)
        self.authorise("one", 100, self.wallet, card_number=self.number)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.redeem("one")
        self.authorise("one", 100, self.program, card_number=self.number)
        self.assertFalse(self.redeem("one").member_flag)

    def test_below_it(self):
        self.program.member_pin_above = 100
        self.redeem("one")
        with self.assertRaisesRegex(UserError, "card or PIN"), self.env.cr.savepoint():
            self.redeem("two")

    def test_offline_is_flagged(self):
        self.program.member_offline_limit = 100
        self.assertIn("card or PIN", self.redeem("one", member_offline=True).member_flag)

    def test_the_till_hears_it_before_payment(self):
        answer = self.till.check_spending(self.ada.id, {str(self.program.id): 100, str(self.wallet.id): 10})
        self.assertEqual(answer["to_prove"], [self.program.id])

    def test_one_proof_opens_both(self):
        spending = {str(self.program.id): 100, str(self.wallet.id): 60}
        self.till.authorise_spending(self.ada.id, "both", spending, self.number)
        lines = [self.reward_line(self.points_card), self.wallet_line(self.money, 60)]
        order = self.sell(self.ada, (self.cream, 3), *lines, uuid="both")
        self.assertFalse(order.member_flag)

    def test_what_comes_back_needs_no_proof(self):
        self.authorise("one", 100, self.program, card_number=self.number)
        order = self.redeem("one")
        goods, reward = order.lines
        back = self.refund(order, (goods, 3), (reward, 1))
        self.assertEqual((back.state, back.member_flag), ("paid", False))
