from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

ENCODINGS = [
    ("utf-8-sig", "UTF-8"),
    ("utf-16-le", "UTF-16"),
    ("utf-16-be", "UTF-16 (big endian)"),
    ("cp1252", "Western (Windows-1252)"),
    ("cp1250", "Central European (Windows-1250)"),
    ("cp1251", "Cyrillic (Windows-1251)"),
    ("gb18030", "Chinese, simplified (GB 18030)"),
    ("big5", "Chinese, traditional (Big5)"),
    ("cp932", "Japanese (Shift JIS)"),
    ("cp949", "Korean (Windows-949)"),
    ("cp1253", "Greek (Windows-1253)"),
    ("cp1254", "Turkish (Windows-1254)"),
    ("cp1257", "Baltic (Windows-1257)"),
    ("cp850", "Western (DOS 850)"),
    ("mac_roman", "Western (Macintosh)"),
]
KINDS = [
    ("members", "Members"),
    ("products", "Products"),
    ("purchases", "Purchases"),
    ("balances", "Opening balances"),
]


class MemberImport(models.Model):
    """History from another system: a file is read, checked as a whole, and its good rows are imported.

    What differs between the kinds of files is in ``member.import.members`` and its sisters.
    """

    _name = "member.import"
    _description = "Sales History Import"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        "Source",
        required=True,
        help="The system that the file comes from. Purchases with the same reference and source are imported "
        "only once.",
    )
    kind = fields.Selection(KINDS, "Type", required=True, default="purchases")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "File"),
            ("mapped", "Columns"),
            ("checking", "Checking"),
            ("ready", "Checked"),
            ("importing", "Importing"),
            ("done", "Done"),
            ("undoing", "Undoing"),
            ("undone", "Undone"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    # Not required: it is deleted when it has served.
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    system = fields.Char("Recognized As", readonly=True, copy=False, help="The system whose export the file is.")
    encoding = fields.Selection(
        ENCODINGS, help="How the letters of the file are stored. Choose another one if names look wrong in the preview."
    )
    delimiter = fields.Selection([(",", "Comma ,"), (";", "Semicolon ;"), ("\t", "Tab"), ("|", "Pipe |")])
    sheet = fields.Integer(help="The number of the sheet of the workbook. The first sheet is 1.")
    header_row = fields.Integer(
        "Row of the Headers", help="The row with the column names, as a spreadsheet counts. 0 if there is none."
    )
    headless = fields.Boolean(readonly=True, copy=False, help="The row of the headers looks like data.")
    date_order = fields.Selection(
        [("ymd", "Year/month/day"), ("dmy", "Day/month/year"), ("mdy", "Month/day/year")],
        "Date Format",
        help="The format of dates that aren't written as 2026-12-31.",
    )
    decimal = fields.Selection(
        [(".", "Decimal point (1,234.50)"), (",", "Decimal comma (1.234,50)")],
        "Decimal Separator",
    )
    column_ids = fields.One2many("member.import.column", "import_id", "Columns")
    has_numbers = fields.Boolean("Has Receipt Numbers", compute="_compute_has_numbers")
    value_ids = fields.One2many("member.import.value", "import_id", "Values")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    questions = fields.Text(
        compute="_compute_questions",
        help="What the file leaves open. It is never guessed: answer before the rows are read.",
    )
    fill_down = fields.Selection(
        [("above", "Belong to the receipt above"), ("invalid", "Are invalid")],
        "Rows Without a Receipt Number",
    )
    without_reference = fields.Selection(
        [("row", "Each row is a purchase"), ("moment", "Rows of the same time, customer and till are one purchase")],
        "Without Receipt Numbers",
    )
    negative_returns = fields.Boolean(
        "Negative Quantities Are Returns",
        help="The amounts of rows with a negative quantity count as negative. If disabled, such rows are invalid.",
    )
    allow_mixed_dates = fields.Boolean(
        "Dates Are Right",
        help="Some dates of the workbook are texts, others are real dates. A spreadsheet that opened a file of another "
        "country swaps day and month of some dates and leaves the others as texts.",
    )
    allow_copies = fields.Boolean(
        "Import Copies",
        help="Purchases that were imported under the name of another source are imported again under this one.",
    )
    take_products = fields.Boolean(
        "Use Existing Products With Other Names",
        help="A product with the same code is the same product, although its name is different.",
    )
    consent_date = fields.Date("Consents Given On", help="The date of the consents in the file that have none.")
    program_id = fields.Many2one(
        "loyalty.program",
        "Points Program",
        ondelete="set null",
        index="btree_not_null",
        domain="[('member_program', '=', True), ('program_type', '!=', 'ewallet'), ('company_id', 'in', [company_id, False])]",
        help="The program of balances that name none.",
    )
    wallet_id = fields.Many2one(
        "loyalty.program",
        ondelete="set null",
        index="btree_not_null",
        domain="[('member_program', '=', True), ('program_type', '=', 'ewallet'), ('company_id', 'in', [company_id, False])]",
        help="The program of paid and promotional balances that name none.",
    )
    allow_unknown_customer = fields.Boolean(
        "Import Unknown Customers as Anonymous", help="If disabled, rows with an unknown customer are invalid."
    )
    allow_unknown_product = fields.Boolean(
        "Import Unknown Products Without Product", help="If disabled, rows with an unknown product are invalid."
    )
    tax_percent = fields.Float(
        "Tax (%)",
        help="The tax rate used to calculate the net from the gross amount, or the reverse, if the file has "
        "only one of them.",
    )
    allow_further = fields.Boolean(
        "Add to Existing Balances",
        help="The balances are added to existing opening balances. If disabled, such rows are invalid.",
    )
    review_date = fields.Date(
        "Review Tiers as of",
        default=lambda self: self.env.company._member_today(),
        help="After the import, members get the tier matching their purchases on this date. Leave empty to keep all tiers.",
    )
    enrol = fields.Boolean("Enroll as Members", default=True)
    enrol_date = fields.Date(
        "Member Since",
        default=lambda self: self.env.company._member_today(),
        help="The enrollment date for rows without a date.",
    )
    job_id = fields.Many2one("member.job", readonly=True, copy=False, ondelete="set null", index="btree_not_null")
    job_state = fields.Selection(related="job_id.state", string="Background Work Status")
    job_error = fields.Text(related="job_id.error", string="Failure")
    progress = fields.Float(related="job_id.progress")
    row_count = fields.Integer("Rows Read", readonly=True, copy=False)
    bad_count = fields.Integer("Invalid Rows", readonly=True, copy=False)
    left_count = fields.Integer(
        "Left Out", readonly=True, copy=False, help="Rows whose type or status says that they don't count."
    )
    copy_count = fields.Integer("Copies", readonly=True, copy=False)
    copy_source = fields.Char("Source of the Copies", readonly=True, copy=False)
    copies = fields.Char("Already Imported", compute="_compute_copies")
    control = fields.Json(readonly=True, copy=False)
    control_sums = fields.Html(compute="_compute_control_sums", sanitize=False)
    held_count = fields.Integer(
        "Skipped",
        readonly=True,
        copy=False,
        help="The valid rows of purchases with an invalid row. Purchases are only imported completely.",
    )
    new_count = fields.Integer("New Records", readonly=True, copy=False)
    known_count = fields.Integer("Already Imported", readonly=True, copy=False)
    remarks = fields.Text(readonly=True, copy=False)
    error_ids = fields.One2many("member.import.error", "import_id", "Problems")
    first_error_ids = fields.Many2many(
        "member.import.error", compute="_compute_first_error_ids", string="First Problems"
    )
    purchase_count = fields.Integer("Number of Purchases", compute="_compute_record_counts")
    entry_count = fields.Integer("Balances", compute="_compute_record_counts")

    _name_plain = models.Constraint("CHECK (strpos(name, ':') = 0)", "The name of the source can't contain a colon.")
    _tax_percent_sane = models.Constraint(
        "CHECK (tax_percent >= 0 AND tax_percent < 100)", "The tax must be at least 0 % and below 100 %."
    )

    @api.depends("name", "file_name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.name}: {record.file_name}" if record.file_name else record.name

    @api.depends("column_ids.target")
    def _compute_has_numbers(self):
        for record in self:
            record.has_numbers = record._maps("reference")

    @api.depends("bad_count", "state")
    def _compute_first_error_ids(self):
        for record in self:
            record.first_error_ids = self.env["member.import.error"].search(
                [("import_id", "in", record._origin.ids)], limit=20
            )

    @api.depends("control")
    def _compute_control_sums(self):
        labels = {
            "rows": self.env._("Rows"),
            "purchases": self.env._("Receipts"),
            "net": self.env._("Amount without tax"),
            "gross": self.env._("Amount with tax"),
            "returned": self.env._("Of which returns"),
            "price": self.env._("Sum of the prices"),
            "points": self.env._("Points"),
            "principal": self.env._("Paid balance"),
            "bonus": self.env._("Promotional balance"),
            "consents": self.env._("Consents"),
            "first": self.env._("First date"),
            "last": self.env._("Last date"),
        }
        for record in self:
            sums = record.control or {}
            shown = [
                (label, record._shown(fields.Date.to_date(sums[name]) if name in ("first", "last") else sums[name]))
                for name, label in labels.items()
                if sums.get(name) is not None
            ]
            record.control_sums = shown and self.env["ir.qweb"]._render(
                "member_loyalty.member_import_control", {"rows": shown}
            )

    @api.depends("copy_count", "copy_source")
    @api.depends_context("lang")
    def _compute_copies(self):
        for record in self:
            record.copies = record.copy_count and self.env._(
                "%(count)s of these purchases were already imported from “%(origin)s”, with the same numbers, days and "
                "amounts. Go back and write the source in the same way if it is the same system, or tick “Import Copies”.",
                count=record.copy_count,
                origin=record.copy_source,
            )

    def _compute_record_counts(self):
        def counts(model):
            return dict(self.env[model]._read_group([("import_id", "in", self.ids)], ["import_id"], ["__count"]))

        purchases, entries = counts("member.purchase"), counts("member.ledger.entry")
        for record in self:
            record.purchase_count = purchases.get(record, 0)
            record.entry_count = entries.get(record, 0)

    @api.depends(
        "column_ids.target",
        "value_ids.meaning",
        "encoding",
        "delimiter",
        "header_row",
        "sheet",
        "date_order",
        "decimal",
    )
    def _compute_preview(self):
        for record in self:
            try:
                record.preview = record._origin and record.column_ids and record._render_preview()
            except UserError as error:
                # An encoding chosen wrongly can be chosen again only on a form that opens.
                record.preview = Markup('<div class="alert alert-warning">%s</div>') % error

    # ── Check and import ──────────────────────────────────────────────────────────────────────────────────────

    def _handler(self):
        return self.env[f"member.import.{self.kind}"]

    def action_check(self):
        """Read and check every row in the background; nothing is imported yet."""
        self.ensure_one()
        if self.state != "mapped":
            raise UserError(self.env._("Go back to the columns of %(file)s first.", file=self.display_name))
        # A row of data that was taken for the header has the names of no columns.
        if self.headless:
            raise UserError(self.questions)
        self._check_columns()
        if self.questions:
            raise UserError(self.questions)
        with self._open_file() as table:
            size = table.size
        self._forget_rows()
        self._begin("checking", self.env._("Check %(file)s", file=self.display_name), "read", size)

    def _maps(self, target):
        return target in self.column_ids.mapped("target")

    def _check_columns(self):
        chosen = self.column_ids.mapped("target")
        labels = dict(self.env["member.import.column"]._fields["target"]._description_selection(self.env))
        twice = {target for target in chosen if target and chosen.count(target) > 1}
        if twice:
            raise UserError(self.env._("Two columns map to %(field)s. Choose one of them.", field=labels[min(twice)]))
        missing = self._handler()._missing_targets(chosen, self._targets().values())
        if missing:
            raise UserError(
                self.env._(
                    "No column maps to %(fields)s. Choose a column or check the delimiter.",
                    fields=format_list(self.env, [labels[target] for target in missing]),
                )
            )

    def action_import(self):
        """Import the good rows in the background."""
        self.ensure_one()
        if self.state != "ready":
            raise UserError(self.env._("Check the rows of %(file)s first.", file=self.display_name))
        if self.copy_count and not self.allow_copies:
            raise UserError(self.copies)
        total = self.new_count + self.known_count
        self.write({"new_count": 0, "known_count": 0})
        self._begin("importing", self.env._("Import %(file)s", file=self.display_name), "write", total)

    def _begin(self, state, title, phase, total):
        cursor = {"import_id": self.id, "phase": phase, "after": None, "number": 0}
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
        self._check_not_working()
        if self.state not in ("checking", "ready"):
            raise UserError(self.env._("The columns of %(file)s can't be changed any more.", file=self.display_name))
        self._forget_rows()
        self.state = "mapped"

    def _forget_rows(self):
        self.env["member.import.row"]._forget(self)
        self.error_ids._forget(self)
        self.write(
            {
                **dict.fromkeys(("row_count", "bad_count", "held_count", "left_count", "new_count", "known_count"), 0),
                **dict.fromkeys(("remarks", "control", "copy_count", "copy_source"), False),
            }
        )
