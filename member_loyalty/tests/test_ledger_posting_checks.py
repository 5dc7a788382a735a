from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestPostingChecks(MemberCase):
    """What the ledger refuses, and that it names what is wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.env["res.partner"].create({"name": "Ada"})
        cls.member.sudo()._member_enrol()
        cls.card = cls.env["loyalty.card"].create({"program_id": cls.program.id, "partner_id": cls.member.id})

    def post(self, card=None, **values):
        card = card or self.card
        entries = (
            self.env["member.ledger.entry"]
            .sudo()
            ._post([{"key": "checked", "card_id": card.id, "kind": "adjust", "amount": 5, **values}])
        )
        self.env.flush_all()
        return entries

    def assert_refused(self, words, card=None, **values):
        with self.assertRaisesRegex(UserError, words):
            self.post(card, **values)

    def test_amounts(self):
        self.assert_refused("isn't a number", amount=float("nan"))
        self.assert_refused("infinite amount", amount=float("inf"))
        self.assert_refused("infinite amount.*Ada", amount=float("-inf"))
        self.assert_refused("must be below 1,000,000,000,000", amount=1e12)
        self.assert_refused("isn't a number", amount="5")
        self.assertEqual(self.post(amount=999_999_999_999.99).amount, 999_999_999_999.99)

    def test_bad_amounts_by_the_usual_ways(self):
        for amount in (float("nan"), float("inf"), 1e300):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self.card.points = amount
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self.env["loyalty.card"].create({"program_id": self.program.id, "points": amount})

    def test_cards(self):
        deleted = self.env["loyalty.card"].create({"program_id": self.program.id})
        deleted.sudo().unlink()
        self.assert_refused("was deleted", deleted)
        nobody = self.env["loyalty.card"].create({"program_id": self.program.id})
        self.assert_refused("has no member", nobody, kind="earn")
        core = self.env["loyalty.program"].create({"name": "Core Points", "program_type": "loyalty"})
        stranger = self.env["loyalty.card"].create({"program_id": core.id, "partner_id": self.member.id})
        self.assert_refused("Core Points.*isn't a membership program", stranger)
        self.post(amount=8, key="before")
        self.card.active = False
        self.assert_refused("is archived", kind="earn")
        self.assert_refused("is archived", amount=-5)

    def test_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.program.company_id = self.company
        self.assert_refused("can't be used by Elsewhere", company_id=other.id)
        self.assertTrue(self.post(company_id=self.company.id))

    def test_order_of_another_company(self):
        order = self.sell(self.member, (self.cream, 1))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assert_refused("belongs to.*Elsewhere", company_id=other.id, pos_order_id=order.id)

    def test_wallet(self):
        wallet = self.new_wallet(company_id=self.company.id)
        card = self.env["loyalty.card"].create({"program_id": wallet.id, "partner_id": self.member.id})
        self.assertTrue(self.post(card, kind="top_up", bucket="principal", company_id=self.company.id))
        self.assert_refused("has no balance type “Points”", card, kind="top_up", bucket="points")
        # Behind the checks of the program, as only a database administrator could.
        chf = self.env.ref("base.CHF").id
        self.env.cr.execute("UPDATE loyalty_program SET currency_id = %s WHERE id = %s", [chf, wallet.id])
        self.env.invalidate_all()
        words = f"uses the currency CHF, so amounts in {self.company.currency_id.name}"
        self.assert_refused(words, card, kind="top_up", bucket="principal", company_id=self.company.id)

    def test_buckets(self):
        self.assert_refused("has no balance type", bucket="principal")
        self.assertTrue(self.post(bucket="points"))
