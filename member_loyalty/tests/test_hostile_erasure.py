"""Customers' data in the files of imports: it goes with the member, after some time, and when a manager says so."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .common_import import ImportCase

FILE = "reference,name,phone\nX1,Zyxwvu Lovelace,(650) 253-0071\nX2,Zyxwvu Byron,Zyxwvu\nX3,Charles,650-253-0073\n"
BUYS = "receipt,date,customer,gross\nR1,2025-01-31,X1,10\nR2,2025-01-31,Zyxwvu Lovelace,ten\n"
NAMED = re.compile(rb"zyxwvu|650.{0,2}253-?0071", re.IGNORECASE)


@tagged("post_install", "-at_install")
class TestHostileErasure(ImportCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.members = self.load(self.history(FILE, kind="members", file_name="members.csv"))
        self.member = self.env["res.partner"].search([("ref", "=", "X1")])
        self.assertTrue(self.member.member_number)
        self.purchases = self.load(self.history(BUYS, name="Receipts", allow_unknown_customer=True))
        self.counts = [self.figures(record) for record in self.members | self.purchases]

    def figures(self, record):
        return (record.state, record.row_count, record.new_count, record.bad_count, record.purchase_count)

    def kept(self):
        """Where in imports somebody is named still."""
        self.env.flush_all()
        self.env.invalidate_all()
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", "member.import"), ("res_field", "in", (False, "file"))])
        )
        found = [f"file {file.name}" for file in files if NAMED.search(file.raw or b"")]
        for table in (
            "member_import",
            "member_import_column",
            "member_import_value",
            "member_import_error",
            "member_import_row",
        ):
            rows = self.env.execute_query(SQL("SELECT t::text FROM %s t", SQL.identifier(table)))
            found += [table for (row,) in rows if NAMED.search(row.encode())]
        return sorted(set(found))

    def erase(self):
        self.env["member.erasure"].with_user(self.manager).create(
            {"partner_id": self.member.id, "confirmed": True}
        ).action_erase()

    def test_erasing_clears_files(self):
        self.members.action_download_bad_rows()
        self.purchases.action_download_bad_rows()
        unfinished = self.check(self.history(FILE.replace("X", "Y").replace("007", "008"), kind="members", name="New"))
        self.assertTrue({"member_import_column", "member_import_error", "member_import_row"} <= set(self.kept()))
        products = self.history("reference,name\nP9,Zyxwvu\n", kind="products", name="Things")
        self.erase()
        self.assertEqual(unfinished.state, "draft")
        self.assertFalse(unfinished.file or unfinished.column_ids or unfinished.row_count)
        self.assertTrue(products.file)
        products.sudo().unlink()
        self.assertEqual(self.kept(), [])
        self.assertEqual([self.figures(record) for record in self.members | self.purchases], self.counts)
        self.assertTrue(self.purchase("R1", "Receipts"))
        self.assertIn("a member was erased", str(self.members.message_ids.mapped("body")))

    def test_no_copy_of_bad_rows_is_made(self):
        files = [("res_model", "=", "member.import"), ("res_field", "=", False)]
        self.env["res.users"].search([("login", "=", "history_manager")]).password = "history_manager1"
        staff = mail_new_test_user(self.env, "shop_staff", groups="member_loyalty.group_staff", password="shop_staff1")
        for login, status in (("history_manager", 200), (staff.login, 404)):
            self.authenticate(login, f"{login}1")
            with mute_logger("odoo.http"):
                answer = self.url_open(self.members.action_download_bad_rows()["url"])
            self.assertEqual(answer.status_code, status)
            self.assertEqual(b"Zyxwvu Byron" in answer.content, status == 200)
        self.assertFalse(self.env["ir.attachment"].sudo().search(files))
        self.env.invalidate_all()
        self.assertIn("1 invalid rows were downloaded", str(self.members.message_ids.mapped("body")))

    def test_a_manager_deletes_a_used_file(self):
        with self.assertRaises(AccessError):
            self.members.with_user(
                mail_new_test_user(self.env, "reader", groups="base.group_user")
            ).action_delete_file()
        for record in self.members | self.purchases:
            record.with_user(self.manager).action_delete_file()
        self.assertEqual(self.kept(), [])
        self.assertEqual([self.figures(record) for record in self.members | self.purchases], self.counts)
        self.assertEqual(len(self.members.error_ids), 1)
        self.assertTrue(self.members.error_ids.message)
        self.assertEqual(self.members.file_name, "members.csv")
        with self.assertRaisesRegex(UserError, "was deleted"):
            self.members._download_bad_rows()
        with self.assertRaisesRegex(UserError, "was read already"):
            self.members.action_read()
        self.assertFalse(self.members.preview and "Zyxwvu" in self.members.preview)
        again = self.load(self.history(FILE, kind="members", name="Again"))
        self.assertEqual((again.new_count, again.known_count), (0, 2))

    def test_not_while_it_is_at_work(self):
        running = self.history(FILE, kind="members", name="Running")
        running.action_check()
        with self.assertRaisesRegex(UserError, "Stop the background work"):
            running.action_delete_file()
        with self.assertRaisesRegex(UserError, "An import is running"):
            self.erase()
        self.assertEqual(self.member.name, "Zyxwvu Lovelace")

    def test_old_files_go_by_themselves(self):
        running = self.history(FILE, kind="members", name="Running")
        running.action_check()
        self.env["member.import"]._delete_old_files()
        self.assertTrue(self.members.file and self.purchases.file)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = create_date - INTERVAL '31 days' WHERE res_model = 'member.import'"
        )
        self.env.invalidate_all()
        self.env["member.import"].sudo()._delete_old_files()
        self.assertFalse(self.members.file or self.purchases.file)
        self.assertTrue(running.file)
        self.assertEqual([self.figures(record) for record in self.members | self.purchases], self.counts)
