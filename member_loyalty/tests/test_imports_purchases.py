from datetime import date, datetime

import pytest

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common_import import ImportCase

FILE = """basket,date,customer,product,qty,net,gross,refund of
B1,2025-03-01 23:30:00,C1,P1,2,20,24,
B1,2025-03-01 23:30:00,C1,5901234123457,1,40,48,
B2,2025-03-02 10:00:00,C2,P1,1,10,12,
B3,2025-03-03 10:00:00,C1,P1,-1,-10,-12,B1
B4,2025-03-04 10:00:00,,P2,1,40,48,
"""


class ManyPurchasesCase(ImportCase):
    def import_with_three_bad_rows(self, count):
        """:param count: of rows, the last of which is bad"""
        middle, last = count * 2 // 5, count + 1
        rows = [f"B{number},2025-03-01,C1,P1,1,5" for number in range(2, last + 1)]
        rows[15] = "B17,2025-13-01,C1,P1,1,5"
        rows[middle] = f"B{middle + 2},2025-03-01,C9,P1,1,5"
        rows[-1] = f"B{last},2025-03-01,C1,P1,1,five"
        content = "\n".join(["basket,date,customer,product,qty,net", *rows])
        record = self.check(self.history(content))
        self.assertEqual(
            self.problems(record),
            [(17, "moment", "date"), (middle + 2, "customer", "unknown"), (last, "net", "number")],
        )
        self.assertEqual((record.row_count, record.new_count, record.bad_count), (count, count - 3, 3))
        self.assertIn("“2025-13-01” isn't a date", record.error_ids[0].message)
        self.assertIn("C9 doesn't exist in the database", record.error_ids[1].message)
        self.assertIn("“five” isn't a number", record.error_ids[2].message)
        record.action_import()
        with self.assertQueryCount(60):
            record.job_id.sudo()._run_batch()
        self.run_job(record)
        self.assertEqual(record.new_count, count - 3)


@pytest.mark.drill
@tagged("post_install", "-at_install", "-standard", "drill")
class TestImportManyPurchasesDrill(ManyPurchasesCase):
    def test_three_bad_rows_of_ten_thousand(self):
        self.import_with_three_bad_rows(10_000)


@tagged("post_install", "-at_install")
class TestImportPurchases(ManyPurchasesCase):
    def test_rows_become_purchases(self):
        record = self.load(self.history(FILE))
        self.assertEqual((record.row_count, record.new_count, record.known_count, record.bad_count), (5, 4, 0, 0))
        bought, returned = self.purchase("B1"), self.purchase("B3")
        self.assertEqual((bought.partner_id, bought.amount_net, bought.amount_gross), (self.ada, 60, 72))
        self.assertEqual(bought.line_ids.mapped("product_id"), self.soap | self.cream)
        # Half past eleven at night in New York is the next day's morning in UTC; the store's day stays.
        self.assertEqual((str(bought.local_date), bought.date), ("2025-03-01", datetime(2025, 3, 2, 4, 30)))
        self.assertEqual((returned.refund_of_id, returned.amount_net), (bought, -10))
        self.assertFalse(self.purchase("B4").partner_id)
        self.assertEqual(record.purchase_count, 4)
        self.assertFalse(self.env["member.import.row"].search([("import_id", "=", record.id)]))

    def test_twice_imported_adds_nothing(self):
        self.load(self.history(FILE))
        again = self.check(self.history(FILE))
        self.assertEqual((again.new_count, again.known_count), (0, 4))
        again.action_import()
        self.run_job(again)
        self.assertEqual((again.new_count, again.known_count, again.bad_count), (0, 4, 0))
        self.assertEqual(self.env["member.purchase"].search_count([("source", "=", "import")]), 4)
        self.assertEqual(self.env["member.purchase.line"].search_count([("purchase_id.source", "=", "import")]), 5)
        self.assertIn("0 records were created, 4 were already imported", again.message_ids[0].body)

    def test_the_same_content_under_another_source_is_noticed(self):
        self.load(self.history(FILE))
        other = self.check(self.history(FILE, name="Other till"))
        self.assertEqual((other.copy_count, other.copy_source), (4, "Old till"))
        with self.assertRaisesRegex(UserError, "4 of these purchases were already imported from “Old till”"):
            other.action_import()
        other.allow_copies = True
        other.action_import()
        self.run_job(other)
        self.assertEqual(other.new_count, 4)

    def test_a_source_in_another_spelling_is_noticed(self):
        self.load(self.history(FILE))
        with self.assertRaisesRegex(UserError, "already a source named “Old till”"):
            self.history(FILE, name="old Till").action_check()

    def test_same_reference_with_other_figures_is_a_problem(self):
        self.load(self.history(FILE))
        changed = self.check(self.history(FILE.replace(",10,12,\n", ",11,13,\n")))
        self.assertEqual(self.problems(changed), [(4, "reference", "changed")])
        self.assertIn("10 → 11", changed.error_ids.message)

    def test_three_bad_rows_of_a_thousand(self):
        self.import_with_three_bad_rows(1000)

    def test_purchase_with_a_bad_row_is_held_back_and_comes_in_corrected(self):
        record = self.load(self.history(FILE.replace("P1,2,20", "P1,two,20")))
        # What returns the bad one waits with it.
        self.assertEqual(self.problems(record), [(2, "quantity", "number"), (5, "refund_of", "unknown")])
        self.assertEqual((record.held_count, record.new_count), (1, 2))
        content, rows = record._bad_rows()
        self.assertEqual(rows, 3)
        corrected = self.load(self.history(content.decode("utf-8-sig").replace(",two,", ",2,")))
        self.assertEqual(corrected.bad_count, 0)
        self.assertEqual(self.purchase("B1").amount_net, 60)

    def test_unknown_ones_pass_when_the_manager_says_so(self):
        content = "basket,date,customer,product,net\nB1,2025-01-01,C9,P9,5\n"
        self.assertEqual(
            self.problems(self.check(self.history(content))), [(2, "customer", "unknown"), (2, "product", "unknown")]
        )
        record = self.load(self.history(content, allow_unknown_customer=True, allow_unknown_product=True))
        self.assertEqual(record.new_count, 1)
        self.assertFalse(self.purchase("B1").partner_id)
        self.assertFalse(self.purchase("B1").line_ids.product_id)

    def test_purchase_belongs_to_one_customer(self):
        record = self.check(self.history("basket,date,customer,net\nB1,2025-01-01,C1,5\nB1,2025-01-01,C2,5\n"))
        self.assertEqual(self.problems(record), [(2, "customer", "mixed")])
        self.assertIn("C1 / C2", record.error_ids.message)

    def test_reference_that_two_customers_share(self):
        self.bea.ref = "C1"
        record = self.check(self.history("basket,date,customer,net\nB1,2025-01-01,C1,5\n"))
        self.assertEqual(self.problems(record), [(2, "customer", "several")])

    def test_one_amount_gives_the_other(self):
        self.load(self.history("basket,date,gross\nB1,2025-01-01,12\n", tax_percent=20))
        self.assertEqual((self.purchase("B1").amount_net, self.purchase("B1").amount_gross), (10, 12))

    def test_tiers_are_reviewed_as_of_a_day(self):
        self.ada._member_enrol(on_day=date(2025, 1, 1))
        content = "basket,date,customer,net\nB1,2025-03-01,C1,60\nB2,2025-04-01,C1,50\nB3,2026-06-01,C1,1\n"
        record = self.load(self.history(content, review_date="2025-12-31"))
        self.assertEqual(self.ada.member_tier_id, self.gold)
        change = self.env["member.tier.change"].search([("partner_id", "=", self.ada.id)], limit=1)
        self.assertEqual((change.reason, change.figure, str(change.window_end)), ("spend", 110, "2025-12-31"))
        self.assertEqual(change.note, record.display_name)
        self.assertFalse(self.bea.member_tier_id)

    def test_stopped_import_goes_on_where_it_was(self):
        content = "\n".join(["basket,date,net", *(f"B{number:05},2025-01-01,1" for number in range(12_000))])
        record = self.check(self.history(content))
        record.action_import()
        record.job_id.sudo()._run_batch()
        record.action_stop()
        self.assertEqual((record.job_state, record.new_count), ("cancelled", 2000))
        record.action_resume()
        self.run_job(record)
        self.assertEqual((record.state, record.new_count), ("done", 12_000))
        self.assertEqual(self.env["member.purchase"].search_count([("import_id", "=", record.id)]), 12_000)

    def test_batch_repeated_after_a_crash_adds_nothing(self):
        record = self.check(self.history(FILE))
        record.action_import()
        before = dict(record.job_id.cursor)
        job = record.job_id.sudo()
        job._run_batch()
        job.cursor = before
        self.run_job(record)
        self.assertEqual(self.env["member.purchase"].search_count([("import_id", "=", record.id)]), 4)

    def test_check_writes_nothing_and_can_be_left(self):
        record = self.check(self.history(FILE))
        self.assertFalse(self.purchase("B1"))
        record.action_back()
        self.assertEqual((record.state, record.row_count), ("mapped", 0))
        self.assertFalse(self.env["member.import.row"].search([("import_id", "=", record.id)]))
        with self.assertRaisesRegex(UserError, "Check the rows"):
            record.action_import()

    def test_staff_and_cashiers_are_refused(self):
        record = self.history(FILE)
        for login, group in (("s", "member_loyalty.group_staff"), ("c", "point_of_sale.group_pos_user")):
            user = mail_new_test_user(self.env, f"history_{login}", groups=f"base.group_user,{group}")
            with self.subTest(group=group):
                with self.assertRaises(AccessError):
                    self.env["member.import"].with_user(user).create(
                        {"name": "Mine", "kind": "members", "file": "YQ=="}
                    )
                with self.assertRaises(AccessError):
                    record.with_user(user).action_check()
                with self.assertRaises(AccessError):
                    self.env["member.import.error"].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.env["member.import.row"].with_user(self.manager).search([])

    def test_downloading_bad_rows_is_logged(self):
        record = self.check(self.history(FILE.replace("P1,2,20", "P1,two,20")))
        self.assertIn(str(record.id), record.action_download_bad_rows()["url"])
        record._download_bad_rows()
        self.assertIn("invalid rows were downloaded", record.message_ids[0].body)
