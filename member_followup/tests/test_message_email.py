import smtplib
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common_message import MessageCase

SERVER = "odoo.addons.base.models.ir_mail_server.IrMail_Server"


@tagged("post_install", "-at_install")
class TestMessageEmail(MessageCase):
    def deliver(self, answer=None):
        """
        :param answer: an exception that the member's server raises
        :return: list of the messages handed to the mail server
        """
        sent = []

        def send_email(_server, message, *args, **kwargs):
            sent.append(message)
            if answer:
                raise answer
            return message["Message-Id"]

        with (
            patch(f"{SERVER}._disable_send", lambda *args: False),
            patch(f"{SERVER}._connect__", lambda *args, **kwargs: None),
            patch(f"{SERVER}.send_email", send_email),
        ):
            self.env["member.followup"]._send_due()
        return sent

    def test_sent_once(self):
        contact = self.given(self.plan("email"), self.ada)
        (message,) = self.deliver()
        self.assertIn("ada@example.com", message["To"])
        self.assertEqual(message["Subject"], "News")
        self.assertIn(f"/member_followup/unsubscribe/{contact.id}/", message["List-Unsubscribe"])
        self.assertEqual(message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertIn("Dear Ada", message.get_body(("html",)).get_content())
        self.assertEqual((contact.state, contact.outcome, contact.message_cost), ("done", "sent", 0))
        self.assertEqual(self.deliver(), [])

    def test_membership_has_no_unsubscribe(self):
        """What is about the membership itself rests on the membership."""
        self.given(self.plan("email", purpose="membership"), self.ada)
        (message,) = self.deliver()
        self.assertFalse(message["List-Unsubscribe"])

    def test_refused_by_the_members_server(self):
        contact = self.given(self.plan("email"), self.ada)
        self.deliver(Exception("SMTPRecipientsRefused: 550 no such user"))
        self.assertEqual((contact.outcome, contact.message_state), ("undelivered", "failed"))

    def test_connection_lost(self):
        """Whether it was taken over, nobody knows."""
        contact = self.given(self.plan("email"), self.ada)
        self.deliver(smtplib.SMTPServerDisconnected("Connection unexpectedly closed"))
        self.assertEqual((contact.state, contact.reason), ("open", "uncertain"))
        self.assertEqual(self.deliver(), [])

    def test_no_connection(self):
        contact = self.given(self.plan("email"), self.ada)

        def refuse(*args, **kwargs):
            raise ConnectionRefusedError("Connection refused")

        with patch(f"{SERVER}._disable_send", lambda *args: False), patch(f"{SERVER}._connect__", refuse):
            self.env["member.followup"]._send_due()
        self.assertEqual(contact.state, "planned")
        self.assertTrue(contact.date_send)

    def test_queue_leaves_it_alone(self):
        """Odoo's own queue of e-mails doesn't send what is being sent."""
        contact = self.given(self.plan("email"), self.ada)
        self.env["member.followup"].sudo()._claim(10)
        self.assertEqual(contact._letter().state, "exception")


@tagged("post_install", "-at_install")
class TestMessageLinks(HttpCase, MessageCase):
    def test_unsubscribe(self):
        """Looking at the link does nothing; the button ends e-mails of this purpose, and nothing else."""
        contact = self.given(self.plan("email"), self.ada)
        url = f"/member_followup/unsubscribe/{contact.id}/{contact._unsubscribe_token()}"
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertTrue(self.ada._member_may_contact("email", "marketing"))
        self.assertEqual(self.url_open(url, data={"List-Unsubscribe": "One-Click"}).status_code, 200)
        self.assertFalse(self.ada._member_may_contact("email", "marketing"))
        self.assertTrue(self.ada._member_may_contact("sms", "marketing"))

    def test_forged_link(self):
        """The token of one contact doesn't open another."""
        mine = self.given(self.plan("email"), self.ada)
        other = self.given(self.plan("email"), self.ben)
        url = f"/member_followup/unsubscribe/{other.id}/{mine._unsubscribe_token()}"
        self.assertEqual(self.url_open(url, data={"x": "1"}).status_code, 404)
        self.assertTrue(self.ben._member_may_contact("email", "marketing"))

    def test_answered_stop(self):
        """A word that means stop ends SMS; any other answer, or a wrong key, ends nothing."""
        company = self.env.company
        company.member_sms_token = "key"
        url, number = f"/member_followup/sms/{company.id}/key", self.ada.phone_sanitized
        self.assertEqual(self.url_open(f"{url}x", data={"From": number, "Body": "STOP"}).status_code, 404)
        self.assertEqual(self.url_open(url, data={"From": number, "Body": "See you at 5"}).status_code, 204)
        self.assertTrue(self.ada._member_may_contact("sms", "marketing"))
        self.assertEqual(self.url_open(url, data={"From": number, "Body": "¡Baja!"}).status_code, 204)
        self.assertFalse(self.ada._member_may_contact("sms", "marketing"))
        self.assertTrue(self.ben._member_may_contact("sms", "marketing"))
