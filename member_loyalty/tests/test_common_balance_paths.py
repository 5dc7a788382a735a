import contextlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestBalancePaths(MemberCase):
    """Whatever writes a balance ends in an entry, or is refused."""

    def setUp(self):
        super().setUp()
        self.member, self.friend = self.new_member(), self.new_member("Bea", PHONES[1])
        self.sell(self.member, (self.cream, 1))
        self.card = self.env["loyalty.card"].search([("partner_id", "=", self.member.id)])

    def wizard(self, user, balance=90):
        values = {"card_id": self.card.id, "new_balance": balance, "description": "Apology"}
        return self.env["loyalty.card.update.balance"].with_user(user).create(values)

    def new_card(self, user, points=25):
        values = {"program_id": self.program.id, "partner_id": self.friend.id, "points": points}
        return self.env["loyalty.card"].with_user(user).create(values)

    def load(self, user, points="90"):
        return self.env["loyalty.card"].with_user(user).load([".id", "points"], [[str(self.card.id), points]])

    def last_entry(self, card=None):
        return self.env["member.ledger.entry"].search([("card_id", "=", (card or self.card).id)], limit=1)

    def test_orm_write(self):
        self.card.with_user(self.manager).write({"points": 90})
        self.assertEqual((self.last_entry().kind, self.last_entry().amount), ("adjust", 50))
        self.assert_ledger_holds()

    def test_wizard(self):
        self.wizard(self.manager).action_update_card_point()
        self.assertEqual((self.last_entry().amount, self.last_entry().reason), (50, "Apology"))
        self.assert_ledger_holds()

    def test_import(self):
        self.assertFalse(self.load(self.manager)["messages"])
        self.assertEqual((self.last_entry().kind, self.last_entry().amount), ("adjust", 50))
        self.assert_ledger_holds()

    def test_new_card_over_the_data_interface(self):
        card = self.new_card(self.manager)
        self.assertEqual((self.last_entry(card).kind, self.last_entry(card).amount), ("opening", 25))
        self.assert_ledger_holds()

    def test_new_card_whose_program_or_balance_is_a_default(self):
        Card = self.env["loyalty.card"].with_user(self.manager)
        wallet = self.new_wallet()
        for name, program in (("active_id", self.program), ("default_program_id", wallet)):
            card = Card.with_context(**{name: program.id}).create({"partner_id": self.friend.id, "points": 25})
            self.assertEqual((self.last_entry(card).kind, self.last_entry(card).amount), ("opening", 25))
        card = Card.with_context(default_points=25).create({"program_id": wallet.id, "partner_id": self.member.id})
        self.assertEqual((self.last_entry(card).kind, self.last_entry(card).amount), ("opening", 25))
        self.assert_ledger_holds()

    def test_import_of_new_cards(self):
        fields = ["program_id/.id", "partner_id/.id", "points"]
        rows = [[str(self.program.id), str(self.friend.id), "33"]]
        result = self.env["loyalty.card"].with_user(self.manager).load(fields, rows)
        entry = self.last_entry(self.env["loyalty.card"].browse(result["ids"]))
        self.assertEqual((entry.kind, entry.amount), ("opening", 33))
        self.assert_ledger_holds()

    def test_cores_generator_of_wallets(self):
        wallet = self.new_wallet()
        values = {"mode": "selected", "customer_ids": [(6, 0, self.member.ids)], "points_granted": 20}
        Generator = self.env["loyalty.generate.wizard"].with_context(active_id=wallet.id)
        with self.assertRaises(AccessError):
            Generator.with_user(self.cashier).create({**values, "program_id": wallet.id}).generate_coupons()
        Generator.create({**values, "program_id": wallet.id}).generate_coupons()
        card = wallet.coupon_ids
        entry = self.last_entry(card)
        self.assertEqual((card.points, entry.kind, entry.bucket, entry.amount), (20, "opening", "principal", 20))
        self.assert_ledger_holds()

    def test_a_wallet_gives_what_its_programme_says(self):
        wallet = self.new_wallet(member_consumption="bonus_first")
        card = self.env["loyalty.card"]._member_card(self.member, wallet)
        self.env["member.ledger.entry"].sudo()._post(
            [
                {"key": "paid", "card_id": card.id, "kind": "top_up", "amount": 100},
                {"key": "gift", "card_id": card.id, "kind": "bonus", "bucket": "bonus", "amount": 10},
            ]
        )
        card.with_user(self.manager).write({"points": 80})
        buckets = card._member_buckets()[card]
        self.assertEqual((buckets["principal"], buckets["bonus"]), (80, 0))
        self.assert_ledger_holds()

    def test_no_path_for_a_cashier(self):
        cashier, staff = self.cashier, self.staff
        Entry, Card = self.env["member.ledger.entry"], self.env["loyalty.card"]
        entry = {"key": "x", "card_id": self.card.id, "program_id": self.program.id, "kind": "earn", "amount": 5}
        asked = {
            "kind": "goodwill",
            "partner_id": self.member.id,
            "program_id": self.program.id,
            "amount": 5,
            "reason": "Why not",
        }
        for user in (cashier, staff):
            ways = {
                "write": lambda user=user: self.card.with_user(user).write({"points": 5000}),
                "increment": lambda user=user: setattr(self.card.with_user(user), "points", 5000),
                "create": lambda user=user: self.new_card(user),
                "unlink": lambda user=user: self.card.with_user(user).unlink(),
                "archive": lambda user=user: self.card.with_user(user).action_archive(),
                "owner": lambda user=user: self.card.with_user(user).write({"partner_id": self.friend.id}),
                "wizard": lambda user=user: self.wizard(user).action_update_card_point(),
                "entry": lambda user=user: Entry.with_user(user).create(entry),
                "posting": lambda user=user: Entry.with_user(user)._post([entry]),
                "allocation": lambda user=user: self.env["member.ledger.allocation"].with_user(user).create({}),
                "adjustment": lambda user=user: self.env["member.adjustment"].with_user(user).create(asked),
                "take over": lambda user=user: (
                    self.env["member.take.over"].with_user(user).create({"program_id": self.program.id})
                ),
                "expiry": lambda user=user: (
                    self.env["member.expiry.change"].with_user(user).create({"program_id": self.program.id})
                ),
                "programme": lambda user=user: self.program.with_user(user).write({"member_approval_above": 0}),
            }
            for name, way in ways.items():
                with self.subTest(user=user.login, way=name), self.assertRaises(AccessError), self.env.cr.savepoint():
                    way()
            with self.subTest(user=user.login, way="edit"), self.assertRaises(UserError):
                self.last_entry().with_user(user).write({"amount": 5000})
            with self.subTest(user=user.login, way="import"), contextlib.suppress(AccessError):
                self.assertTrue(self.load(user, "5000")["messages"])
        with self.assertRaises(AccessError):
            self.env["base.partner.merge.automatic.wizard"].with_user(cashier).create(
                {"partner_ids": [(6, 0, (self.member | self.friend).ids)], "dst_partner_id": self.member.id}
            )
        self.env.invalidate_all()
        self.assertEqual((self.points(self.member), self.points(self.friend)), (40, 0))
        self.assertEqual(Card.search_count([("program_id", "=", self.program.id)]), 1)
        self.assert_ledger_holds()
