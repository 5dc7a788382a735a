import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase, run_migration
from .test_enrolment_enrol import VALUES


@tagged("post_install", "-at_install")
class TestConsent(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member(email="ada@example.com", street="Main Street 1", city="Springfield")

    def may(self, channel, purpose="marketing"):
        return bool(self.ada.sudo()._member_may_contact(channel, purpose))

    # ── The words ─────────────────────────────────────────────────────────────────────────────────────────────

    def version(self, purpose="membership"):
        return self.env["member.consent.text"]._in_force(self.company, purpose)

    def test_enrolment_keeps_the_version_in_force(self):
        consent = self.ada.member_consent_ids
        self.assertEqual((consent.text_id, consent.text_id.version), (self.version(), 1))
        self.assertEqual(consent.text, self.version().text)

    def test_words_in_use_stay_and_new_ones_are_a_new_version(self):
        old = self.version()
        for forbidden in ({"text": "Anything goes"}, {"purpose": "marketing"}):
            with self.assertRaisesRegex(UserError, "new version"):
                old.with_user(self.manager).write(forbidden)
        with self.assertRaises(UserError):
            old.with_user(self.manager).unlink()
        self.company.with_user(self.env.user).member_consent_text = "I join, and nothing else."
        self.assertEqual((self.version().version, self.version().text), (2, "I join, and nothing else."))
        bea = self.new_member("Bea", PHONES[1])
        self.assertEqual(bea.member_consent_ids.text_id, self.version())
        self.assertEqual(self.ada.member_consent_ids.text_id, old)

    def test_version_of_tomorrow_waits(self):
        tomorrow = self.env["member.consent.text"].create(
            {"text": "From tomorrow on", "date_from": "2126-01-01", "company_id": self.company.id}
        )
        self.assertNotEqual(self.version(), tomorrow)

    # ── In the back office ──────────────────────────────────────────────────────────────────────────────────────

    def recorded(self, user=None, **values):
        values = {
            "partner_id": self.ada.id,
            "purpose": "marketing",
            "channel": "email",
            "given_how": "form",
            "given_at": "2026-01-31 12:00:00",
            "proof": "U2lnbmVk",
            "proof_name": "form.pdf",
            **values,
        }
        return self.env["member.consent"].with_user(user or self.staff).create(values)

    def test_staff_record_what_was_signed(self):
        consent = self.recorded(given_via="till", user_id=self.manager.id)
        self.assertEqual((consent.given_via, consent.user_id), ("backend", self.staff))
        self.assertEqual((consent.proof, consent.proof_name, consent.given_how), (b"U2lnbmVk", "form.pdf", "form"))
        self.assertEqual(consent.text_id, self.version("marketing"))
        self.assertTrue(self.may("email"))
        with self.assertRaisesRegex(UserError, "can't be edited"):
            consent.given_at = "2026-02-01 12:00:00"
        with self.assertRaisesRegex(UserError, "in the future"):
            self.recorded(channel="sms", given_at="2126-01-31 12:00:00")
        for user in (self.cashier, self.new_users(consent_auditor="member_loyalty.group_auditor")):
            with self.assertRaises(AccessError):
                self.recorded(user, channel="phone")

    def test_withdrawing_the_membership_opens_its_termination(self):
        self.assertFalse(self.recorded().action_withdraw())
        action = (
            self.ada.member_consent_ids.with_user(self.staff)
            .filtered(lambda consent: consent.purpose == "membership")
            .action_withdraw()
        )
        self.assertEqual(action["res_model"], "member.leave")
        wizard = self.env["member.leave"].with_user(self.staff).with_context(**action["context"]).create({})
        self.assertEqual((wizard.partner_ids, wizard.reason), (self.ada, "wish"))
        wizard.action_leave()
        self.assertFalse(self.ada.is_member)

    # ── The gate ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_membership_doesnt_cover_marketing(self):
        self.assertTrue(self.may("email", "membership"))
        for channel in ("email", "sms", "phone", "post"):
            self.assertFalse(self.may(channel))

    def test_each_channel_for_itself(self):
        consents = self.ada.sudo()._member_agree("backend", "marketing", ["email", "post"])
        self.assertEqual(
            [self.may(channel) for channel in ("email", "sms", "phone", "post")], [True, False, False, True]
        )
        self.assertFalse(self.may("email", "profiling"))
        consents.filtered(lambda consent: consent.channel == "email").action_withdraw()
        self.assertFalse(self.may("email"))
        self.assertFalse(self.ada.sudo()._member_agree("backend", "marketing", ["post"]), "said already")
        self.ada.sudo()._member_agree("backend", "marketing")
        self.assertTrue(all(self.may(channel) for channel in ("email", "sms", "phone", "post")))

    def test_blacklists_are_kept(self):
        self.ada.sudo()._member_agree("backend", "marketing")
        self.env["mail.blacklist"].create({"email": "ADA@example.com"})
        self.assertEqual([self.may("email"), self.may("email", "membership"), self.may("sms")], [False, False, True])
        self.env["phone.blacklist"].create({"number": PHONES[0]})
        self.assertEqual([self.may("sms"), self.may("phone"), self.may("post")], [False, False, True])

    def test_another_companys_marketing_is_its_own(self):
        self.ada.sudo()._member_agree("backend", "marketing")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertTrue(self.may("email"))
        self.assertFalse(self.ada.sudo().with_company(elsewhere)._member_may_contact("email"))

    def test_who_left_is_left_alone(self):
        self.ada.sudo()._member_agree("backend", "marketing")
        self.ada.sudo()._member_leave("wish")
        self.assertFalse(self.may("email", "membership") or self.may("email"))

    def test_a_batch_costs_one_query(self):
        members = self.ada | self.new_member("Bea", PHONES[1], email="bea@example.com")
        members.sudo()._member_may_contact("email", "membership")
        with self.assertQueryCount(1):
            self.assertEqual(members.sudo()._member_may_contact("email", "membership"), members)

    def test_points_reached_are_told_through_the_gate(self):
        template = self.env.ref("loyalty.mail_template_loyalty_card")
        self.program.communication_plan_ids = [
            (0, 0, {"trigger": "points_reach", "points": 50, "mail_template_id": template.id})
        ]
        silent = self.new_member("Silent", PHONES[1], email="silent@example.com")
        silent.sudo().member_consent_ids.action_withdraw()
        before = self.env["mail.mail"].search([])
        for member in (self.ada, silent):
            self.sell(member, (self.cream, 2))
        mails = self.env["mail.mail"].search([]) - before
        self.assertIn(self.ada, mails.recipient_ids)
        self.assertNotIn(silent, mails.recipient_ids)

    # ── Till and history ──────────────────────────────────────────────────────────────────────────────────────

    def test_boxes_at_the_till(self):
        values = {**VALUES, "phone": PHONES[5], "contact_email": True, "contact_sms": False}
        answer = self.config.with_user(self.cashier).enrol_member(values)
        consents = self.env["res.partner"].browse(answer["snapshot"]["partner_id"]).member_consent_ids
        self.assertEqual(
            {(consent.purpose, consent.channel, consent.given_via) for consent in consents},
            {("membership", "all", "till"), ("marketing", "email", "till")},
        )
        self.assertTrue(all(consents.mapped("text_id")))

    def test_withdrawal_says_by_whom(self):
        consent = self.ada.member_consent_ids.with_user(self.staff)
        consent.action_withdraw()
        self.assertEqual(consent.withdrawn_by_id, self.staff)

    def test_words_from_before_become_a_version(self):
        consent = self.ada.member_consent_ids
        text = self.version()
        self.env.flush_all()
        self.env.cr.execute("UPDATE member_consent SET text_id = NULL, text = 'Old words'")
        self.env.cr.execute("ALTER TABLE res_company ADD COLUMN member_consent_text jsonb")
        self.env.cr.execute(
            "UPDATE res_company SET member_consent_text = %s WHERE id = %s",
            [json.dumps({"en_US": "Old words"}), self.company.id],
        )
        self.env.invalidate_all()
        run_migration(self.env.cr, "19.0.1.1.0", "post-consent-text")
        self.env.invalidate_all()
        self.assertEqual((consent.text_id, consent.text, text.text), (text, "Old words", "Old words"))
        run_migration(self.env.cr, "19.0.1.1.0", "post-consent-text")
