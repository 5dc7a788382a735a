from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

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
    encoding = fields.Selection(
        [("utf-8-sig", "UTF-8"), ("cp1252", "Western (Windows-1252)"), ("gb18030", "Chinese (GB 18030)")]
    )
    delimiter = fields.Selection([(",", "Comma ,"), (";", "Semicolon ;"), ("\t", "Tab"), ("|", "Pipe |")])
    date_order = fields.Selection(
        [("ymd", "Year/month/day"), ("dmy", "Day/month/year"), ("mdy", "Month/day/year")],
        required=True,
        default="ymd",
        help="The format of dates that aren't written as 2026-12-31.",
    )
    decimal = fields.Selection(
        [(".", "Decimal point (1,234.50)"), (",", "Decimal comma (1.234,50)")],
        "Decimal Separator",
        required=True,
        default=".",
    )
    column_ids = fields.One2many("member.import.column", "import_id", "Columns")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
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
        help="After the import, members are upgraded to the tier matching their purchases on this date.",
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

    @api.depends("bad_count", "state")
    def _compute_first_error_ids(self):
        for record in self:
            record.first_error_ids = self.env["member.import.error"].search(
                [("import_id", "in", record._origin.ids)], limit=20
            )

    def _compute_record_counts(self):
        def counts(model):
            return dict(self.env[model]._read_group([("import_id", "in", self.ids)], ["import_id"], ["__count"]))

        purchases, entries = counts("member.purchase"), counts("member.ledger.entry")
        for record in self:
            record.purchase_count = purchases.get(record, 0)
            record.entry_count = entries.get(record, 0)

    @api.depends("column_ids.target", "encoding", "delimiter", "date_order", "decimal")
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
            raise UserError(self.env._("Two columns map to %(field)s. Choose one of them.", field=labels[min(twice)]))
        missing = [target.name for target in self._targets().values() if target.required and target.name not in chosen]
        if self.kind == "purchases" and not {"net", "gross"}.intersection(chosen):
            missing.append("gross")
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
        self._check_not_working()
        if self.state not in ("checking", "ready"):
            raise UserError(self.env._("The columns of %(file)s can't be changed any more.", file=self.display_name))
        self._forget_rows()
        self.state = "mapped"

    def _forget_rows(self):
        self.env["member.import.row"]._forget(self)
        self.error_ids._forget(self)
        self.write(
            {"row_count": 0, "bad_count": 0, "held_count": 0, "new_count": 0, "known_count": 0, "remarks": False}
        )
