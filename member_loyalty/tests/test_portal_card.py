import re

from odoo.tests import tagged

from .common_portal import PortalCase


@tagged("post_install", "-at_install")
class TestCardPortal(PortalCase):
    def get(self, path=""):
        return self.url_open(f"/my/membership/card{path}")

    def test_own_card_with_code_and_nobody_elses(self):
        page = self.get().text
        self.assertIn(self.ada.member_card_id.number, page)
        self.assertEqual(page.count("data:image/png;base64"), 2)
        self.assertNotIn(self.bea.member_card_id.number, page)

    def report(self, card):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/lost").text)
        return self.url_open(
            "/my/membership/card/lost",
            data={"csrf_token": token and token[1], "card_id": card.id},
            allow_redirects=True,
        )

    def test_lost_card_is_blocked_after_a_question(self):
        card = self.ada.member_card_id
        self.assertIn("Block my card?", self.get("/lost").text)
        self.assertEqual(card.state, "active", "looking blocks nothing")
        self.assertIn("Your card is blocked", self.report(card).text)
        self.env.invalidate_all()
        self.assertEqual((card.state, card.state_reason), ("lost", "Reported by the member in the portal"))
        self.assertIn("no active card", self.get().text)
        self.assertNotIn(card.number, self.get().text)
        self.assertIn("was reported lost", self.config.with_user(self.cashier).find_member(card.number)["message"])

    def test_only_the_card_asked_about_is_blocked(self):
        self.report(self.bea.member_card_id)
        self.env.invalidate_all()
        self.assertEqual(self.bea.member_card_id.state, "active")
        self.assertEqual(self.ada.member_card_id.state, "active")

    def test_customers_who_are_no_members_have_no_card(self):
        eve = self.env["res.partner"].create({"name": "Eve"})
        self.sign_up(eve, "eve_portal")
        self.sign_in("eve_portal")
        self.assertTrue(self.get().url.endswith("/my/membership"))
