from io import BytesIO
from unittest.mock import patch

from openpyxl import Workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.common import member_job
from ..models.imports import member_import_work
from .common_import import ImportCase

GOOD = "receipt,date,amount\nR1,2025-01-31,10.50\n"


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestImportFiles(ImportCase):
    def test_unreadable_files_are_told_in_words(self):
        refused = {
            "empty": (b"", b"  \n\n"),
            "headers but no rows": (b"receipt,date,amount\n", workbook(["receipt", "date", "amount"])),
            "binary": (b"\x00\x01\x02\x03", b"\x89PNG\r\n\x1a\n\x00\x00", b"a,b\n1,\x00\n"),
            "Excel 97": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),),
            "workbook": (b"PK\x03\x04 and nothing of a workbook",),
            "several columns named date": (b"receipt,date,date\nR1,2025-01-01,2025-01-02\n",),
        }
        for words, contents in refused.items():
            for content in contents:
                with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                    self.history(content)

    def test_the_file_stays_when_it_cannot_be_read(self):
        record = self.history(GOOD)
        record.column_ids.unlink()
        with self.assertRaisesRegex(UserError, "No column maps to"):
            record.action_check()
        self.assertTrue(record.file)

    def test_dress_does_not_matter(self):
        dresses = {
            "BOM": "\ufeffreceipt,date,amount\nR1,2025-01-31,10.50\n".encode(),
            "semicolon and comma": b"receipt;date;amount\nR1;31/01/2025;10,50\n",
            "tab": b"receipt\tdate\tamount\nR1\t2025-01-31\t10.50\n",
            "Western": "receipt;date;amount;réf\nR1;31.01.2025;10,50;é\n".encode("latin-1"),
            "Windows line ends": GOOD.replace("\n", "\r\n").encode(),
            "UTF-16": GOOD.encode("utf-16"),
            "UTF-16 without its mark": GOOD.encode("utf-16-be"),
            "workbook": workbook(["receipt", "date", "amount"], ["R1", "2025-01-31", 10.5], [None, None, None]),
            "CSV named as a workbook": GOOD.encode(),
        }
        for source, content in dresses.items():
            with self.subTest(source=source):
                record = self.load(self.history(content, name=source, file_name="history.xlsx", allow_copies=True))
                purchase = self.purchase("R1", source)
                self.assertEqual((record.new_count, record.bad_count), (1, 0))
                self.assertEqual((str(purchase.local_date), purchase.amount_gross), ("2025-01-31", 10.5))

    def test_read_in_pieces_by_the_time_they_take(self):
        """A row takes a second here, and each piece becomes as small as fits into the time of one."""
        rows = [[f"R{number}", f"2025-01-{number:02}", number] for number in range(1, 31)]
        rows[20][2] = "many"
        lines = [",".join(map(str, row)) for row in [["receipt", "date", "amount"], *rows]]
        contents = {"CSV": "\n".join(lines), "workbook": workbook(["receipt", "date", "amount"], *rows)}
        stage = self.env.registry["member.import"]._stage
        for source, content in contents.items():
            with self.subTest(source=source):
                sizes, clock = [], [0.0]

                def staged(record, chunk, *args, sizes=sizes, clock=clock):
                    sizes.append(len(chunk))
                    clock[0] += len(chunk)
                    return stage(record, chunk, *args)

                with (
                    patch.object(self.env.registry["member.import"], "_stage", staged),
                    patch.object(member_job, "monotonic", lambda clock=clock: clock[0]),
                    patch.object(member_import_work, "FIRST_ROWS", 16),
                ):
                    record = self.check(self.history(content, name=source))
                self.assertEqual(sizes, [16, 4, 4, 4, 2])
                self.assertEqual((record.row_count, record.new_count), (30, 29))
                self.assertEqual(self.problems(record), [(22, "gross", "number")])

    def test_wrong_delimiter_finds_no_columns(self):
        record = self.history("receipt^date^amount\nR1^2025-01-31^10.50\n")
        self.assertFalse(any(record.column_ids.mapped("target")))
        with self.assertRaisesRegex(UserError, "Date and time and Amount with tax"):
            record.action_check()

    def test_two_columns_cannot_be_the_same(self):
        record = self.history(GOOD)
        record.column_ids[2].target = "reference"
        with self.assertRaisesRegex(UserError, "Two columns map to Reference"):
            record.action_check()

    def test_preview_shows_what_is_read_and_what_is_not(self):
        record = self.history("receipt;date;amount\nR1;31/01/2025;1.234,50\nR2;2025-99-01;x\n")
        self.assertEqual((record.delimiter, record.date_order, record.decimal), (";", "dmy", ","))
        self.assertIn("January 31, 2025", record.preview)
        self.assertIn("1,234.50", record.preview)
        self.assertIn("“2025-99-01”", record.preview)

    def test_bad_cells_are_named(self):
        bad = {
            "number": ("NaN", "inf", "-Infinity", "ten", "1,2,3"),
            "large": ("1e300", "1000000000000"),
            "amount": ("",),
        }
        for code, amounts in bad.items():
            for amount in amounts:
                with self.subTest(amount=amount):
                    record = self.check(self.history(f'receipt,date,amount\nR1,2025-01-31,"{amount}"\n'))
                    self.assertEqual(self.problems(record), [(2, "gross", code)])
        for day, code in {"2025-02-30": "date", "2999-01-01": "future", "1492-10-12": "early", "": "missing"}.items():
            with self.subTest(day=day):
                record = self.check(self.history(f"receipt,date,amount\nR1,{day},1\n"))
                self.assertEqual(self.problems(record), [(2, "moment", code)])

    def test_broken_rows_do_not_hide_the_others(self):
        content = (
            b"receipt,date,amount\nR1,2025-01-31,1\nR2,2025-01-31\n\nR3,2025-01-31,1,1\n"
            b'R4,"2025"-01-31,1\nR5,2025-01-31,\x01\nR6,2025-01-31,1\n'
        )
        record = self.check(self.history(content))
        self.assertEqual(
            self.problems(record), [(3, "gross", "amount"), (5, "", "width"), (6, "", "quotes"), (7, "gross", "number")]
        )
        self.assertEqual(record.new_count, 2)
        self.assertIn("(4 / 3)", record.error_ids[1].message)

    def test_line_that_is_not_in_the_encoding(self):
        record = self.history(
            b"receipt,date,amount\nR1,2025-01-31,1\nR\xe9,2025-01-31,1\nR3,2025-01-31,1\n", name="Latin"
        )
        self.assertEqual(record.encoding, "cp1252")
        record.encoding = "utf-8-sig"
        self.check(record)
        self.assertEqual(self.problems(record), [(3, "", "encoding")])
        self.assertEqual(record.new_count, 2)
