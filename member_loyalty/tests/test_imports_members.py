from odoo.tests import tagged

from .common_import import ImportCase

FILE = """customer id,name,phone,e-mail,card,joined
M1,Cleo,650-253-0001,cleo@example.com,0460000001238,2024-05-01
M2,Dora,+1 650 253 0002,,,
C1,Ada of the file,,,,
"""


@tagged("post_install", "-at_install")
class TestImportMembers(ImportCase):
    def members(self, content, **values):
        return self.history(content, kind="members", **values)

    def found(self, reference):
        return self.env["res.partner"].search([("ref", "=", reference)])

    def test_rows_become_members(self):
        record = self.load(self.members(FILE, enrol_date="2025-01-01"))
        self.assertEqual((record.new_count, record.known_count, record.bad_count), (2, 1, 0))
        cleo, dora = self.found("M1"), self.found("M2")
        self.assertEqual(
            (cleo.phone, cleo.email, str(cleo.member_since)), ("+16502530001", "cleo@example.com", "2024-05-01")
        )
        self.assertEqual((cleo.member_card_id.number, cleo.member_tier_id), ("0460000001238", self.classic))
        self.assertEqual((str(dora.member_since), bool(dora.member_card_id)), ("2025-01-01", True))
        # Whom the shop knows becomes a member under the name on file there.
        self.assertEqual((self.ada.name, bool(self.ada.member_number)), ("Ada", True))
        # Nobody agreed because a file says so nowhere.
        self.assertFalse((cleo | dora | self.ada).member_consent_ids)

    def test_twice_imported_adds_nothing(self):
        self.load(self.members(FILE))
        count = self.env["res.partner"].search_count([])
        again = self.load(self.members(FILE))
        self.assertEqual((again.new_count, again.known_count, again.bad_count), (0, 3, 0))
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def test_customers_without_enrolment(self):
        self.load(self.members(FILE, enrol=False))
        self.assertFalse(self.found("M1").member_number)

    def test_bad_rows_are_named(self):
        self.env["res.partner"].create({"name": "Gina", "phone": "+16502530009"})
        record = self.check(
            self.members(
                "id,name,phone,email,card\n"
                "M1,Cleo,12,,\n"
                "M2,Dora,,not an address,\n"
                "M3,Emma,,,0460000001239\n"
                "M4,,,,\n"
                "M5,Fay,650 253 0005,,\n"
                "M5,Fay again,,,\n"
                "M6,Fay too,(650) 253-0005,,\n"
                "M7,Gina,650-253-0009,,\n"
            )
        )
        self.assertEqual(
            self.problems(record),
            [
                (2, "phone", "phone"),
                (3, "email", "email"),
                (4, "card_number", "card"),
                (5, "name", "missing"),
                (7, "reference", "twice"),
                (8, "phone", "twice"),
                (9, "phone", "taken"),
            ],
        )
        self.assertEqual((record.bad_count, record.new_count), (7, 1))
        self.assertIn("“12” isn't a valid phone number", record.error_ids[0].message)
        self.assertIn("is a duplicate of row 6", record.error_ids[4].message)
        self.assertIn("belongs to Gina", record.error_ids[6].message)

    def test_row_that_the_shop_refuses_does_not_stop_the_others(self):
        record = self.check(self.members(FILE))
        # Taken between check and import.
        self.env["member.card"].create({"number": "0460000001238", "partner_id": self.bea.id, "state": "active"})
        record.action_import()
        self.run_job(record)
        self.assertEqual((record.state, record.new_count, record.bad_count), ("done", 1, 1))
        self.assertEqual(self.problems(record), [(2, "", "refused")])
        self.assertIn("0460000001238", record.error_ids.message)
        self.assertTrue(self.found("M2").member_number)
        self.assertFalse(self.found("M1"))


@tagged("post_install", "-at_install")
class TestImportProducts(ImportCase):
    FILE = "sku,name,category,price,ean\nP1,Soap of the file,,9,\nN1,Oil,Care / Hair,12.5,4006381333931\nN2,Wax,Care / Hair,7,\n"

    def test_rows_become_products(self):
        asked = self.check(self.history(self.FILE, kind="products"))
        self.assertEqual(self.problems(asked), [(2, "reference", "other_name")])
        self.assertIn("P1 is the code of “Soap” in the database", asked.error_ids.message)
        record = self.load(self.history(self.FILE, kind="products", take_products=True))
        self.assertEqual((record.new_count, record.known_count), (2, 1))
        oil = self.env["product.product"].search([("default_code", "=", "N1")])
        self.assertEqual((oil.name, oil.list_price, oil.barcode), ("Oil", 12.5, "4006381333931"))
        self.assertEqual((oil.categ_id.name, oil.categ_id.parent_id.name), ("Hair", "Care"))
        self.assertEqual(self.env["product.category"].search_count([("name", "=", "Hair")]), 1)
        self.assertEqual(self.soap.name, "Soap")
        again = self.load(self.history(self.FILE, kind="products", take_products=True))
        self.assertEqual((again.new_count, again.known_count), (0, 3))

    def test_bad_rows_are_named(self):
        record = self.check(
            self.history(
                "sku,name,ean,price\nN1,Oil,5901234123457,1\nN2,Wax,1,1\nN3,Gel,1,cheap\nN2,Wax,,1\n", kind="products"
            )
        )
        self.assertEqual(
            self.problems(record),
            [(2, "barcode", "taken"), (4, "list_price", "number"), (5, "reference", "twice")],
        )
