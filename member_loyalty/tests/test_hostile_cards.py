"""A points card or wallet is the ledger's by its own program: no stored copy, no id and no code of a caller's says so."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, RolesCase

#: columns that the ORM writes by itself
OF_THE_ORM = {"id", "create_uid", "create_date", "write_uid", "write_date"}


@tagged("post_install", "-at_install")
class TestHostileCards(RolesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada, cls.bea = cls.new_member(), cls.new_member("Bea", PHONES[1])
        cls.card = cls.loaded(cls.ada, 500)
        cls.others = cls.loaded(cls.bea, 500)
        cls.till_manager = mail_new_test_user(
            cls.env, "shop_manager", groups="base.group_user,point_of_sale.group_pos_manager"
        )
        Program = cls.env["loyalty.program"]
        values = {"trigger": "auto", "applies_on": "both", "company_id": cls.company.id}
        cls.coupons = Program.create({**values, "name": "Core Points", "program_type": "loyalty"})
        cls.gifts = Program.create({**values, "name": "Gifts", "program_type": "gift_card", "applies_on": "future"})

    def setUp(self):
        super().setUp()
        self.order = self.sell(self.ada, (self.soap, 1))

    def assert_untouched(self, card=None, balance=510):
        card = (card or self.card).sudo()
        self.env.invalidate_all()
        self.assertEqual((card.points, card.active), (balance, True))
        self.assertEqual(card.company_id, card.program_id.company_id)
        self.assert_ledger_holds()

    # ── Written by hand ───────────────────────────────────────────────────────────────────────────────────────

    def values(self):
        """A value for each column of a card."""
        of_type = {"float": 1000.0, "char": "0440000", "date": "2030-01-01", "boolean": False, "integer": 7}
        linked = {
            "res.partner": self.bea.id,
            "res.company": self.env["res.company"].create({"name": "Elsewhere"}).id,
            "loyalty.program": self.coupons.id,
            "pos.order": self.order.id,
        }
        return {
            name: of_type.get(field.type, linked.get(field.comodel_name))
            for name, field in self.env["loyalty.card"]._fields.items()
            if field.store and field.column_type and name not in OF_THE_ORM
        }

    def test_no_column_is_written_by_who_sells(self):
        values = self.values()
        self.assertGreaterEqual(
            values.keys(), {"points", "partner_id", "active", "company_id", "code", "expiration_date", "member_program"}
        )
        for user in (self.cashier, self.till_manager):
            for name, value in values.items():
                with (
                    self.subTest(user=user.login, name=name),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    self.card.with_user(user).write({name: value})
        self.assert_untouched()

    def test_a_stored_copy_says_nothing(self):
        """Were it written past the ORM, by another addon or an old release: the program still decides."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE loyalty_card SET member_program = FALSE WHERE id = %s", [self.card.id])
        self.env.invalidate_all()
        for values in (
            {"points": 1510},
            {"partner_id": self.bea.id},
            {"active": False},
            {"program_id": self.coupons.id},
        ):
            with self.subTest(values), self.assertRaises(UserError), self.env.cr.savepoint():
                self.card.with_user(self.cashier).write(values)
        self.confirm({str(self.card.id): {"points": 1000, "program_id": self.coupons.id}})
        self.assert_untouched()

    def test_the_company_is_that_of_the_program_for_managers_too(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaisesRegex(ValidationError, "company of card"):
            self.card.with_user(self.manager).write({"company_id": elsewhere.id})

    def test_who_runs_a_shop_makes_no_membership_cards(self):
        values = {"program_id": self.program.id, "partner_id": self.ada.id, "points": 0}
        for more in ({}, {"points": 1000}, {"code": "0441"}, {"expiration_date": "2030-01-01"}):
            with self.subTest(more), self.assertRaises(AccessError):
                self.env["loyalty.card"].with_user(self.till_manager).create({**values, "partner_id": False, **more})
        made = (
            self.env["loyalty.card"].with_user(self.till_manager).create({"program_id": self.coupons.id, "points": 3})
        )
        self.assertEqual(made.points, 3, "core's own cards are core's affair")

    def test_core_s_history_tells_what_the_ledger_did(self):
        History = self.env["loyalty.history"].with_user(self.cashier)
        before = self.env["loyalty.history"].search([("card_id", "=", self.card.id)])
        forged = {"card_id": self.card.id, "description": "A gift", "issued": 1000}
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            History.create(forged)
        core = self.env["loyalty.card"].sudo().create({"program_id": self.coupons.id})
        mine = History.create({**forged, "card_id": core.id})
        for row, values in ((before, {"issued": 1000}), (mine, {"card_id": self.card.id})):
            with self.subTest(values), self.assertRaises(AccessError), self.env.cr.savepoint():
                row.with_user(self.cashier).write(values)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            line = {"card_id": self.card.id, "won": 1000, "spent": 0}
            self.order.with_user(self.cashier).add_loyalty_history_lines([line], [])
        self.assertEqual(self.env["loyalty.history"].search([("card_id", "=", self.card.id)]), before)

    # ── Named by a till ───────────────────────────────────────────────────────────────────────────────────────

    def confirm(self, coupon_data, order=None):
        return (order or self.order).with_user(self.cashier).confirm_coupon_programs(coupon_data)

    def test_our_card_under_another_program(self):
        """The till's second call: whichever way it names the card, nothing moves."""
        for program in (self.coupons, self.gifts):
            for card in (self.card, self.others):
                code, balance = card.code, card.points
                for key, more in (
                    (str(card.id), {}),
                    (f" {card.id} ", {}),
                    ("-1", {"code": code}),
                    ("-1", {"barcode": code}),
                    ("-1", {"coupon_id": card.id}),
                    ("-1", {"code": code, "coupon_id": card.id, "partner_id": card.partner_id.id}),
                    (str(card.id), {"program_id": str(program.id)}),
                ):
                    with self.subTest(program=program.name, card=card.partner_id.name, key=key, more=more):
                        data = {"points": 1000, "program_id": program.id, "line_codes": [], **more}
                        answer = self.confirm({key: data}, self.sell(self.bea))
                        self.assert_untouched(card, balance)
                        self.assertNotIn(self.ada.id, [update["partner_id"] for update in answer["coupon_updates"]])

    def test_our_program_by_its_name(self):
        for name in (self.program.name, self.program.display_name, str(self.program.id)):
            data = {"points": 1000, "program_id": name, "partner_id": self.ada.id}
            with self.subTest(name):
                try:
                    with self.env.cr.savepoint():
                        self.confirm({"-1": data}, self.sell(self.ada))
                except UserError:
                    continue
                finally:
                    self.assert_untouched()

    def test_core_s_own_coupons_go_on(self):
        core = self.env["loyalty.card"].sudo().create({"program_id": self.coupons.id, "partner_id": self.ada.id})
        order = self.sell(self.ada, (self.soap, 1))
        answer = self.confirm({str(core.id): {"points": 7, "program_id": self.coupons.id, "line_codes": []}}, order)
        self.assertEqual(core.points, 7)
        self.assertEqual([update["id"] for update in answer["coupon_updates"]], [core.id])

    def test_nobodys_order_tells_nobodys_card(self):
        self.env["loyalty.card"].sudo().create({"program_id": self.program.id})
        order = self.sell(self.env["res.partner"], (self.soap, 1))
        answer = self.confirm({"-1": {"points": 1, "program_id": self.program.id}}, order)
        self.assertFalse(answer["coupon_updates"])

    def test_the_line_names_the_card_that_paid(self):
        """Bea's card on Ada's line: Ada pays, and the line says so."""
        order = self.sell(self.ada, (self.cream, 1), self.reward_line(self.others))
        self.assertEqual(order.lines.coupon_id, self.card)
        self.assertEqual(order.member_entry_ids.card_id, self.card)
        core = self.env["loyalty.card"].sudo().create({"program_id": self.coupons.id, "partner_id": self.ada.id})
        self.confirm({str(core.id): {"points": 1, "program_id": self.coupons.id, "line_codes": ["abc"]}}, order)
        self.assertEqual(order.lines.coupon_id, self.card)
        self.assertEqual(self.others.points, 500)
