from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common_import import ImportCase
from .test_imports_files import workbook

RECEIPTS = "receipt,date,status,amount\nR1,2025-01-31,paid,15\nR2,2025-02-01,odd,20\n"


@tagged("post_install", "-at_install")
class TestImportAsks(ImportCase):
    def test_reading_again_keeps_what_was_chosen(self):
        record = self.history("receipt,date,amount,who\nR1,2025-01-31,1,张三\n".encode("gbk"))
        self.assertFalse(record.encoding)
        self.assertIn("张三", record.questions)
        with Form(record.with_user(self.manager)) as form:
            form.encoding = "gb18030"
        record.action_read()
        self.assertEqual(record.encoding, "gb18030")
        self.assertEqual(record.column_ids[3].sample, "张三")
        self.assertFalse(record.questions)

    def test_another_header_row_and_none(self):
        record = self.history("R1,2025-01-31,1\nR2,2025-02-28,2\n")
        with self.assertRaisesRegex(UserError, "Row 1 should have the column names, but has values like 2025-01-31"):
            record.action_check()
        record.header_row = 0
        record.action_read()
        self.assertEqual(record.column_ids.mapped("name"), ["#1", "#2", "#3"])
        for column, target in zip(record.column_ids, ("reference", "moment", "gross"), strict=True):
            column.target = target
        self.assertEqual(self.load(record).new_count, 2)

    def test_a_changed_format_has_to_be_read_again(self):
        record = self.history("receipt;date;amount\nR1;2025-01-31;1\n")
        record.delimiter = ","
        with self.assertRaisesRegex(UserError, "Click on “Read Again”"):
            record.action_check()

    def test_another_sheet(self):
        rows = (["receipt", "date", "amount"], ["R1", "2025-01-31", 10])
        record = self.history(workbook(*rows))
        record.sheet = 2
        with self.assertRaisesRegex(UserError, "no such sheet"):
            record.action_read()

    def test_words_are_shown_and_their_meaning_is_chosen(self):
        record = self.history(RECEIPTS)
        words = {value.value: value.meaning for value in record.value_ids}
        self.assertEqual(words, {"paid": "sale", "odd": False})
        self.assertEqual(record.value_ids[0].offered, ["sale", "return", "leave_out"])
        with self.assertRaisesRegex(UserError, "What does odd mean"):
            record.action_check()
        record.value_ids[1].meaning = "leave_out"
        self.load(record)
        self.assertEqual((record.new_count, record.left_count, record.bad_count), (1, 1, 0))

    def test_a_column_chosen_by_hand_shows_its_words(self):
        record = self.history(RECEIPTS.replace("status", "what"))
        self.assertFalse(record.value_ids)
        record.column_ids[2].target = "status"
        self.assertEqual(record.value_ids.mapped("value"), ["paid", "odd"])

    def test_control_sums_before_anything_is_written(self):
        record = self.check(
            self.history("receipt,date,customer,amount\nR1,2025-01-31,C1,15\nR2,2025-03-01,C1,-5\nR3,2025-03-02,C9,7\n")
        )
        self.assertEqual(
            record.control,
            {
                "rows": 2,
                "purchases": 2,
                "net": 10,
                "gross": 10,
                "returned": -5,
                "first": "2025-01-31",
                "last": "2025-03-01",
            },
        )
        self.assertIn("March 1, 2025", record.control_sums)
        self.assertFalse(self.purchase("R1"))

    def test_tiers_are_reviewed_unless_the_manager_says_no(self):
        self.assertEqual(self.history(RECEIPTS).review_date, self.company._member_today())

    def test_rows_without_receipt_numbers(self):
        content = "date,customer,amount\n2025-01-31 10:00,C1,10\n2025-01-31 10:00,C1,10\n2025-01-31 10:00,C2,5\n"
        for choice, amounts in {"row": [5, 10, 10], "moment": [5, 20]}.items():
            with self.subTest(choice=choice):
                record = self.load(self.history(content, name=choice, without_reference=choice, allow_copies=True))
                purchases = self.env["member.purchase"].search([("import_id", "=", record.id)])
                self.assertEqual(sorted(purchases.mapped("amount_gross")), amounts)
                # A longer file has what is there already.
                longer = content + "2025-02-01 10:00,C1,3\n"
                again = self.load(self.history(longer, name=choice, without_reference=choice, allow_copies=True))
                self.assertEqual((again.new_count, again.known_count), (1, len(amounts)))

    def test_customers_by_email_phone_and_card(self):
        self.ada.write({"email": "Ada@Example.com", "phone": "+16502530001"})
        content = "receipt,date,customer,amount\nR1,2025-01-31,ada@example.com,1\nR2,2025-01-31,+16502530001,1\n"
        self.load(self.history(content))
        self.assertEqual((self.purchase("R1") | self.purchase("R2")).partner_id, self.ada)

    def test_staff_and_other_companies_see_no_values(self):
        record = self.history(RECEIPTS)
        staff = mail_new_test_user(self.env, "asks_staff", groups="base.group_user,member_loyalty.group_staff")
        with self.assertRaises(AccessError):
            self.env["member.import.value"].with_user(staff).search([])
        other = self.env["res.company"].create({"name": "Other"})
        stranger = mail_new_test_user(
            self.env, "asks_other", groups="member_loyalty.group_manager", company_id=other.id, company_ids=other.ids
        )
        self.assertFalse(self.env["member.import.value"].with_user(stranger).search([("import_id", "=", record.id)]))


@tagged("post_install", "-at_install")
class TestImportWholeMembers(ImportCase):
    FILE = (
        "id,first name,last name,gender,address,city,zip,tags,notes,tier,membership number,consent,consent date,proof\n"
        "M1,Cleo,Lee,Mujer,1 Main St,Oslo,0150,VIP; Press,Likes tea,gold,OLD7,yes,2024-05-01,Form 12\n"
        "M2,Dora,Lee,H,,,,,,,,no,,\n"
    )

    def test_what_shops_know_of_members(self):
        self.load(self.history(self.FILE, kind="members"))
        cleo, dora = (self.env["res.partner"].search([("ref", "=", ref)]) for ref in ("M1", "M2"))
        self.assertEqual((cleo.name, cleo.street, cleo.city, cleo.zip), ("Cleo Lee", "1 Main St", "Oslo", "0150"))
        self.assertEqual(sorted(cleo.category_id.mapped("name")), ["Press", "VIP"])
        self.assertIn("Likes tea", cleo.comment)
        self.assertEqual((cleo.member_tier_id, dora.member_tier_id), (self.gold, self.classic))
        # Found by the number of the card in the wallet at home.
        self.assertIn(cleo, self.env["res.partner"].search(self.env["member.alias"]._former("number", "OLD7")))
        consent = cleo.member_consent_ids
        self.assertEqual(
            (consent.purpose, consent.channel, consent.given_via, str(consent.given_at.date()), consent.text),
            ("marketing", "all", "import", "2024-05-01", "Form 12"),
        )
        self.assertFalse(dora.member_consent_ids)
        if "gender" in cleo._fields:
            self.assertEqual((cleo.gender, dora.gender), ("female", "male"))

    def test_a_consent_without_a_day_is_no_consent(self):
        content = "id,name,accepts email marketing,consent date\nM1,Ann,yes,\n"
        record = self.check(self.history(content, kind="members"))
        self.assertEqual(self.problems(record), [(2, "consent_email", "no_date")])

    def test_an_unknown_tier_is_named(self):
        record = self.check(self.history("id,name,tier\nM1,Ann,Diamond\n", kind="members"))
        self.assertEqual(self.problems(record), [(2, "tier", "unknown")])
