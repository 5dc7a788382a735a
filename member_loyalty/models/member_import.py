from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import history, history_targets, table_files

KINDS = [("members", "Members"), ("products", "Products"), ("purchases", "Purchases")]


class MemberImport(models.Model):
    """History from another system: a file is read, checked as a whole, and its good rows are imported.

    What differs between members, products and purchases is in ``member.import.members`` and its sisters.
    """

    _name = "member.import"
    _description = "Import of Sales History"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        "Source",
        required=True,
        help="The system that the file comes from. A purchase with the same reference from the same source is imported once.",
    )
    kind = fields.Selection(KINDS, required=True, default="purchases")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [
            ("draft", "File"),
            ("mapped", "Columns"),
            ("checking", "Checking"),
            ("ready", "Checked"),
            ("importing", "Importing"),
            ("done", "Done"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    file = fields.Binary(required=True, attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    encoding = fields.Selection(
        [("utf-8-sig", "UTF-8"), ("cp1252", "Western (Windows-1252)"), ("gb18030", "Chinese (GB 18030)")]
    )
    delimiter = fields.Selection(
        [(",", "Comma ,"), (";", "Semicolon ;"), ("\t", "Tab"), ("|", "Bar |")], "Columns Parted By"
    )
    date_order = fields.Selection(
        [("ymd", "Year, month, day"), ("dmy", "Day, month, year"), ("mdy", "Month, day, year")],
        required=True,
        default="ymd",
        help="Of dates that aren't written as 2026-12-31.",
    )
    decimal = fields.Selection(
        [(".", "Point 1,234.50"), (",", "Comma 1.234,50")], "Decimal Mark", required=True, default="."
    )
    column_ids = fields.One2many("member.import.column", "import_id")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    allow_unknown_customer = fields.Boolean(
        "Unknown customers are anonymous", help="Otherwise a row with a customer who isn't in the shop is a bad one."
    )
    allow_unknown_product = fields.Boolean(
        "Unknown products stay empty", help="Otherwise a row with a product that isn't in the shop is a bad one."
    )
    tax_percent = fields.Float(
        "Tax (%)", help="To reckon the net amount from the gross one, or the other way, when the file has only one."
    )
    review_date = fields.Date(
        "Review Tiers As Of", help="After the import, members rise to the tier that their purchases gave on this day."
    )
    enrol = fields.Boolean("Enrol as Members", default=True)
    enrol_date = fields.Date(
        "Member Since", default=fields.Date.context_today, help="For rows without a date of their own."
    )
    job_id = fields.Many2one("member.job", readonly=True, copy=False)
    job_state = fields.Selection(related="job_id.state", string="Work")
    job_error = fields.Text(related="job_id.error", string="Failure")
    progress = fields.Float(related="job_id.progress")
    row_count = fields.Integer("Rows Read", readonly=True, copy=False)
    bad_count = fields.Integer("Bad Rows", readonly=True, copy=False)
    held_count = fields.Integer(
        "Held Back",
        readonly=True,
        copy=False,
        help="Good rows of purchases that have a bad row: a purchase comes in whole.",
    )
    new_count = fields.Integer("New", readonly=True, copy=False)
    known_count = fields.Integer("Known Already", readonly=True, copy=False)
    remarks = fields.Text(readonly=True, copy=False)
    error_ids = fields.One2many("member.import.error", "import_id", "Problems")
    first_error_ids = fields.Many2many(
        "member.import.error", compute="_compute_first_error_ids", string="First Problems"
    )
    purchase_count = fields.Integer(compute="_compute_purchase_count")

    _name_plain = models.Constraint("CHECK (strpos(name, ':') = 0)", "Leave the colon out of the source's name.")
    _tax_percent_sane = models.Constraint(
        "CHECK (tax_percent >= 0 AND tax_percent < 100)", "A tax is 0 % or more and below 100 %."
    )

    @api.depends("name", "file_name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.name}: {record.file_name}" if record.file_name else record.name

    @api.depends("bad_count", "state")
    def _compute_first_error_ids(self):
        for record in self:
            record.first_error_ids = self.env["member.import.error"].search(
                [("import_id", "in", record._origin.ids)], limit=20
            )

    def _compute_purchase_count(self):
        counts = dict(
            self.env["member.purchase"]._read_group([("import_id", "in", self.ids)], ["import_id"], ["__count"])
        )
        for record in self:
            record.purchase_count = counts.get(record, 0)

    @api.depends("column_ids.target", "encoding", "delimiter", "date_order", "decimal")
    def _compute_preview(self):
        for record in self:
            try:
                record.preview = record._origin and record.column_ids and record._render_preview()
            except UserError as error:
                # An encoding chosen wrongly can be chosen again only on a form that opens.
                record.preview = Markup('<div class="alert alert-warning">%s</div>') % error

    # ── The file ──────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _open_file(self):
        """The file as an :mod:`engine.table_files` table; a file that can't be read is told in words."""
        self.ensure_one()
        # sudo: the file of a record that the caller may read; attachments of fields are closed to searches.
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "=", self._origin.id)])
        )
        # From the disk where it can be: a file of a million rows doesn't belong into memory.
        stored = attachment.store_fname and attachment._full_path(attachment.store_fname)
        with open(stored, "rb") if stored else BytesIO(attachment.raw or b"") as stream:
            try:
                yield table_files.open_table(stream, self.encoding, self.delimiter)
            except table_files.FileProblem as problem:
                raise UserError(self._file_message(problem)) from problem

    def _file_message(self, problem):
        messages = {
            "empty": self.env._("%(file)s is empty. Choose the file again."),
            "no_rows": self.env._("%(file)s has headers and no rows. Choose the file again."),
            "binary": self.env._("%(file)s isn't a table: it holds binary data. Save it as CSV or XLSX."),
            "utf16": self.env._("%(file)s is text in UTF-16. Save it as “CSV UTF-8”."),
            "old_excel": self.env._("%(file)s is a workbook of Excel 97. Save it as XLSX or CSV."),
            "workbook": self.env._("%(file)s looks like a workbook and can't be opened. Save it again as XLSX or CSV."),
            "encoding": self.env._("The headers of %(file)s can't be read in this encoding. Choose another one."),
            "twice": self.env._("%(file)s has several columns named %(detail)s. Give each column a name of its own."),
        }
        return messages[problem.code] % {"file": self.file_name or self.env._("The file"), "detail": problem.detail}

    def _targets(self):
        """Columns that this kind of file can have here; those of fields that no addon brings are left out."""
        partner_fields = self.env["res.partner"]._fields
        return {
            target.name: target
            for target in history_targets.TARGETS[self.kind]
            if target.name not in ("birthdate_date", "gender") or target.name in partner_fields
        }

    def _reading(self):
        zone = ZoneInfo(self.company_id.partner_id.tz or "UTC")
        return history.Reading(self.date_order, self.decimal, datetime.now(zone).replace(tzinfo=None), zone)

    def _layout(self):
        """:return: list of (index of the column, target), as ``engine.history.read_row`` takes it"""
        targets = self._targets()
        return [(column.place, targets[column.target]) for column in self.column_ids if column.target]

    def _render_preview(self):
        with self._open_file() as table:
            layout, reading = self._layout(), self._reading()
            rows = [
                history.read_row(cells, layout, reading, len(table.header))
                for _number, cells, _position in _first(table.rows(), 8)
                if isinstance(cells, list)
            ]
        labels = dict(self.env["member.import.column"]._fields["target"]._description_selection(self.env))
        return self.env["ir.qweb"]._render(
            "member_loyalty.member_import_preview",
            {
                "labels": [(target.name, labels[target.name]) for _index, target in layout],
                "rows": [
                    (
                        values,
                        {problem.target: self.env["member.import.error"]._describe(problem) for problem in problems},
                    )
                    for values, problems in rows
                ],
            },
        )

    def action_read(self):
        """Read the header and guess how the file is written."""
        self.ensure_one()
        self.write({"encoding": False, "delimiter": False})
        with self._open_file() as table:
            rows = [cells for _number, cells, _position in _first(table.rows(), table_files.SAMPLE_ROWS)]
            if not rows:
                raise UserError(self._file_message(table_files.FileProblem("no_rows")))
            rows = [cells for cells in rows if isinstance(cells, list) and len(cells) == len(table.header)]
            targets = history_targets.guess_targets(table.header, self.kind, self._targets())
            self.write({"encoding": table.encoding, "delimiter": table.delimiter, **self._guess_options(targets, rows)})
            self.column_ids.unlink()
            self.env["member.import.column"].create(
                [
                    {
                        "import_id": self.id,
                        "place": place,
                        "name": name,
                        "sample": ", ".join(str(row[place]) for row in rows[:3] if row[place] not in (None, ""))[:80],
                        "target": target,
                    }
                    for place, (name, target) in enumerate(zip(table.header, targets, strict=True))
                ]
            )
        self.state = "mapped"

    def _guess_options(self, targets, rows):
        parse = {target.name: target.parse for target in history_targets.TARGETS[self.kind]}

        def texts(*kinds):
            places = [place for place, target in enumerate(targets) if target and parse[target] in kinds]
            return [row[place] for row in rows for place in places if isinstance(row[place], str) and row[place]]

        language = self.env["res.lang"]._get_data(code=self.env.user.lang).date_format or ""
        preferred = "mdy" if language.startswith("%m") else "dmy"
        return {
            "date_order": history.guess_date_order(texts("moment", "day"), preferred),
            "decimal": history.guess_decimal(texts("number")),
        }

    # ── Check and import ──────────────────────────────────────────────────────────────────────────────────────

    def _handler(self):
        return self.env[f"member.import.{self.kind}"]

    def action_check(self):
        """Read and check every row in the background; nothing is imported yet."""
        self.ensure_one()
        self._check_columns()
        with self._open_file() as table:
            size = table.size
        self._forget_rows()
        self._begin("checking", self.env._("Check %(file)s", file=self.display_name), "read", size)

    def _check_columns(self):
        chosen = self.column_ids.mapped("target")
        labels = dict(self.env["member.import.column"]._fields["target"]._description_selection(self.env))
        twice = {target for target in chosen if target and chosen.count(target) > 1}
        if twice:
            raise UserError(
                self.env._("Two columns are read as %(field)s. Choose one of them.", field=labels[min(twice)])
            )
        missing = [target.name for target in self._targets().values() if target.required and target.name not in chosen]
        if self.kind == "purchases" and not {"net", "gross"}.intersection(chosen):
            missing.append("gross")
        if missing:
            raise UserError(
                self.env._(
                    "No column is read as %(fields)s. Choose its column, or check how columns are parted.",
                    fields=", ".join(labels[target] for target in missing),
                )
            )

    def action_import(self):
        """Import the good rows in the background."""
        self.ensure_one()
        if self.state != "ready":
            raise UserError(self.env._("Check the rows of %(file)s first.", file=self.display_name))
        total = self.new_count + self.known_count
        self.write({"new_count": 0, "known_count": 0})
        self._begin("importing", self.env._("Import %(file)s", file=self.display_name), "write", total)

    def _begin(self, state, title, phase, total):
        cursor = {"import_id": self.id, "phase": phase, "after": None, "number": 1}
        self.write(
            {"state": state, "job_id": self.env["member.job"]._start("import", title, total, cursor, self.company_id)}
        )

    def action_stop(self):
        self.job_id.action_cancel()

    def action_resume(self):
        self.job_id.action_resume()

    def action_back(self):
        """Back to the columns: the staged rows are forgotten, the file stays."""
        self.ensure_one()
        if self.state not in ("checking", "ready") or self.job_state in ("queued", "running"):
            raise UserError(self.env._("Stop the work on %(file)s first.", file=self.display_name))
        self._forget_rows()
        self.state = "mapped"

    def _forget_rows(self):
        self.env["member.import.row"]._forget(self)
        self.error_ids._forget(self)
        self.write(
            {"row_count": 0, "bad_count": 0, "held_count": 0, "new_count": 0, "known_count": 0, "remarks": False}
        )


def _first(iterator, count):
    return [item for _place, item in zip(range(count), iterator, strict=False)]
