from datetime import date

from openpyxl.worksheet.cell_range import CellRange

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..engine.workbook import HEADER
from .common_report import TwoMembersCase
from .workbooks import opened, table


@tagged("post_install", "-at_install")
class TestWorkbookReport(TwoMembersCase):
    def setUp(self):
        super().setUp()
        self.before = self.logs()

    def logs(self):
        return self.env["member.export.log"].sudo().search([])

    def report(self, user, **filters):
        return self.env["member.workbook"].with_user(user)._make_report("member.report.recency", filters)

    def test_it_says_what_the_screen_says(self):
        report = self.env["member.report.recency"].with_user(self.membership_manager)
        book = opened(self.report(self.membership_manager, tier_ids=self.ada.member_tier_id.ids))
        filters = {"tier_ids": self.ada.member_tier_id.ids}
        self.assertEqual(len(book.worksheets), len(report._blocks) + 1)
        for name, sheet in zip(report._blocks, book.worksheets, strict=False):
            block = report.read_block(name, filters)
            labels = {column["name"]: column["label"] for column in block["columns"]}
            shown = [{label: row[name] for name, label in labels.items()} for row in block["rows"]]
            self.assertEqual(table(sheet), shown)
            self.assertEqual(sheet["A1"].value, block["title"])
            self.assertEqual(sheet["A3"].value, block["note"])
            self.assertIn(self.ada.member_tier_id.name, sheet["A2"].value)
            self.assertTrue(sheet.auto_filter.ref and sheet.freeze_panes)
            self.assertEqual(len(sheet._charts), 1)
        definitions = "\n".join(str(row) for row in book.worksheets[-1].values)
        self.assertIn(block["note"], definitions)
        self.assertIn("Analysis Period (Months)", definitions)

    def test_marks_are_for_the_screen_and_their_picture_for_print(self):
        workbook = (
            self.env["member.workbook"].with_user(self.membership_manager)._make_report("member.report.quadrants", {})
        )
        sheet = opened(workbook).worksheets[0]
        marks = self.env["member.report.quadrants"].with_user(self.membership_manager).read_block("marks", {})["rows"]
        # The ends of the lines, beside the table, may have more rows.
        told = [(row["Purchases in Period"], row["Members"]) for row in table(sheet) if row["Members"]]
        self.assertCountEqual(told, [(mark["purchases"], mark["members"]) for mark in marks])
        first = next(cell.column for cell in sheet[HEADER + 1] if cell.value)
        [picture] = sheet._charts
        self.assertLess(picture.anchor._from.col, first - 1)
        self.assertEqual(CellRange(sheet.print_area.split("!")[1]).max_col, first - 1)
        self.assertEqual((sheet.page_setup.orientation, sheet.page_setup.fitToHeight), ("landscape", None))
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage, "on one page")

    def test_amounts_are_in_the_companys_currency(self):
        sheet = opened(self.report(self.membership_manager)).worksheets[0]
        spend = next(cell for cell in sheet[5] if cell.value == "Lifetime Spend")
        self.assertIn(self.company.currency_id.symbol, sheet.cell(6, spend.column).number_format)

    def test_staff_get_their_own_members(self):
        for user, members in ((self.staff, 1), (self.auditor, 2), (self.membership_manager, 2)):
            rows = table(opened(self.report(user)).worksheets[0])
            self.assertEqual(sum(row["Members"] for row in rows), members, user.name)

    def test_cashiers_get_none(self):
        for call in (
            lambda: self.env["member.report.recency"].with_user(self.cashier).action_workbook({}),
            lambda: self.report(self.cashier),
            self.env["member.workbook"].with_user(self.cashier).action_book,
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(self.logs(), self.before)

    def test_it_is_logged(self):
        self.report(self.staff)
        log = self.logs() - self.before
        self.assertEqual((log.user_id, log.kind, log.model), (self.staff, "workbook", "member.report.recency"))

    def test_the_file_is_the_askers(self):
        workbook = self.report(self.staff)
        self.assertTrue(workbook.attachment_id.with_user(self.staff).raw)
        for other in (self.membership_manager, self.auditor, self.cashier, self.new_stranger()):
            with self.assertRaises(AccessError, msg=other.name):
                workbook.attachment_id.with_user(other).read(["raw"])
            with self.assertRaises(AccessError, msg=other.name):
                workbook.with_user(other).read(["name"])

    def test_companies_are_apart(self):
        rows = table(opened(self.report(self.new_stranger())).worksheets[0])
        self.assertFalse(any(row["Members"] for row in rows))

    def test_the_file_is_removed(self):
        workbook = self.report(self.staff).sudo()
        attachment = workbook.attachment_id
        workbook._remove_old()
        self.assertTrue(workbook.exists())
        self.env.cr.execute("UPDATE member_workbook SET create_date = create_date - interval '8 days'")
        workbook.invalidate_recordset()
        workbook._remove_old()
        self.assertFalse(workbook.exists() or attachment.exists())

    def test_the_book_has_every_report_and_months_side_by_side(self):
        for day in (date(2026, 3, 31), date(2026, 4, 30)):
            (self.ada | self.bea).sudo().member_since = date(2025, 9, 1)
            self.env["member.metrics.snapshot"].sudo()._take(self.definition, day)
        workbook = self.env["member.workbook"].with_user(self.membership_manager)._make_book()
        book = opened(workbook)
        contents = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
        self.assertEqual(
            [cell.hyperlink.location for cell in contents],
            [f"'{name}'!A1" for name in book.sheetnames[1:-1]],
        )
        self.assertEqual(book.worksheets[0].print_title_rows, "$1:$2", "its first entry isn't on each page")
        reports = [report._title() for report in self.env["member.workbook"]._reports()]
        shown = [cell.value for cell in book.worksheets[0]["A"]]
        self.assertTrue(set(reports) <= set(shown))
        self.assertEqual(next(title for title in shown if title in reports), "Dashboard")
        titles = [sheet["A1"].value for sheet in book.worksheets]
        self.assertEqual(len(set(titles)), len(titles), "a block that two reports show stands there once")
        self.assertNotIn("Members Changing Quadrant", titles, "nobody has moved a line in the book")
        months = next(sheet for sheet in book.worksheets if sheet["A1"].value == "Months: Recency")
        rows = list(months.iter_rows(min_row=6, values_only=True))
        self.assertEqual(rows[0][:3], ("Active", 0, 1))
        self.assertEqual(rows[2][:3], ("Dormant", 1, 1))
