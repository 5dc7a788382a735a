from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import codes
from .common import MemberCase

#: fields that tell one card from another
OWN = {"id", "code", "display_name", "create_date", "write_date", "__last_update", "history_ids", "message_ids"}


@tagged("post_install", "-at_install")
class TestCouponCodes(MemberCase):
    """Codes that can't collide or be guessed, found however they are typed, and made by the thousand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env["loyalty.program"].create(
            {"name": "Coupons", "program_type": "coupons", "trigger": "with_code", "applies_on": "current"}
        )
        cls.program.reward_ids = [(5, 0, 0), (0, 0, {"discount": 10, "required_points": 1})]
        cls.cards = cls.env["loyalty.card"]

    def wizard(self, **values):
        return self.env["loyalty.generate.wizard"].create(
            {"program_id": self.program.id, "coupon_qty": 3, "points_granted": 2, **values}
        )

    def test_core_draws_ours(self):
        card = self.cards.create({"program_id": self.program.id})
        self.assertTrue(codes.CODE.fullmatch(card.code), card.code)
        rule = self.env["loyalty.rule"].create({"program_id": self.program.id, "mode": "with_code", "code": "SPRING"})
        self.assertTrue(codes.CODE.fullmatch(rule.promo_barcode), rule.promo_barcode)

    def test_found_however_it_is_typed(self):
        card = self.cards.create({"program_id": self.program.id, "code": "044ACDEFGHJKMN23", "points": 1})
        for typed in ("044acdefghjkmn23", "044A-CDEF-GHJK-MN23", "o44a cdef ghjk mnz3"):
            with self.subTest(typed):
                self.assertEqual(self.cards.search([("code", "=", typed)]), card)
                self.assertEqual(self.cards.search([("code", "in", [typed, "none"]), ("points", ">", 0)]), card)
                answer = self.config.use_coupon_code(typed, "2026-12-01 10:00:00", False, False)
                self.assertEqual(answer["payload"].get("coupon_id"), card.id, answer)
        self.assertFalse(self.cards.search([("code", "=", "044acdefghjkmn24")]))
        self.assertNotIn(card, self.cards.search([("code", "!=", "044ACDEFGHJKMN23")]))

    def test_what_somebody_chose_stays_as_it_is(self):
        card = self.cards.create({"program_id": self.program.id, "code": "0444-e050-4548"})
        self.assertEqual(self.cards.search([("code", "=", "0444-e050-4548")]), card)
        self.assertFalse(self.cards.search([("code", "=", "0444e0504548")]))

    def test_made_at_once_as_if_created(self):
        made = self.wizard(valid_until=date(2027, 1, 31)).generate_coupons()
        created = self.cards.create(
            {"program_id": self.program.id, "points": 2, "expiration_date": date(2027, 1, 31), "partner_id": False}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(len(set(made.mapped("code"))), 3)
        self.assertTrue(all(codes.CODE.fullmatch(code) for code in made.mapped("code")))
        names = [name for name, field in self.cards._fields.items() if field.store and name not in OWN]
        expected = created.read(names, load=False)[0]
        for told in made.read(names, load=False):
            self.assertEqual({**told, "id": 0}, {**expected, "id": 0})
        self.assertEqual(
            made.history_ids.mapped(lambda row: (row.description, row.issued)), [("Gift For Customer", 2.0)] * 3
        )

    def test_one_for_each_customer(self):
        customers = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(4)])
        made = self.wizard(mode="selected", customer_ids=customers.ids, description="Spring").generate_coupons()
        self.assertEqual(made.partner_id, customers)
        self.assertEqual(len(made), 4)
        self.assertEqual(set(made.history_ids.mapped("description")), {"Spring"})

    def test_costs_the_same_for_many(self):
        few, many = self.wizard(coupon_qty=2), self.wizard(coupon_qty=2000)
        counts = []
        for wizard in (few, few.copy(), many):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            wizard.generate_coupons()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_codes_that_are_there_are_drawn_again(self):
        taken = self.cards.create({"program_id": self.program.id}).code
        self.env["loyalty.rule"].create(
            {"program_id": self.program.id, "mode": "with_code", "code": "044ACDEFGHJKMN22"}
        )
        drawn = iter([taken, "044ACDEFGHJKMN22", "044ACDEFGHJKMN23", "044ACDEFGHJKMN23", *map(self.code, range(4))])
        with patch.object(codes, "draw", lambda: next(drawn)):
            made = self.wizard(coupon_qty=4).generate_coupons()
        self.assertEqual(set(made.mapped("code")), {"044ACDEFGHJKMN23", *map(self.code, range(3))})

    @staticmethod
    def code(number):
        return f"044{codes.ALPHABET[number] * codes.LENGTH}"

    def test_what_follows_from_each_follows(self):
        """With a message at creation, and in a program of the ledger, core makes them one by one."""
        self.program.communication_plan_ids = [
            (0, 0, {"trigger": "create", "mail_template_id": self.env.ref("loyalty.mail_template_loyalty_card").id})
        ]
        ada = self.new_member()
        ada.email = "ada@example.com"
        before = self.env["mail.mail"].search_count([])
        self.wizard(mode="selected", customer_ids=ada.ids).generate_coupons()
        self.assertEqual(self.env["mail.mail"].search_count([]), before + 1)
        points = self.env["loyalty.program"].search([("member_program", "=", True)], limit=1)
        with patch.object(type(self.cards), "_member_make_coupons") as at_once:
            self.wizard(
                program_id=points.id, mode="selected", customer_ids=self.new_member(phone="+16502530042").ids
            ).generate_coupons()
        at_once.assert_not_called()

    def test_too_many(self):
        with self.assertRaisesRegex(UserError, "100001 coupons are too many at once. Make 100000"):
            self.wizard(coupon_qty=100_001).generate_coupons()

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.cards.with_user(self.new_users(coupon_user="base.group_user"))._member_make_coupons(
                self.program, 3, 1, "Gift"
            )
