"""What nobody can have meant: refused in words, never an error of the server, and nothing is stored of it."""

import io
import json
import math
import time
import zipfile

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.imports import table_files
from .common import PHONES, RolesCase
from .common_import import ImportCase

NAN, INF = math.nan, math.inf
HOSTILE = [
    NAN,
    INF,
    -INF,
    1e300,
    10**30,
    -1,
    0,
    999_999,
    True,
    False,
    None,
    "",
    "a\0b",
    "\ud800",
    "9999-12-31",
    "0001-01-01",
    "x" * 5000,
    [],
    [1],
    {},
    {"a": 1},
    {"1": NAN},
    {"1": "2"},
    {"1": {}},
    {10**30: 1},
    {"1\0": 1},
]
#: plausible arguments of a till's questions, the customer's id being 0
QUESTIONS = {
    "find_member": ("0460000000019",),
    "member_snapshot": (0,),
    "member_answer": (0, "gender", "male"),
    "member_decline": (0, "gender"),
    "enrol_member": ({"name": "New", "phone": PHONES[50], "consent": True},),
    "report_card_lost": (0,),
    "give_member_card": (0, {"seen_id": False, "card_number": False}),
    "topup_offers": (0,),
    "topup_refund_quote": (1,),
    "authorise_spending": (0, "uuid", {"1": 1}, False, "1234"),
    "set_member_pin": (0, "1234", "1234", False, "1111"),
    "use_benefit": (0, 1, "key", "note", "uuid"),
    "undo_benefit": ("key", "reason"),
    "check_member_products": (0, {"1": 1}),
    "check_spending": (0, {"1": 1}, {"1": 1}),
    "get_limited_partners_loading": (0,),
    "member_handbook": (),
}
#: and what is in their dictionaries
BOXES = {
    "enrol_member": (
        "partner_id name phone email card_number consent contact_email contact_sms contact_phone brought_by "
        "handbook_id at_hand"
    ),
    "give_member_card": "seen_id card_number lost reason waived_because",
}
#: values by type of field that no record of ours takes
IMPOSSIBLE = {
    "char": ["a\0b", "\ud800"],
    "text": ["a\0b"],
    "html": ["a\0b"],
    "float": [NAN, INF, -INF, 1e300, "nan", "ten"],
    "monetary": [NAN, INF, 1e300, "inf"],
    "integer": [10**30, 2**31, NAN],
    "many2one": [10**30],
    "date": ["9999-12-31", "0001-01-01", "soon", "a\0b"],
    "datetime": ["9999-12-31 23:59:59", "0001-01-01 00:00:00", "soon"],
}


@tagged("post_install", "-at_install")
class TestHostileInput(RolesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till = cls.config.with_user(cls.cashier)
        cls.ada = cls.new_member("Ada", PHONES[51])
        cls.env["member.file.item"].search([("field", "in", ("gender", "birthdate_date"))]).is_asked = True

    def answered(self, call, *args):
        """Answered or refused in words; whatever else happens is an error."""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                answer = call(*args)
                self.env.flush_all()
        except UserError as refusal:
            self.assertTrue(str(refusal))
            return None
        json.dumps(answer, allow_nan=False, default=str)
        return answer

    def test_every_question_of_a_till(self):
        found = {
            name
            for part in type(self.env["pos.config"]).__mro__
            if part.__module__.startswith("odoo.addons.member_loyalty.")
            for name, value in vars(part).items()
            if callable(value) and not name.startswith("_") and not hasattr(BaseModel, name)
        }
        self.assertEqual(found, set(QUESTIONS))
        for name, plausible in QUESTIONS.items():
            plausible = [
                self.ada.id if value == 0 and name != "get_limited_partners_loading" else value for value in plausible
            ]
            for place in range(len(plausible)):
                for value in HOSTILE:
                    with self.subTest(method=name, place=place, value=str(value)[:20]):
                        args = [*plausible[:place], value, *plausible[place + 1 :]]
                        self.answered(getattr(self.till, name), *args)

    def test_every_box_of_a_dialog(self):
        for name, boxes in BOXES.items():
            *before, values = QUESTIONS[name]
            args = [self.ada.id for _place in before]
            for box in boxes.split():
                for value in HOSTILE:
                    with self.subTest(method=name, box=box, value=str(value)[:20]):
                        self.answered(getattr(self.till, name), *args, {**values, box: value})

    def test_too_many_arguments(self):
        with self.assertRaises(UserError):
            self.till.find_member("1", "2")
        with self.assertRaises(UserError):
            self.till.find_member()

    def test_an_amount_that_is_none(self):
        wallet = self.new_wallet(company_id=self.company.id)
        for spending, topups in [({wallet.id: NAN}, {}), ({}, {wallet.id: INF}), ({wallet.id: "1"}, {})]:
            with self.assertRaisesRegex(UserError, "isn't a number|can't be read"):
                self.till.check_spending(self.ada.id, spending, topups)

    def test_no_number_is_not_the_companys(self):
        self.company.partner_id.phone = PHONES[60]
        self.assertTrue(self.company.partner_id.phone_sanitized)
        for empty in ("", "   ", None, False):
            with self.subTest(phone=empty):
                self.assertEqual(self.till.find_member(empty)["status"], "unknown")
                answer = self.till.enrol_member({"name": "New", "phone": empty, "consent": True})
                self.assertEqual((answer["status"], answer["field"]), ("refused", "phone"))

    def test_an_answer_that_is_none_of_the_choices(self):
        for name, value in [
            ("gender", "martian"),
            ("gender", 7),
            ("birthdate_date", "9999-12-31"),
            ("birthdate_date", "0001-01-01"),
            ("birthdate_date", "soon"),
            ("birthdate_date", 7),
        ]:
            with self.subTest(name=name, value=value):
                self.assertEqual(self.till.member_answer(self.ada.id, name, value)["status"], "refused")
        item = self.env["member.file.item"].sudo()
        for value in ("10000000", "x", -1):
            with self.assertRaisesRegex(UserError, "among the choices"):
                item._valid_answer("member_income_band_id", value, self.company._member_today())
            with self.assertRaisesRegex(UserError, "among the choices"):
                item._valid_answer("member_interest_ids", [value], self.company._member_today())
        with self.assertRaisesRegex(UserError, "invalid characters"):
            item._valid_answer("street", "Main\0", self.company._member_today())

    # ── The office ────────────────────────────────────────────────────────────────────────────────────────────

    def ours(self):
        for name, model in self.env.items():
            # A change of expiration takes what it is about, and nothing else.
            if (
                name.startswith(("member.", "loyalty."))
                and not model._abstract
                and model._auto
                and name != "member.expiry.change"
            ):
                yield model.with_user(self.manager)

    def impossible(self, model):
        # Versions are counted, whatever is sent.
        left_out = ("id", "create_uid", "write_uid", "create_date", "write_date", "version")
        for name, field in model._fields.items():
            if name not in left_out and field.type in IMPOSSIBLE:
                yield from ((name, value) for value in IMPOSSIBLE[field.type])

    def test_no_record_takes_it(self):
        models = 0
        for model in self.ours():
            models += 1
            for name, value in self.impossible(model):
                for call in (model.create, model.write):
                    told = self.subTest(model=model._name, field=name, value=str(value), call=call.__name__)
                    with told, self.assertRaises(UserError), mute_logger("odoo.sql_db"):
                        call({name: value})
                        self.env.flush_all()
        self.assertGreater(models, 60)

    def test_no_default_of_a_context_takes_it(self):
        values = {"name": "Spy", "program_type": "loyalty"}
        for default in ({"default_member_reminder_days": 2**40}, {"default_portal_point_name": "a\0b"}):
            with self.subTest(default=default), self.assertRaises(UserError):
                self.env["loyalty.program"].with_user(self.manager).with_context(**default).create(values)

    def test_no_form_counts_with_it(self):
        for model in self.ours():
            if not model.has_access("create"):
                continue
            for name, value in self.impossible(model):
                with self.subTest(model=model._name, field=name, value=str(value)), self.assertRaises(UserError):
                    model.onchange({name: value}, [name], {name: {}})


@tagged("post_install", "-at_install")
class TestHostileFiles(ImportCase):
    SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    PARTS = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+'
        'xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/'
        'workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
        'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target'
        '="worksheets/sheet1.xml"/></Relationships>',
    }

    def workbook(self, rows, **others):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
            for name, content in (self.PARTS | others).items():
                book.writestr(name, content)
            book.writestr("xl/worksheets/sheet1.xml", self.SHEET % rows)
        return stream.getvalue()

    def cell(self, place, text):
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'

    def row(self, number, *cells):
        return f'<row r="{number}">{"".join(self.cell(f"{column}{number}", text) for column, text in cells)}</row>'

    HEADER = (("A", "receipt"), ("B", "date"), ("C", "amount"))
    GOOD = (("A", "R1"), ("B", "2025-01-31"), ("C", "1"))

    def refused(self, content, words):
        before = time.process_time()
        with self.assertRaisesRegex(UserError, words):
            self.history(content)
        self.assertLess(time.process_time() - before, 10)

    def test_a_workbook_by_hand_is_read(self):
        self.assertEqual(
            self.check(self.history(self.workbook(self.row(1, *self.HEADER) + self.row(2, *self.GOOD)))).new_count, 1
        )

    def test_a_file_that_unfolds(self):
        blank = " " * (48 << 20)
        self.refused(self.workbook(self.row(1, *self.HEADER) + blank), "too large when it is unpacked")
        self.refused(self.workbook("", **{"xl/sharedStrings.xml": blank}), "too large when it is unpacked")

    def test_rows_and_columns_at_the_other_end(self):
        far = self.row(1, *self.HEADER) + self.row(2_000_000_000, *self.GOOD)
        self.refused(self.workbook(far), "headers but no rows")
        wide = self.row(1, *self.HEADER, ("XFD", "far")) + self.row(2, *self.GOOD, ("XFD", "far"))
        self.assertEqual(len(self.history(self.workbook(wide)).column_ids), 3)

    def test_too_many_columns(self):
        names = [f"c{place}" for place in range(20_000)]
        for delimiter in ",;\t|":
            self.refused(f"{delimiter.join(names)}\n{delimiter.join(names)}\n", "more than 500 columns")
        book = "".join(f"<c t='inlineStr'><is><t>{name}</t></is></c>" for name in names)
        self.refused(self.workbook(f"<row>{book}</row>"), "more than 500 columns")
        most = ",".join(["receipt", "date", "amount", *names[: table_files.MOST_COLUMNS - 3]])
        self.assertEqual(len(self.history(f"{most}\n{most}\n").column_ids), 500)

    def test_a_broken_workbook(self):
        good = self.workbook("".join(self.row(number, *self.HEADER) for number in range(1, 2000)))
        start = good.index(b"xl/worksheets/sheet1.xml") + 200
        for content in (
            good[:start] + bytes(64) + good[start + 64 :],
            self.workbook("<row r='x'><c r='1'/></row>"),
            self.workbook("<row><c r='A1' t='s'><v>99</v></c></row>"),
            self.workbook("", **{"xl/workbook.xml": "<workbook/>"}),
            self.workbook("", **{"xl/styles.xml": "<styleSheet"}),
        ):
            with self.assertRaisesRegex(UserError, "workbook|empty|rows"):
                self.history(content)

    def test_dates_at_the_end_of_the_calendar(self):
        for moment, code in {
            "9999-12-31T23:59:59-10:00": "future",
            "9999-12-31": "future",
            "0001-01-01T00:00:00+10:00": "early",
            "0001-01-01": "early",
        }.items():
            with self.subTest(moment=moment):
                record = self.check(self.history(f"receipt,date,amount\nR1,{moment},1\n", name=moment.replace(":", "")))
                self.assertEqual(self.problems(record), [(2, "moment", code)])
        self.ada.sudo()._member_enrol()
        content = f"member,points,expiration date\n{self.ada.member_number},5,9999-12-31\n"
        record = self.history(content, kind="balances", name="Balances")
        record.column_ids[0].target, record.column_ids[1].target, record.column_ids[2].target = (
            "member",
            "amount",
            "expiry",
        )
        self.check(record)
        self.assertEqual(self.problems(record), [(2, "expiry", "late")])
        self.assertIn("after 2199", record.error_ids.message)

    def test_signs_that_no_column_holds(self):
        for content in (b"receipt,date,amount\nR\x001,2025-01-31,1\n", b"rec\x00eipt,date,amount\nR1,2025-01-31,1\n"):
            self.refused(content, "binary")
        record = self.check(self.history("receipt,date,amount\nR\x0b1,2025-01-31,1\nR2,2025-01-31,1\x7f\n"))
        self.assertEqual({code for _number, _target, code in self.problems(record)} - {"control", "number"}, set())
