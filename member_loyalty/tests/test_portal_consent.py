from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestPortalConsent(MemberCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.ada = self.new_member(email="ada@example.com")
        self.bea = self.new_member("Bea", PHONES[1], email="bea@example.com")
        user = mail_new_test_user(
            self.env,
            "ada_portal",
            groups="base.group_portal",
            password="ada_portal1",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        user.partner_id = self.ada
        self.user = user
        self.authenticate("ada_portal", "ada_portal1")

    def post(self, address, **values):
        self.env.flush_all()
        answer = self.url_open(address, data={"csrf_token": Request.csrf_token(self), **values})
        self.env.invalidate_all()
        return answer

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
        self.post("/my/membership/consent", purpose="marketing", email="1", post="1")
        self.assertEqual(self.living(), {("marketing", "email"), ("marketing", "post")})
        given = self.ada.member_consent_ids.filtered(lambda consent: consent.purpose == "marketing")
        self.assertEqual(set(given.mapped("given_via")), {"portal"})
        self.assertEqual(given.user_id, self.user)
        self.assertEqual(set(given.text_id.mapped("purpose")), {"marketing"})
        page = html.fromstring(self.post("/my/membership/consent", purpose="marketing", sms="1").content)
        self.assertEqual(self.living(), {("marketing", "sms")})
        self.assertEqual(page.xpath("//section[@name='marketing']//input[@checked]/@name"), ["sms"])
        self.assertEqual(self.bea.member_consent_ids.mapped("purpose"), ["membership"])

    def test_consent_to_everything_shrinks(self):
        self.ada.sudo()._member_agree("backend", "marketing")
        self.post("/my/membership/consent", purpose="marketing", email="1", sms="1", phone="1", post="1")
        self.assertEqual(self.living(), {("marketing", "all")})
        self.post("/my/membership/consent", purpose="marketing", email="1", sms="1", phone="1")
        self.assertEqual(self.living(), {("marketing", channel) for channel in ("email", "sms", "phone")})

    def test_a_forged_form_changes_nothing(self):
        self.assertEqual(
            self.url_open("/my/membership/consent", data={"purpose": "marketing", "email": "1"}).status_code, 400
        )
        self.post("/my/membership/consent", purpose="membership", email="1")
        self.assertEqual(self.living(), set())

    def test_leaving(self):
        self.sell(self.ada, (self.cream, 3))
        self.assertIn("120", self.url_open("/my/membership/leave").text)
        self.post("/my/membership/leave")
        self.assertTrue(self.ada.is_member, "the box wasn't ticked")
        self.post("/my/membership/leave", understood="1")
        self.assertFalse(self.ada.is_member)
        self.assertEqual(self.ada.member_leaving_ids.user_id, self.user)
        self.assertTrue(self.bea.is_member)

    def test_money_is_paid_back_first(self):
        self.new_wallet()
        self.sell(self.ada, self.top_up_line(50))
        page = self.post("/my/membership/leave", understood="1")
        self.assertIn("in the wallet", page.text)
        self.assertTrue(self.ada.is_member)
