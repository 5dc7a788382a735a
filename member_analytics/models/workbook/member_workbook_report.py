import tempfile

from odoo import api, models
from odoo.tools import format_date

from ...engine.workbook import Head, Workbook

#: month ends that the management book shows side by side
MONTHS = 12


class MemberWorkbook(models.Model):
    """Reports as workbooks: the blocks that the screen shows, each on a sheet of its own."""

    _inherit = "member.workbook"

    @api.model
    def _make_report(self, report, filters):
        """:return: the workbook of one report"""
        self.env[report]._check_reader()
        title = self.env[report]._title()
        # sudo: nobody writes workbooks directly.
        workbook = self.sudo().create({"name": title}).sudo(False)
        workbook._write_report(report, filters)
        return workbook

    @api.model
    def action_book(self):
        """Write the management book; the file follows."""
        return self._make_book().action_download()

    @api.model
    def _make_book(self):
        """:return: the management book: every report, and month ends side by side"""
        self.env["member.report"]._check_reader()
        today = self.env.company._member_today()
        name = self.env._("Members, %(month)s", month=format_date(self.env, today, date_format="LLLL y"))
        # sudo: nobody writes workbooks directly.
        workbook = self.sudo().create({"name": name}).sudo(False)
        workbook._write_book()
        return workbook

    def _write_report(self, report, filters):
        sheets = self._report_sheets(self.env[report], filters, self.env[report]._blocks)
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            book = Workbook(file.name, self._money_format(self.env.company))
            for head, block in sheets:
                book.add_block(head, block)
            self._add_definitions(book, sheets)
            book.close()
            self._deliver_sheets(file.name, report, sheets)

    def _write_book(self):
        subject = self._subject(self.env["member.report"]._as_of(self.env["member.report"]._filters({})))
        everything, entries = [], []
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            book = Workbook(file.name, self._money_format(self.env.company))
            contents = book.reserve(self.env._("Contents"))
            for report in self._reports():
                title = report._title()
                names = [name for name in report._blocks if name not in report._screen_only]
                sheets = [*self._report_sheets(report, {}, names), *self._month_sheets(report)]
                # What the dashboard shows of another report stands there.
                for head, block in [(head, block) for head, block in sheets if not block.get("whole")]:
                    entries.append((title, head.title, book.add_block(head, block, back=contents.get_name())))
                    everything.append((head, block))
            book.fill_contents(contents, Head(self.name, subject), entries)
            self._add_definitions(book, everything)
            book.close()
            self._deliver_sheets(file.name, "member.report", everything)

    def _deliver_sheets(self, path, model, sheets):
        rows = sum(len(block["rows"]) for _head, block in sheets)
        self._deliver(path, model, rows, [head.title for head, _block in sheets])

    def _add_definitions(self, book, sheets):
        rows = [(self.env._("Sheet"), head.title, head.note) for head, _block in sheets if head.note]
        labels = [self.env._("Kind"), self.env._("What"), self.env._("Definition")]
        book.add_text(Head(self.env._("Definitions"), self.env.company.name), labels, [*rows, *self._limits()])

    # ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _reports(self):
        """:return: list of the reports there are: the dashboard, and the others by title"""
        names = self.env.registry["member.report"]._inherit_children
        return sorted(
            (self.env[name] for name in names), key=lambda report: (not report._pictures_first, report._title())
        )

    @api.model
    def _report_sheets(self, report, filters, names):
        """:return: pairs of head and block, of the blocks of these names"""
        chosen = report._filters(filters)
        subject = self._subject(report._as_of(chosen), report._filter_texts(chosen))
        blocks = [report.read_block(name, filters) for name in names]
        return [
            (Head(block["title"], subject, " ".join(filter(None, (block.get("lead"), block.get("note"))))), block)
            for block in blocks
        ]

    @api.model
    def _month_sheets(self, report):
        """The report's blocks that have the same rows each month: their figure at the last month ends, side by side."""
        days = [(day, label) for day, label in report._days() if day][:MONTHS][::-1]
        sheets = []
        for name in report._months if days else ():
            found = [report.read_block(name, {"day": day}) for day, _label in days]
            label, figure = found[-1]["chart"]["x"], found[-1]["chart"]["y"][0]
            columns = {column["name"]: column for column in found[-1]["columns"]}
            rows = {}
            for (day, _text), block in zip(days, found, strict=True):
                for row in block["rows"]:
                    rows.setdefault(row["_key"], {label: row[label]})[day] = row[figure]
            block = {
                "columns": [
                    columns[label],
                    *({"name": day, "label": text, "type": columns[figure]["type"]} for day, text in days),
                ],
                "rows": list(rows.values()),
                "chart": {"kind": "bar", "x": label, "y": [day for day, _label in days]},
            }
            title = self.env._("Months: %(block)s", block=found[-1]["title"])
            note = self.env._("%(figure)s at month ends.", figure=columns[figure]["label"])
            sheets.append((Head(title, self._subject(report._as_of(report._filters({}))), note), block))
        return sheets

    @api.model
    def _subject(self, day, texts=()):
        return " · ".join([self.env.company.name, format_date(self.env, day), *texts])
