from lxml import html

from odoo.tests import tagged

from .common_portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalConsent(PortalCase):
    def setUp(self):
        super().setUp()
        self.ada.email, self.bea.email = "ada@example.com", "bea@example.com"

    def living(self):
        return {
            (consent.purpose, consent.channel)
            for consent in self.ada.member_consent_ids
            if not consent.withdrawn_at and consent.purpose != "membership"
        }

    def test_member_sees_the_words_and_changes_the_channels(self):
        page = self.url_open("/my/membership/consent")
        self.assertIn(self.ada.member_consent_ids.text[:30], page.text)
        self.assertNotIn("bea@example.com", page.text)
        self.post("/consent", purpose="marketing", email="1", post="1")
        self.assertEqual(self.living(), {("marketing", "email"), ("marketing", "post")})
        given = self.ada.member_consent_ids.filtered(lambda consent: consent.purpose == "marketing")
        self.assertEqual(set(given.mapped("given_via")), {"portal"})
        self.assertEqual(given.user_id, self.ada.user_ids)
        self.assertEqual(set(given.text_id.mapped("purpose")), {"marketing"})
        page = html.fromstring(self.post("/consent", purpose="marketing", sms="1").content)
        self.assertEqual(self.living(), {("marketing", "sms")})
        self.assertEqual(page.xpath("//section[@name='marketing']//input[@checked]/@name"), ["sms"])
        self.assertEqual(self.bea.member_consent_ids.mapped("purpose"), ["membership"])

    def test_consent_to_everything_shrinks(self):
        self.ada.sudo()._member_agree("backend", "marketing")
        self.post("/consent", purpose="marketing", email="1", sms="1", phone="1", post="1")
        self.assertEqual(self.living(), {("marketing", "all")})
        self.post("/consent", purpose="marketing", email="1", sms="1", phone="1")
        self.assertEqual(self.living(), {("marketing", channel) for channel in ("email", "sms", "phone")})

    def test_a_forged_form_changes_nothing(self):
        self.assertEqual(
            self.url_open("/my/membership/consent", data={"purpose": "marketing", "email": "1"}).status_code, 400
        )
        self.post("/consent", purpose="membership", email="1")
        self.assertEqual(self.living(), set())

    def test_leaving(self):
        self.sell(self.ada, (self.cream, 3))
        self.assertIn("120", self.url_open("/my/membership/leave").text)
        self.post("/leave")
        self.assertTrue(self.ada.is_member, "the box wasn't ticked")
        self.post("/leave", understood="1")
        self.assertFalse(self.ada.is_member)
        self.assertEqual(self.ada.member_leaving_ids.user_id, self.ada.user_ids)
        self.assertTrue(self.bea.is_member)

    def test_money_is_paid_back_first(self):
        self.new_wallet()
        self.sell(self.ada, self.top_up_line(50))
        page = self.post("/leave", understood="1")
        self.assertIn("in the wallet", page.text)
        self.assertTrue(self.ada.is_member)
