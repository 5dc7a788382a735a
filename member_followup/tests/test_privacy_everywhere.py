import json
import re

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common_campaign import DAY, EVENT, CampaignCase

NAME, EMAIL, STREET = "Zyxwvu Quandary", "zq77@vanish.example", "Vanishing Lane 17"
PHONE, TYPED = "+16502530077", "(650) 253-0077"
SAID = re.compile(r"zyxwvu|quandary|zq77|vanishing|650.{0,3}253.{0,2}0077", re.IGNORECASE)
STORY = f"{NAME} of {STREET} asked: {EMAIL}, {TYPED}, {PHONE}"


@tagged("post_install", "-at_install")
class TestPrivacyEverywhere(CampaignCase):
    """After the commit, no column of any table and no file says who an erased member was."""

    def setUp(self):
        super().setUp()
        # With tracking, as everywhere but in tests.
        self.env = self.env(su=True, context={})
        self.ada = self.new_members(1).with_env(self.env)
        # The pending tracking of another transaction.
        self.commit()
        self.ada.write({"name": NAME, "email": EMAIL, "phone": TYPED, "street": STREET, "comment": STORY})
        self.bea = self.new_members(1, "Bea").with_env(self.env)

    def commit(self):
        """What happens at a commit: the tracking is written."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.invalidate_all()

    def erase(self):
        self.env["member.erasure"].with_user(self.manager).create(
            {"partner_id": self.ada.id, "confirmed": True}
        ).action_erase()
        self.commit()

    def places(self):
        """:return: sorted list of 'table.column', and of names of files, in which the member is named"""
        found = []
        columns = self.env.execute_query(
            SQL(
                """
                SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
                  JOIN information_schema.tables t USING (table_schema, table_name)
                 WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
                   AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea')
                """
            )
        )
        for table, column, kind in columns:
            name = SQL.identifier(column)
            text = SQL("ENCODE(%s, 'escape')", name) if kind == "bytea" else SQL("%s::text", name)
            rows = self.env.execute_query(
                SQL("SELECT 1 FROM %s WHERE %s ~* %s LIMIT 1", SQL.identifier(table), text, SAID.pattern)
            )
            found += [f"{table}.{column}"] if rows else []
        everything = [("res_field", "in", (False, *self.env["ir.attachment"].search([]).mapped("res_field")))]
        for file in self.env["ir.attachment"].search(everything):
            if SAID.search((file.raw or b"").decode("utf-8", "replace")):
                found.append(f"file of {file.res_model}.{file.res_field or ''}")
        return sorted(set(found))

    def assertGone(self):
        self.erase()
        self.assertEqual(self.places(), [])

    # ── What is pending when the button is pressed ────────────────────────────────────────────────────────────

    def test_tracking_values(self):
        self.commit()
        self.ada.city = "Town"
        self.env["res.users"].create(
            {"name": NAME, "login": EMAIL, "partner_id": self.ada.id, "group_ids": [(4, self.ref("base.group_portal"))]}
        )
        self.assertGone()
        self.assertTrue(self.ada.message_ids, "that it was erased is told")

    def test_what_is_written_after_it_in_the_same_breath(self):
        self.ada.member_card_ids.message_post(body=STORY)
        self.env["loyalty.card"].search([("partner_id", "=", self.ada.id)]).write({"expiration_date": DAY})
        self.assertGone()

    # ── Messages ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_messages(self):
        own = {"body": STORY, "subject": NAME}
        self.ada.message_post(**own, attachments=[("letter.txt", STORY.encode())])
        self.ada.activity_schedule("mail.mail_activity_data_call", summary=STORY)
        about = {"body": f"Ask {EMAIL} or {TYPED}", "subject": f"From {EMAIL}"}
        self.bea.message_post(**about, email_from=f"{NAME} <{EMAIL}>", incoming_email_to=f"{NAME} <{EMAIL}>")
        self.bea.message_post(body="Hello", partner_ids=(self.ada | self.bea).ids, attachments=[(f"{EMAIL}.txt", b"x")])
        self.env["mail.mail"].create(
            [
                {"email_to": f"{NAME} <{EMAIL}>", "body_html": STORY, "auto_delete": False},
                {"email_to": "shop@example.com", "email_cc": EMAIL, "body_html": "x", "subject": STORY},
                {"email_to": "shop@example.com", "body_html": STORY},
            ]
        )
        self.env["mail.scheduled.message"].create(
            [
                {
                    **about,
                    "model": "res.partner",
                    "res_id": partner.id,
                    "author_id": self.bea.id,
                    "scheduled_date": EVENT,
                }
                for partner in self.ada | self.bea
            ]
        )
        self.commit()
        self.assertGone()

    def test_sms_mailings_and_lists(self):
        self.env["sms.sms"].create(
            [{"number": PHONE, "body": STORY}, {"number": PHONE, "body": "x", "partner_id": self.ada.id}]
        )
        self.ada._message_sms(STORY, partner_ids=self.ada.ids)
        self.env["mailing.contact"].create({"name": NAME, "email": EMAIL})
        self.env["mailing.trace"].create(
            {"model": "res.partner", "res_id": self.ada.id, "email": EMAIL, "trace_type": "mail"}
        )
        self.env["mail.blacklist"].create({"email": EMAIL})
        self.env["phone.blacklist"].create({"number": PHONE})
        domain = f"[('email', 'ilike', '{EMAIL}')]"
        model = self.env["ir.model"]._get_id("res.partner")
        self.env["mailing.filter"].create({"name": "One", "mailing_model_id": model, "mailing_domain": domain})
        self.env["ir.filters"].create({"name": "One", "model_id": "res.partner", "domain": domain})
        self.env["mailing.mailing"].create({"subject": "One", "mailing_model_id": model, "mailing_domain": domain})
        self.env["member.segment"].create({"name": "One", "domain": domain})
        self.assertGone()

    def test_what_another_has_too_stays_theirs(self):
        self.bea.write({"phone": TYPED, "name": "Bea Beta"})
        self.bea.message_post(body=f"Call {TYPED}, not {EMAIL}")
        self.env["phone.blacklist"].create({"number": PHONE})
        self.commit()
        self.erase()
        [body] = self.bea.message_ids.filtered(lambda message: "Call" in message.body).mapped("body")
        self.assertIn(TYPED, body)
        self.assertNotIn(EMAIL, body)
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", PHONE)]))

    # ── Purchases ─────────────────────────────────────────────────────────────────────────────────────────────

    def test_orders(self):
        order = self.sell(self.ada, (self.cream, 3))
        later = self.refund(order, (order.lines, 1))
        for one in order | later:
            one.write({"general_customer_note": STORY, "internal_note": json.dumps([{"text": STORY}])})
            one.lines.write({"customer_note": STORY, "note": STORY, "notice": STORY})
            one.payment_ids.write({"cardholder_name": NAME, "ticket": STORY})
            one.last_order_preparation_change = json.dumps({"lines": {"1": {"customer_note": STORY}}})
            one.message_post(body=STORY, subject=NAME)
        self.env["loyalty.history"].create(
            {"card_id": self.loaded(self.ada, 5).id, "description": STORY, "issued": 1, "used": 0}
        )
        self.assertGone()
        self.assertEqual(order.lines.product_id, self.cream, "what was sold stays")

    def test_books(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.ada.id,
                "narration": STORY,
                "ref": NAME,
                "invoice_line_ids": [Command.create({"product_id": self.cream.id, "quantity": 1})],
            }
        )
        invoice.message_post(body=STORY)
        invoice.invoice_source_email = EMAIL
        self.env["stock.picking"].create(
            {
                "partner_id": self.ada.id,
                "note": STORY,
                "picking_type_id": self.env["stock.picking.type"].search([("code", "=", "outgoing")], limit=1).id,
            }
        )
        self.assertGone()

    # ── Files, windows that were open, follow-ups ─────────────────────────────────────────────────────────────

    def test_files(self):
        self.env["member.import"].create(
            {"name": "Till", "kind": "members", "file": "eA=="}
        ).file = "Wnl4d3Z1IFF1YW5kYXJ5"
        self.env["base_import.import"].create({"res_model": "res.partner", "file": STORY.encode(), "file_name": NAME})
        self.env["ir.attachment"].create({"name": f"{NAME}.txt", "raw": STORY.encode()})
        self.env["ir.attachment"].create(
            {"name": "members.csv", "raw": STORY.encode(), "res_model": "member.workbook", "res_id": 1}
        )
        self.ada.member_consent_ids.create(
            {"partner_id": self.ada.id, "purpose": "profiling", "proof": "Wnl4d3Z1IFF1YW5kYXJ5", "proof_name": NAME}
        )
        self.assertGone()

    def test_windows_that_were_open(self):
        self.env["privacy.lookup.wizard"].create({"name": NAME, "email": EMAIL}).action_lookup()
        self.env["mail.compose.message"].create(
            {"model": "res.partner", "res_ids": str(self.ada.ids), "body": STORY, "subject": STORY}
        )
        self.env["portal.share"].create({"res_model": "res.partner", "res_id": self.bea.id, "note": STORY})
        self.bea._bus_send("mail.record/insert", {"name": NAME, "email": EMAIL})
        self.commit()
        self.assertGone()

    def test_followups(self):
        campaign = self.new_campaign(self.ada)
        campaign.action_start()
        guest = self.guests.search([("partner_id", "=", self.ada.id)])
        self.assertTrue(guest)
        contact = self.contacts.search([("partner_id", "=", self.ada.id)])
        for record in (guest, contact):
            texts = [name for name, field in record._fields.items() if field.store and field.type in ("text", "html")]
            for name in texts:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                        SQL.identifier(record._table),
                        SQL.identifier(name),
                        STORY,
                        record.ids,
                    )
                )
        self.env.invalidate_all()
        self.assertGone()
