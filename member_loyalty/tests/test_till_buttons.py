import re
from pathlib import Path

from odoo import Command
from odoo.tests import BaseCase, tagged

from odoo.addons import __path__ as addons_paths

from .test_wallet_till import WalletTillCase

TEMPLATES = "member_*/static/src/app/**/*.xml"


@tagged("post_install", "-at_install")
class TestTillButtons(WalletTillCase):
    def test_each_of_our_buttons_acts_once(self):
        env = self.env
        self.wallet.member_pin_above = 500
        gift_set = env["product.product"].search([("name", "=", "Gift Set")])
        env["member.topup.offer"].create(
            {"name": "12 for 100", "program_id": self.wallet.id, "pay": 100, "receive": "bonus", "bonus": 12}
        )
        for name, extra in (("Wrapping", {}), ("Gift", {"product_id": gift_set.id}), ("Note", {"needs_note": True})):
            lines = [Command.create({"tier_id": self.classic.id, "quota": 99})]
            env["member.benefit"].create({"name": name, "company_id": self.company.id, "line_ids": lines, **extra})
        item = env["member.file.item"].search([("field", "=", "birthdate_date")]) or env["member.file.item"].search([])
        item[:1].is_asked = True
        fee = env["product.product"].create(
            {"name": "New Card", "list_price": 5, "type": "service", "available_in_pos": True, "taxes_id": False}
        )
        standard = env.ref("member_loyalty.card_type_standard")
        standard.write({"product_id": fee.id, "replacement_fee": 5, "price": 5})
        self.ada.member_card_id.sudo().write({"fee": 5, "fee_state": "open"})
        env["member.handbook"]._draft(self.company).action_publish()
        env["member.enrolment.rule"].create({"name": "Rule", "kind": "single", "amount": 50, "how": "consent"})
        self.run_tour("MemberTouchTour", timeout=240)
        self.assert_ledger_holds()


@tagged("post_install", "-at_install")
class TestTillButtonsAreOurs(BaseCase):
    def test_templates_have_no_button_beside_the_one_that_acts_once(self):
        templates = [file for path in addons_paths for file in Path(path).glob(TEMPLATES)]
        self.assertTrue(templates)
        plain = [
            file.name
            for file in templates
            if file.name != "act_button.xml" and re.search(r"<button|<a [^>]*t-on-click", file.read_text())
        ]
        self.assertFalse(plain, "use ActButton: it acts once, however often it is touched")
