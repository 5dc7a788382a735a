from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common_campaign import CampaignCase

SERVER = "odoo.addons.base.models.ir_mail_server.IrMail_Server"


@tagged("post_install", "-at_install")
class TestCampaignMailing(CampaignCase, HttpCase):
    """News to the members of a segment, through Odoo's own mailings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("mass_mailing.group_mass_mailing_user")
        cls.members = cls.new_members(6)
        cls.campaign = cls.new_campaign(cls.members, waves=())
        cls.campaign._draw_guests()
        cls.campaign.sudo().state = "running"
        cls.out = cls.members[0]
        cls.of(cls.campaign, cls.out).arm = "held_out"
        cls.mailing = cls.env["mailing.mailing"].browse(cls.campaign.action_mailing()["res_id"])
        cls.mailing.body_html = '<p>News</p><a href="/unsubscribe_from_list">Unsubscribe</a>'

    def send(self):
        self.mailing.action_send_mail()
        with (
            patch(f"{SERVER}._disable_send", lambda *args: False),
            patch(f"{SERVER}._connect__", lambda *args, **kwargs: None),
            patch(f"{SERVER}.send_email", lambda server, message, *args, **kwargs: message["Message-Id"]),
        ):
            self.env["mail.mail"].sudo().search([("mailing_id", "=", self.mailing.id)]).send()
        self.env.invalidate_all()
        return self.env["mailing.trace"].search([("mass_mailing_id", "=", self.mailing.id)], order="id")

    def test_to_guests_who_agreed(self):
        """Neither to those left out, nor to who withdrew since, nor to others that a rule would reach."""
        self.assertEqual(self.mailing.member_campaign_id, self.campaign)
        withdrew, stopped, *others = self.members - self.out
        withdrew._member_leave_channel("email", "backend")
        stopped.member_no_contact = True
        self.new_member("Stranger", "+16502532999", email="stranger@example.com")
        self.mailing.mailing_domain = "[]"
        traces = self.send()
        self.assertEqual(set(traces.mapped("res_id")), {member.id for member in others})
        self.assertEqual(set(traces.mapped("trace_status")), {"sent"})

    def test_recipients_by_name(self):
        with self.assertRaisesRegex(UserError, "guests of Summer Evening"):
            self.mailing.action_send_mail(self.members.ids)

    def test_counts_in_the_funnel(self):
        """Sent is invited, opened is reached."""
        self.assertEqual(self.steps(self.campaign), [0, 0, 0, 0, 0])
        traces = self.send()
        self.assertEqual(self.steps(self.campaign), [5, 0, 0, 0, 0])
        traces[:2].set_opened()
        traces[1:3].set_clicked()
        self.assertEqual(self.steps(self.campaign), [5, 3, 0, 0, 0])

    def test_sender(self):
        """Who writes news without an email of their own writes them as the company; without either it is said."""
        self.env.user.email = False
        self.company.email = "shop@example.com"
        mailing = self.env["mailing.mailing"].browse(self.campaign.action_mailing()["res_id"])
        self.assertIn("shop@example.com", mailing.email_from)
        self.company.write({"email": False, "alias_domain_id": False})
        with self.assertRaisesRegex(UserError, "News need a sender"):
            self.campaign.action_mailing()

    def test_only_members_with_consent_are_drawn(self):
        self.members[1]._member_leave_channel("email", "backend")
        self.assertEqual(self.new_campaign(self.members, waves=()).audience_count, 5)

    def test_unsubscribing_withdraws_the_consent(self):
        """And nothing else: what concerns the membership still arrives."""
        member = self.members[1]
        member._member_agree("backend")
        self.assertTrue(member._member_may_contact("email"))
        url = self.mailing._get_unsubscribe_url(member.email, member.id)
        path = url.removeprefix(self.mailing.get_base_url())
        self.assertEqual(self.url_open("/" + path.lstrip("/")).status_code, 200)
        self.env.invalidate_all()
        self.assertTrue(member._member_may_contact("email"), "the page only asks")
        oneclick = self.mailing._get_unsubscribe_oneclick_url(member.email, member.id)
        self.url_open("/" + oneclick.removeprefix(self.mailing.get_base_url()).lstrip("/"), data={"x": "1"})
        self.env.invalidate_all()
        self.assertFalse(member._member_may_contact("email"))
        self.assertTrue(member._member_may_contact("phone"))
        self.assertTrue(member._member_may_contact("email", "membership"))
        self.assertFalse(self.mailing._member_unsubscribe(self.members[2].id, member.email), "somebody else's address")
        self.assertTrue(self.members[2]._member_may_contact("email"))
