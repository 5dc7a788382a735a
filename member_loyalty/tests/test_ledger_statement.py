from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport
from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES
from .test_wallet_books import BooksCase


class StatementCase(BooksCase):
    def setUp(self):
        super().setUp()
        self.member = self.new_member()
        self.card = self.wallet_card(self.member)
        self.today = self.company._member_today()
        self.top_up_by(self.member, 100)
        self.post(self.card, "bonus", 10, bucket="bonus", date_expiration=fields.Date.add(self.today, days=20))
        self.env.flush_all()
        # Two months ago; the rest is today's.
        self.env.cr.execute("UPDATE member_ledger_entry SET date = date - interval '2 months' WHERE kind = 'top_up'")
        self.env.invalidate_all()
        self.sell(self.member, (self.cream, 1), self.wallet_line(self.card, 40))
        soon = fields.Date.add(self.today, days=5)
        self.post(self.card, "bonus", 7, bucket="bonus", state="pending", date_available=soon)


@tagged("post_install", "-at_install")
class TestStatement(StatementCase):
    def test_opening_lines_and_closing_by_bucket(self):
        statement = self.card._member_statement(self.today, self.today)
        self.assertEqual(statement["opening"], {"principal": 100, "bonus": 0})
        moved = [(line["entry"].kind, line["entry"].amount, line["balance"]) for line in statement["lines"]]
        self.assertEqual(moved, [("bonus", 10, 110), ("redeem", -40, 70)])
        self.assertEqual(statement["closing"], {"principal": 60, "bonus": 10})
        self.assertEqual(statement["pending"].mapped("amount"), [7])
        before = fields.Date.subtract(self.today, days=1)
        earlier = self.card._member_statement(fields.Date.subtract(before, years=1), before)
        self.assertEqual((earlier["closing"], len(earlier["lines"])), (statement["opening"], 1))

    def test_statement_printed_by_staff(self):
        wizard = self.open_wizard(self.staff)
        self.assertEqual(wizard.card_id, self.card)
        action = wizard.action_print()
        page = self.render(wizard)
        self.assertEqual(action["report_name"], "member_loyalty.member_statement_document")
        rows = [" ".join(row.text_content().split()) for row in page.iterfind(".//tr")]
        self.assertIn("Opening balance", rows[1])
        self.assertTrue(any("including: Promotional balance" in row and "10.00" in row for row in rows))
        wizard.date_from = fields.Date.add(wizard.date_to, days=1)
        with self.assertRaisesRegex(UserError, "before its start date"):
            wizard.action_print()

    def test_who_prints_statements(self):
        with self.assertRaises(AccessError):
            self.open_wizard(self.cashier)
        stranger = self.env["res.partner"].create({"name": "Passer-by"})
        with self.assertRaisesRegex(UserError, "no card"):
            self.open_wizard(self.staff, stranger)

    def open_wizard(self, user, partner=None):
        context = {"active_model": "res.partner", "active_id": (partner or self.member).id}
        return self.env["member.statement"].with_user(user).with_context(**context).create({})

    def render(self, wizard):
        content, _type = self.env["ir.actions.report"]._render_qweb_html(
            "member_loyalty.member_statement_report", wizard.ids
        )
        return html.fromstring(content)


@tagged("post_install", "-at_install")
class TestMembershipPortal(StatementCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.user = mail_new_test_user(
            self.env, "ada_portal", groups="base.group_portal", partner_id=self.member.id, password="ada_portal"
        )
        self.other = self.new_member("Bea", PHONES[1])
        self.other_user = mail_new_test_user(
            self.env, "bea_portal", groups="base.group_portal", partner_id=self.other.id, password="bea_portal"
        )
        self.other_card = self.wallet_card(self.other)
        self.post(self.other_card, "bonus", 999, bucket="bonus")

    def get(self, path, login):
        self.authenticate(login, login)
        return self.url_open(path)

    def test_member_sees_their_own(self):
        # The page's own part: what Odoo writes into its head has random figures in it.
        page = html.fromstring(self.get("/my/membership", "ada_portal").text).get_element_by_id("wrap")
        text = " ".join(page.text_content().split())
        for words in (self.member.member_number, "Classic", "Beauty Wallet", "70.00", "60.00", "Pending", "7.00"):
            self.assertIn(words, text)
        self.assertIn("Valid until", text)
        self.assertNotIn("999.00", text)

    def test_pages(self):
        self.env["member.ledger.entry"].sudo()._post(
            [
                {"key": f"page:{number}", "card_id": self.card.id, "kind": "adjust", "amount": 1 + number}
                for number in range(30)
            ]
        )
        path = f"/my/membership/movements/{self.card.id}/page"
        pages = [html.fromstring(self.get(f"{path}/{page}", "ada_portal").text) for page in (1, 2)]
        self.assertEqual([len(page.xpath("//ul[@name='movements']/li")) for page in pages], [20, 14])

    def test_statement_of_ones_own_card_only(self):
        path = "/my/membership/statement/%s?date_from=%s"
        own = self.get(path % (self.card.id, self.today), "ada_portal")
        self.assertEqual(own.status_code, 200)
        self.assertIn("Opening balance", own.text)
        for login, card in (("ada_portal", self.other_card), ("bea_portal", self.card)):
            with self.subTest(login=login):
                self.assertEqual(self.get(path % (card.id, self.today), login).status_code, 404)
        bad = self.get(f"/my/membership/statement/{self.card.id}?date_from=yesterday&date_to=%27", "ada_portal")
        self.assertEqual(bad.status_code, 200)

    def test_without_wkhtmltopdf_the_page_says_what_to_do(self):
        with patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda _self: "install"):
            page = self.get(f"/my/membership/statement/{self.card.id}/pdf", "ada_portal")
        self.assertIn("Print this page with your browser", page.text)
        self.assertIn("Opening balance", page.text)

    def test_customer_without_a_card_is_told_how_to_become_a_member(self):
        mail_new_test_user(self.env, "passer_by", groups="base.group_portal", password="passer_by")
        self.assertIn("You aren't a member yet", self.get("/my/membership", "passer_by").text)
