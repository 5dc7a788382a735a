"""Who a member is, is proved by what others can't know: no number that can be guessed or was just given."""

from datetime import timedelta
from itertools import pairwise
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CARDS, PHONES
from .common_proof import ProofCase

LOCKED = timedelta(minutes=15, seconds=1)


@tagged("post_install", "-at_install")
class TestHostileNumbers(ProofCase):
    def serials(self, cards):
        return [CARDS.serial(number) for number in cards.mapped("number")]

    def test_no_number_tells_the_next(self):
        batch = self.env["member.card.batch"].create(
            {"type_id": self.env.ref("member_loyalty.card_type_standard").id, "count": 300}
        )
        batch.action_make()
        single = self.env["member.card"].create([{} for _card in range(300)])
        for cards in (batch.card_ids, single):
            serials = self.serials(cards)
            self.assertTrue(all(CARDS.is_number(number) for number in cards.mapped("number")))
            self.assertEqual(len(set(serials)), len(cards))
            # Nine random digits: a tenth of the range isn't left out, and hardly any two stand side by side.
            self.assertEqual({serial // (CARDS.serials // 10) for serial in serials}, set(range(10)))
            ordered = sorted(serials)
            steps = {after - before for before, after in pairwise(ordered)}
            self.assertGreater(len(steps), len(cards) * 0.9)
        self.assertFalse(set(batch.card_ids.mapped("number")) & set(single.mapped("number")))

    def test_taken_numbers_are_drawn_anew(self):
        card_type = self.env.ref("member_loyalty.card_type_standard")
        self.env["member.card"].create([{"number": CARDS.number(serial)} for serial in (5, 6)])
        drawn = iter([5, 7, 6, 7, 8])
        with patch(
            "odoo.addons.member_loyalty.models.card.member_card_type.secrets.randbelow", lambda _most: next(drawn)
        ):
            numbers = card_type._draw_numbers(2)
        self.assertEqual(numbers, [CARDS.number(7), CARDS.number(8)])
        with (
            patch("odoo.addons.member_loyalty.models.card.member_card_type.secrets.randbelow", lambda _most: 5),
            self.assertRaisesRegex(UserError, "no numbers left"),
        ):
            card_type._draw_numbers(1)

    def test_wrong_numbers_lock_the_card(self):
        with freeze_time(fields.Datetime.now()) as clock:
            for index in range(4):
                self.assertIn("doesn't belong", self.authorise(card_number=self.wrong(index))["message"])
            self.assertIn("is locked until", self.authorise(card_number=self.wrong(4))["message"])
            self.assertIn("is locked until", self.authorise(card_number=self.number)["message"], "too late")
            self.assertIn("is locked until", self.choose_pin(card_number=self.number)["message"])
            self.assert_unpaid(60, "order-1")
            clock.tick(LOCKED)
            self.assertEqual(self.authorise(card_number=self.number)["status"], "ok")
        self.assertEqual(self.pay(60, "order-1").state, "paid")

    def test_all_questions_count_together(self):
        for index in range(2):
            self.authorise(card_number=self.wrong(index))
            self.choose_pin(card_number=self.wrong(index))
        self.assertIn("is locked until", self.choose_pin(card_number=self.wrong(2))["message"])

    def test_an_old_card_of_theirs_starts_no_new_count(self):
        old = self.ada.member_card_id
        self.ada._member_replace_card(lost=True)
        self.env.invalidate_all()
        for index in range(4):
            self.authorise(card_number=self.wrong(index))
            self.assertIn("reported lost", self.authorise(card_number=old.number)["message"])
        self.assertIn("is locked until", self.authorise(card_number=self.wrong(5))["message"])

    def test_the_right_card_starts_the_count_anew(self):
        for _round in range(3):
            for index in range(4):
                self.authorise(card_number=self.wrong(index))
            self.assertEqual(self.authorise(card_number=self.number)["status"], "ok")

    def test_what_the_till_shows_is_no_proof(self):
        shown = self.till.member_snapshot(self.ada.id)
        self.assertNotIn(self.number, str(shown))
        for claim in (
            shown["card"]["tail"],
            self.number[-4:],
            str(shown["card"]["id"]),
            shown["number"],
            f"{self.number} ",
        ):
            with self.subTest(claim):
                self.assertEqual(self.authorise(card_number=claim)["status"], "refused")
                self.ada.member_card_id.sudo().write({"failures": 0, "locked_until": False})

    def test_the_end_of_a_number_that_is_not_random_is_not_shown(self):
        """A printed card, or one from before numbers were random: its neighbors are known."""
        card_type = self.env.ref("member_loyalty.card_type_standard")
        box = self.env["member.card.batch"].create(
            {"type_id": card_type.id, "first_number": CARDS.number(500), "count": 2}
        )
        box.action_make()
        printed, typed = box.card_ids[0].number, CARDS.number(600)
        for number in (printed, typed):
            self.ada._member_replace_card(number)
            self.env.invalidate_all()
            with self.subTest(number):
                self.assertEqual(self.till.member_snapshot(self.ada.id)["card"]["tail"], "••••")
                self.assertNotIn(number[-4:], self.authorise(card_number=number)["message"])
        drawn = self.env["member.card.batch"].create({"type_id": card_type.id, "count": 2})
        drawn.action_make()
        for card in (*drawn.card_ids, self.env["member.card"].create({})):
            self.assertEqual(card._tail(), f"••••{card.number[-4:]}")

    def test_nobody_goes_through_the_numbers(self):
        """To look a card up tells whose it is: who asks for many that aren't there hears no more."""
        with freeze_time(fields.Datetime.now()) as clock:
            for index in range(20):
                self.assertEqual(self.till.find_member(CARDS.number(800_000 + index))["status"], "unknown")
            answer = self.till.find_member(self.number)
            self.assertEqual(answer["status"], "refused")
            self.assertIn("by phone", answer["message"])
            self.assertNotIn("snapshot", answer)
            self.assertEqual(self.till.find_member(PHONES[0])["snapshot"]["partner_id"], self.ada.id)
            self.assertEqual(self.till.find_member(self.ada.member_number)["status"], "member")
            other = self.config.with_user(self.manager)
            self.assertEqual(other.find_member(self.number)["status"], "member", "another user asked for nothing")
            clock.tick(LOCKED)
            self.assertEqual(self.till.find_member(self.number)["status"], "member")

    def test_nor_through_the_other_doors(self):
        """Enrollment, a new card and a friend's card tell which numbers there are."""
        eve = {"name": "Eve", "phone": PHONES[5], "consent": True}
        doors = [
            lambda number: self.till.enrol_member({**eve, "card_number": number})["message"],
            lambda number: self.till.enrol_member({**eve, "brought_by": number})["message"],
            lambda number: self.till.give_member_card(
                self.bea.id, {"seen_id": self.bea.member_card_id.id, "card_number": number}
            )["message"],
        ]
        for door, number in zip(doors, (self.number, self.wrong(), self.number), strict=True):
            with self.subTest(number), self.env.cr.savepoint() as savepoint:
                for _try in range(20):
                    self.assertNotIn("Too many", door(number))
                self.assertIn("Too many", door(number))
                self.assertIn("Too many", self.till.find_member(self.number)["message"])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_an_unknown_card_now_and_then_is_nothing(self):
        with freeze_time(fields.Datetime.now()) as clock:
            for index in range(30):
                self.till.find_member(CARDS.number(800_000 + index))
                clock.tick(timedelta(minutes=16))
        self.assertEqual(self.till.find_member(self.number)["status"], "member")


@tagged("post_install", "-at_install")
class TestHostileNewCards(ProofCase):
    """A card is no proof on the day that somebody got it for one that they had, or for none."""

    def give(self, partner, number=False):
        answer = self.till.give_member_card(
            partner.id, {"seen_id": partner._member_last_card().id, "card_number": number}
        )
        self.assertEqual(answer["status"], "ok")
        self.env.invalidate_all()
        return partner.member_card_id.number

    def test_a_replaced_card(self):
        self.assertEqual(self.choose_pin(card_number=self.number)["status"], "ok")
        mine = self.env["member.card"].create({}).number
        self.give(self.ada, mine)
        for answer in (self.authorise(card_number=mine), self.choose_pin(card_number=mine)):
            self.assertEqual(answer["status"], "refused")
            self.assertIn("before tomorrow", answer["message"])
            self.assertNotIn(mine, answer["message"])
        self.assert_unpaid(60, "order-1")
        self.assertEqual(self.authorise("order-2", pin="2580")["status"], "ok", "the PIN still does")
        managed = self.config.with_user(self.manager)
        self.assertEqual(self.authorise("order-3", till=managed, card_number=mine)["status"], "ok", "a manager vouches")
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.assertEqual(self.authorise("order-4", card_number=mine)["status"], "ok")

    def test_a_first_card_of_a_member_who_had_none(self):
        self.ada.member_card_id._move("returned")
        self.env.invalidate_all()
        self.assertIn("before tomorrow", self.authorise(card_number=self.give(self.ada))["message"])

    def test_a_card_that_ended(self):
        self.ada.member_card_id.date_expiration = "2020-01-01"
        self.assertIn("before tomorrow", self.authorise(card_number=self.give(self.ada))["message"])

    def test_whoever_joined_today_has_a_card_that_counts(self):
        cleo = self.new_member("Cleo", PHONES[2])
        answer = self.authorise(partner=cleo, card_number=cleo.member_card_id.number)
        self.assertEqual(answer["status"], "ok")
        self.assertIn("before tomorrow", self.authorise(partner=cleo, card_number=self.give(cleo))["message"])

    def test_the_day_is_nobodys_to_write(self):
        self.give(self.ada)
        card = self.ada.member_card_id.with_user(self.staff)
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        for values in (
            {"issued_on": yesterday},
            {"is_random": True},
            {"failures": 0},
            {"locked_until": False},
            {"last_try": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                card.write(values)
            with self.subTest(values, create=True), self.assertRaises(AccessError):
                card.create(values)
        made = card.with_context(default_issued_on=yesterday).create(
            {"partner_id": self.new_file().id, "state": "active"}
        )
        self.assertEqual(made.issued_on, fields.Date.today())

    def new_file(self):
        cleo = self.new_member("Cleo", PHONES[2])
        cleo.member_card_id._move("returned")
        self.env.flush_all()
        return cleo
