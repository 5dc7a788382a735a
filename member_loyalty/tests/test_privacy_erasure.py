import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestErasure(MemberCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.ada = self.new_member(
            "Ada Lovelace", email="ada@example.com", street="Main Street 1", birthdate_date="1990-05-05"
        )
        self.order = self.sell(self.ada, (self.cream, 3))

    def wizard(self, user=None, **values):
        values = {"partner_id": self.ada.id, "confirmed": True, **values}
        return self.env["member.erasure"].with_user(user or self.manager).create(values)

    def everything(self):
        """Every text of the database in which the name, phone or address of the member still stands."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT table_name, column_name FROM information_schema.columns
              JOIN information_schema.tables USING (table_schema, table_name)
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
               AND data_type IN ('text', 'character varying', 'jsonb')
            """
        )
        found = []
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT COUNT(*) FROM "{table}" WHERE "{column}"::text ~* %s',
                [r"lovelace|ada@example\.com|650253000|Main Street 1|" + self.number + "|" + self.card_number],
            )
            if self.env.cr.fetchone()[0]:
                found.append(f"{table}.{column}")
        return found

    def test_nothing_names_the_member_any_more_and_no_figure_changes(self):
        self.number, self.card_number = self.ada.member_number, self.ada.member_card_id.number
        self.ada.sudo().message_post(body="Ada Lovelace called")
        self.env["member.adjustment"].with_user(self.manager).create(
            {
                "kind": "goodwill",
                "partner_id": self.ada.id,
                "program_id": self.program.id,
                "amount": 5,
                "reason": "Sorry, Ada Lovelace",
            }
        ).action_submit()
        self.assertIn("res_partner.name", self.everything())
        spent = self.env["member.purchase"].search([("partner_id", "=", self.ada.id)]).mapped("amount_net")
        self.wizard().action_erase()
        self.env.invalidate_all()
        self.assertEqual(self.everything(), [])
        self.assertEqual(self.ada.name, f"Erased member {self.ada.id}")
        self.assertFalse(self.ada.active or self.ada.phone or self.ada.birthdate_date or self.ada.is_member)
        self.assertEqual(
            self.env["member.purchase"].search([("partner_id", "=", self.ada.id)]).mapped("amount_net"), spent
        )
        self.assertEqual((self.order.partner_id, self.points(self.ada)), (self.ada, 0))
        self.assert_ledger_holds()
        config = self.config.with_user(self.cashier)
        for query in (PHONES[0], self.number, self.card_number):
            self.assertEqual(config.find_member(query)["status"], "unknown", query)
        self.assertFalse(self.env["res.partner"].search([("name", "ilike", "Lovelace")]))

    def test_money_stands_in_the_way(self):
        self.new_wallet()
        self.sell(self.ada, self.top_up_line(50))
        self.company.member_leave_wallet = "keep"
        wizard = self.wizard()
        self.assertRegex(wizard.problem, r"50\.00 in the wallet. Refund it|in the wallet")
        with self.assertRaisesRegex(UserError, "Refund it"):
            wizard.action_erase()
        self.assertEqual(self.ada.name, "Ada Lovelace")

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.wizard(self.staff)
        with self.assertRaisesRegex(UserError, "Check the box"):
            self.wizard(confirmed=False).action_erase()
        with self.assertRaises(AccessError):
            self.ada.with_user(self.manager)._member_erase()
        self.staff.partner_id.sudo()._member_enrol()
        self.assertIn("is a user of the database", self.wizard(partner_id=self.staff.partner_id.id).problem)

    # ── All data as a file ────────────────────────────────────────────────────────────────────────────────────

    def test_manager_downloads_a_members_data(self):
        for user, status in (("till_staff", 404), ("till_manager", 200)):
            self.env["res.users"].search([("login", "=", user)]).password = user
            self.authenticate(user, user)
            response = self.url_open(f"/member_loyalty/file/{self.ada.id}")
            self.assertEqual(response.status_code, status)
        file = json.loads(response.text)
        self.assertEqual(file["Contact"]["Email"], "ada@example.com")
        for part in ("Purchase", "Ledger Entry", "Consent", "Member Card", "Tier Change"):
            self.assertTrue(file[part], part)
        log = self.env["member.export.log"].search([], limit=1)
        self.assertEqual((log.kind, log.user_id, log.partner_res_id), ("file", self.manager, self.ada.id))

    def test_member_downloads_their_own_only(self):
        bea = self.new_member("Bea", PHONES[1], email="bea@example.com")
        user = mail_new_test_user(self.env, "bea_portal", groups="base.group_portal", password="bea_portal1")
        user.partner_id = bea
        self.authenticate("bea_portal", "bea_portal1")
        file = json.loads(self.url_open("/my/membership/file").text)
        self.assertEqual(file["Contact"]["Name"], "Bea")
        self.assertEqual(self.url_open(f"/member_loyalty/file/{self.ada.id}").status_code, 404)
