from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestProgram(MemberCase):
    def core_program(self):
        return self.env["loyalty.program"].create(
            {"name": "Old points", "program_type": "loyalty", "applies_on": "both", "trigger": "auto"}
        )

    def test_switching_on_opens_the_ledger(self):
        program = self.core_program()
        customer = self.env["res.partner"].create({"name": "Ada"})
        card = self.env["loyalty.card"].create({"program_id": program.id, "partner_id": customer.id, "points": 12.5})
        program.member_program = True
        self.assertEqual(card.member_entry_ids.mapped("kind"), ["opening"])
        self.assert_ledger_holds()
        with self.assertRaisesRegex(ValidationError, "must remain a membership program"):
            program.member_program = False

    def test_customers_with_two_cards_are_named(self):
        program = self.core_program()
        customer = self.env["res.partner"].create({"name": "Ada Twice"})
        self.env["loyalty.card"].create([{"program_id": program.id, "partner_id": customer.id}] * 2)
        with self.assertRaisesRegex(ValidationError, "Ada Twice"):
            program.member_program = True

    def test_only_loyalty_programmes_without_codes(self):
        with self.assertRaisesRegex(ValidationError, "Only Loyalty Cards and eWallet programs"):
            self.env["loyalty.program"].create({"name": "Promo", "program_type": "promotion", "member_program": True})
        with self.assertRaisesRegex(ValidationError, "requires a code"):
            self.program.rule_ids = [(0, 0, {"mode": "with_code", "code": "SECRET"})]

    def test_limits_are_not_negative(self):
        with self.assertRaisesRegex(ValidationError, "Offline Limit can't be -1"):
            self.program.member_offline_limit = -1
        self.program.member_offline_limit = 0
        with self.assertRaisesRegex(ValidationError, "Maximum Share of Order .* can't be 101"):
            self.program.member_redeem_share = 101
