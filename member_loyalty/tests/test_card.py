from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestCard(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.standard = cls.env.ref("member_loyalty.card_type_standard")
        cls.fee_product = cls.create_product("Card", cls.categ_basic, 5.0)
        cls.member = cls.new_member()
        cls.card = cls.member.member_card_id
        cls.till = cls.config.with_user(cls.cashier)

    def new_type(self, prefix="047", **values):
        return self.env["member.card.type"].create({"name": f"Cards {prefix}", "prefix": prefix, **values})

    def give(self, **values):
        values.setdefault("seen_id", self.member._member_last_card().id)
        answer = self.till.give_member_card(self.member.id, values)
        self.env.invalidate_all()
        return answer

    # ── Types and numbers ─────────────────────────────────────────────────────────────────────────────────────

    def test_each_type_has_numbers_of_its_own(self):
        luhn = self.new_type("77", number_length=10, check_digit="luhn")
        plain = self.new_type("VIP", number_length=10, check_digit="none")
        for card_type in (luhn, plain, self.standard):
            card = self.env["member.card"].create({"type_id": card_type.id})
            found = self.env["member.card"].create({"number": card_type._draw_numbers(1)[0]})
            self.assertEqual((card.type_id, found.type_id), (card_type, card_type))
        self.assertRegex(plain._draw_numbers(1)[0], r"^VIP\d{7}$")

    def test_scanners_know_each_type(self):
        card_type = self.new_type("77", number_length=10, check_digit="luhn")
        nomenclature = self.company.nomenclature_id
        number = card_type._draw_numbers(1)[0]
        self.assertEqual(nomenclature.parse_barcode(number)["type"], "member")
        self.assertEqual(nomenclature.parse_barcode(f"{number}123")["type"], "product")
        self.assertEqual(nomenclature.parse_barcode(self.card.number)["type"], "member")
        other = nomenclature.create({"name": "Other"})
        self.company.nomenclature_id = other
        self.assertEqual(other.parse_barcode(number)["type"], "member")
        card_type.unlink()
        self.assertEqual(nomenclature.parse_barcode(number)["type"], "product")

    def test_numbers_that_are_read_as_something_else_are_refused(self):
        self.fee_product.barcode = "2912345678901"
        for values, words in (
            ({"prefix": "042"}, "Customer Barcodes"),
            ({"prefix": "0"}, "13-digit numbers with 02"),
            ({"prefix": "04"}, "Member Card"),
            ({"prefix": "0461"}, "Member Card"),
            ({"prefix": "500"}, "13-digit numbers with 02"),
            ({"prefix": "VIP"}, "digits only"),
            ({"prefix": "77", "number_length": 12, "check_digit": "luhn"}, "product barcodes"),
            ({"prefix": "29"}, "Product Card has barcode"),
            ({"prefix": "77", "number_length": 9, "check_digit": "luhn"}, "at least 7 between"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                self.new_type(**values)

    def test_numbers_of_cards_stay(self):
        with self.assertRaisesRegex(UserError, "already been generated"):
            self.standard.prefix = "049"
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.standard.unlink()

    # ── States ────────────────────────────────────────────────────────────────────────────────────────────────

    def test_each_move_is_logged_with_who_and_why(self):
        # What is written in the transaction that made the card isn't tracked.
        self.cr.flush()
        tracked = self.env(context={})
        tracked["member.card.move"].with_user(self.staff).create(
            {"card_ids": self.card.ids, "move": "blocked", "reason": "Used by somebody else"}
        ).action_apply()
        self.cr.flush()
        self.card.invalidate_recordset(["message_ids"])
        log = self.card.message_ids[0]
        values = {(value.field_id.name, value.new_value_char) for value in log.sudo().tracking_value_ids}
        self.assertIn(("state", "Blocked"), values)
        self.assertIn(("state_reason", "Used by somebody else"), values)
        self.assertEqual(log.author_id, self.staff.partner_id)

    def test_moves_that_are_none(self):
        for first, then in (("damaged", "active"), ("returned", "lost"), ("blocked", "stock"), ("expired", "lost")):
            card = self.new_member(f"{first} {then}", False).member_card_id
            card._move(first)
            with self.subTest(first=first, then=then), self.assertRaises(UserError):
                card._move(then)

    def test_till_says_why_and_what_to_do(self):
        for state, words in (
            ("lost", "was reported lost on .* Ask for another card or identify the member by phone"),
            ("blocked", "has been blocked since .* membership staff"),
            ("damaged", "marked as damaged on"),
            ("returned", "was returned on"),
            ("replaced", "was replaced on"),
            ("expired", "expired on"),
        ):
            card = self.new_member(state, False).member_card_id
            card._move(state)
            answer = self.till.find_member(card.number)
            with self.subTest(state=state):
                self.assertEqual(answer["status"], "refused")
                self.assertRegex(answer["message"], f"Card {card.number} .*{words}")

    # ── Validity ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_term_ends_with_the_companys_day_and_is_renewed(self):
        card_type = self.new_type(validity_months=12)
        self.company.partner_id.tz = "Pacific/Auckland"
        # Two hours before midnight in Auckland on the 28th; a leap day isn't missed.
        with freeze_time("2027-02-28 09:00:00"):
            card = self.env["member.card"].create({"type_id": card_type.id})
            self.card._move("replaced")
            card.write({"partner_id": self.member.id, "state": "active"})
            self.assertEqual(str(card.date_expiration), "2028-02-28")
        with freeze_time("2028-02-28 09:00:00"):
            self.assertFalse(card._refusal())
            self.expire()
            self.assertEqual(card.state, "active")
        # All companies have left the day behind.
        with freeze_time("2028-02-29 23:00:00"):
            self.assertIn("expired on", card._refusal())
            self.expire()
            self.assertEqual(card.state, "expired")
            card.with_user(self.staff)._renew()
            self.assertEqual((card.state, str(card.date_expiration)), ("active", "2029-03-01"))

    def expire(self):
        self.run_night("cards")

    def test_card_for_ever_has_no_term(self):
        with self.assertRaisesRegex(UserError, "no expiration date to renew"):
            self.card._renew()

    # ── Replacement ───────────────────────────────────────────────────────────────────────────────────────────

    def test_lost_card_and_all_that_stays(self):
        self.sell(self.member, (self.cream, 5))
        before = self.belongings()
        answer = self.till.report_card_lost(self.member.id)
        self.assertEqual((answer["status"], answer["snapshot"]["card"]["state"]), ("ok", "lost"))
        self.assertEqual(self.till.report_card_lost(self.member.id)["status"], "ok", "twice is once")
        new = self.env["member.card"].create({})
        self.assertEqual(self.give(card_number=new.number, lost=True)["status"], "ok")
        self.assertEqual(self.member.member_card_id, new)
        self.assertEqual((new.replaces_id, self.card.state), (self.card, "lost"))
        self.assertEqual(self.belongings(), before)
        self.assertEqual(self.till.find_member(new.number)["snapshot"]["partner_id"], self.member.id)
        self.assertEqual(self.till.find_member(self.card.number)["status"], "refused")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.card.action_activate()
            self.card.flush_recordset()

    def belongings(self):
        return (
            self.points(self.member),
            self.member.member_tier_id,
            self.member.member_number,
            self.env["member.purchase"].search_count([("partner_id", "=", self.member.id)]),
            self.env["member.ledger.entry"].search([("partner_id", "=", self.member.id)]).ids,
        )

    def test_two_tills_at_once_give_one_card(self):
        seen = self.card.id
        self.assertEqual(self.give(seen_id=seen)["status"], "ok")
        first = self.member.member_card_id
        again = self.give(seen_id=seen)
        self.assertEqual(again["status"], "refused")
        self.assertRegex(again["message"], f"Card ••••{first.number[-4:]} was just issued to Ada")
        self.assertEqual(self.member.member_card_id, first)

    def test_new_number_is_digital_where_there_is_such_a_type(self):
        digital = self.new_type(kind="digital")
        self.give()
        self.assertEqual(self.member.member_card_id.type_id, digital)

    def test_cards_that_cannot_be_given(self):
        other = self.new_member("Bea", PHONES[1])
        gone = self.env["member.card"].create({})
        gone._move("missing")
        for number, words in (
            (other.member_card_id.number, "another member"),
            (gone.number, "missing from stock"),
            ("0460000000010", "isn't a valid card number"),
        ):
            answer = self.give(card_number=number)
            self.assertEqual(answer["status"], "refused")
            self.assertIn(words, answer["message"])
        self.assertEqual(self.member.member_card_id, self.card, "nothing has moved")

    def test_only_a_till_gives_cards_at_a_till(self):
        with self.assertRaises(AccessError):
            self.config.with_user(self.staff).give_member_card(self.member.id, {})
        with self.assertRaises(AccessError):
            self.config.with_user(self.staff).report_card_lost(self.member.id)

    # ── What a card costs ─────────────────────────────────────────────────────────────────────────────────────

    def charge(self, **values):
        self.standard.write({"product_id": self.fee_product.id, "replacement_fee": 5, "price": 8, **values})

    def test_fee_is_due_until_an_order_pays_it(self):
        self.charge()
        fee = self.give()["snapshot"]["card"]["fee"]
        self.assertEqual(fee, {"amount": 5, "product_id": self.fee_product.id})
        card = self.member.member_card_id
        self.sell(self.member, (self.cream, 1))
        self.assertEqual(card.fee_state, "open")
        order = self.sell(self.member, (self.cream, 1), (self.fee_product, 1))
        self.assertEqual((card.fee_state, card.fee_order_id), ("paid", order))
        self.assertFalse(self.till.member_snapshot(self.member.id)["card"]["fee"])
        # The order arrives again: nothing else is paid by it.
        self.give()
        order.sudo()._member_settle()
        self.assertEqual(self.member.member_card_id.fee_state, "open")

    def test_fee_that_was_paid_back_is_due_again_while_the_card_is_in_use(self):
        self.charge()
        self.give()
        card = self.member.member_card_id
        paid = self.sell(self.member, (self.cream, 1), (self.fee_product, 1))
        cream, fee = paid.lines
        self.refund(paid, (cream, 1))
        self.assertEqual(card.fee_state, "paid", "other goods came back")
        back = self.refund(paid, (fee, 1))
        self.assertEqual((card.fee_state, card.fee_order_id.id), ("open", False))
        self.assertEqual(self.till.member_snapshot(self.member.id)["card"]["fee"]["amount"], 5)
        # Orders that arrive again, late or early, change nothing.
        paid.sudo()._member_settle()
        self.assertEqual(card.fee_state, "open")
        again = self.sell(self.member, (self.fee_product, 1))
        back.sudo()._member_settle()
        self.assertEqual((card.fee_state, card.fee_order_id), ("paid", again))

    def test_fee_that_was_paid_back_is_not_due_for_a_card_out_of_use(self):
        self.charge()
        self.give()
        card = self.member.member_card_id
        paid = self.sell(self.member, (self.fee_product, 1))
        card._move("returned")
        back = self.refund(paid, (paid.lines, 1))
        self.assertEqual((card.fee_state, card.fee_order_id), ("refunded", paid))
        back.sudo()._member_settle()
        paid.sudo()._member_settle()
        self.assertEqual(card.fee_state, "refunded")

    def test_first_card_from_the_stock_is_sold(self):
        self.charge()
        stock = self.env["member.card"].create({})
        values = {"name": "Eve", "phone": PHONES[5], "consent": True, "card_number": stock.number}
        self.assertEqual(self.till.enrol_member(values)["snapshot"]["card"]["fee"]["amount"], 8)
        self.assertFalse(self.new_member("Bea", PHONES[6]).member_card_id.fee_state, "a new number is given")

    def test_who_may_waive(self):
        self.charge()
        self.assertIn("membership staff", self.give(waived_because="Regular")["message"])
        self.standard.cashier_may_waive = True
        self.assertEqual(self.give(waived_because="Regular")["status"], "ok")
        card = self.member.member_card_id
        self.assertEqual((card.fee_state, card.fee_reason), ("waived", "Regular"))
        self.give()
        waive = {"card_ids": self.member.member_card_id.ids, "move": "waived", "reason": "Long queue"}
        self.env["member.card.move"].with_user(self.staff).create(waive).action_apply()
        self.assertEqual(self.member.member_card_id.fee_state, "waived")
        with self.assertRaises(AccessError):
            self.env["member.card.move"].with_user(self.cashier).create(waive)

    def test_office_replaces_with_the_fee_shown(self):
        self.charge()
        give = self.env["member.card.give"].with_user(self.staff).create({"partner_id": self.member.id})
        self.assertEqual((give.fee, give.old_card_id), (5, self.card))
        give.write({"is_lost": True, "is_waived": True, "waived_because": "Theft reported", "reason": "Stolen"})
        give.action_give()
        self.assertEqual((self.card.state, self.card.state_reason), ("lost", "Stolen"))
        self.member.invalidate_recordset()
        self.assertEqual(self.member.member_card_id.fee_reason, "Theft reported")

    def test_card_whose_term_is_over_is_replaced_for_nothing(self):
        self.charge()
        self.card.date_expiration = "2020-01-01"
        self.give()
        self.assertFalse(self.member.member_card_id.fee_state)
        self.assertEqual(self.card.state, "replaced")

    # ── Faces ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_face_of_the_tier_before_that_of_the_type(self):
        pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
        self.standard.face = pixel
        self.assertEqual(self.card.face, self.standard.face)
        self.classic.card_face = dot
        self.card.invalidate_recordset()
        self.assertEqual(self.card.face, self.classic.card_face)
        stock = self.env["member.card"].create({})
        html = self.env["ir.actions.report"]._render_qweb_html("member_loyalty.member_card_report", stock.ids)[0]
        self.assertIn(stock.number.encode(), html)
