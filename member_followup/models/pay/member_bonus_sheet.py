import tempfile

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from odoo.addons.member_analytics.engine.workbook import Head, Workbook


class MemberBonusSheet(models.Model):
    """What a company pays for a month's credits: prepared, approved by a second person, paid.

    It takes in all credits that were there when it was approved, of days until the month's end: ``last_credit_id`` is the
    last of them. What comes later belongs to the next sheet, as corrections of the month that it is about.
    """

    _name = "member.bonus.sheet"
    _description = "Bonus Table"
    _order = "date_month desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_month = fields.Date(
        "Month", required=True, default=lambda self: self._last_month(), help="Any day of the month."
    )
    date_to = fields.Date("Until", compute="_compute_name")
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("paid", "Paid")], "Status", readonly=True, default="draft"
    )
    prepared_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    prepared_at = fields.Datetime(readonly=True)
    approved_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    approved_at = fields.Datetime(readonly=True)
    paid_by_id = fields.Many2one("res.users", "Payment Recorded By", readonly=True, ondelete="restrict")
    paid_at = fields.Datetime(readonly=True)
    last_credit_id = fields.Integer(readonly=True)
    line_ids = fields.One2many("member.bonus.line", "sheet_id", "Lines", readonly=True)
    total = fields.Monetary(compute="_compute_total")
    person_count = fields.Integer("Employees", compute="_compute_total")

    _month_once = models.UniqueIndex("(company_id, date_month)", "There is a bonus table of this month already.")
    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(DAY FROM date_month) = 1)", "A bonus table begins on the first of its month."
    )

    @api.model
    def _last_month(self):
        return self.env.company._member_today() + relativedelta(months=-1, day=1)

    @api.depends("date_month")
    @api.depends_context("lang")
    def _compute_name(self):
        for sheet in self:
            sheet.name = sheet.date_month and format_date(self.env, sheet.date_month, date_format="LLLL y")
            sheet.date_to = sheet.date_month and sheet.date_month + relativedelta(day=31)

    @api.depends("line_ids.amount")
    def _compute_total(self):
        rows = self.env["member.bonus.line"]._read_group(
            [("sheet_id", "in", self.ids)], ["sheet_id"], ["amount:sum", "person_id:count_distinct"]
        )
        found = {sheet: sums for sheet, *sums in rows}
        for sheet in self:
            sheet.total, sheet.person_count = found.get(sheet, (0, 0))

    @api.model_create_multi
    def create(self, vals_list):
        """A month and a company is all that is said of a sheet; the rest follows."""
        for vals in vals_list:
            self._member_check_plain(vals)
        asked = [
            {
                "company_id": vals.get("company_id") or self.env.company.id,
                "date_month": fields.Date.to_date(vals.get("date_month") or self._last_month()).replace(day=1),
            }
            for vals in vals_list
        ]
        sheets = super().create(asked)
        for sheet in sheets:
            sheet._check_in_order()
            sheet.action_prepare()
        return sheets

    def write(self, vals):
        if not self.env.su:
            raise UserError(
                self.env._("A bonus table is counted from credits. Press Count Again, or dispute a credit.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if over := self.filtered(lambda sheet: sheet.state != "draft"):
            raise UserError(self.env._("The bonus table of %s is approved and can't be deleted.", over[0].name))

    def _check_in_order(self):
        """What an approved sheet has taken in isn't paid by an earlier month's again; and what hasn't begun isn't counted."""
        if self.date_month > self.company_id._member_today():
            raise UserError(self.env._("%s hasn't begun. Choose this month or an earlier one.", self.name))
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_month", ">", self.date_month),
                ("state", "!=", "draft"),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "The bonus table of %(later)s is approved, and has paid what was open of %(month)s.",
                    later=later.name,
                    month=self.name,
                )
            )

    # ── From draft to paid ────────────────────────────────────────────────────────────────────────────────────

    def action_prepare(self):
        """Count a draft from the credits as they are."""
        for sheet in self._locked("draft"):
            sheet._count()
            sheet.write({"prepared_by_id": self.env.uid, "prepared_at": fields.Datetime.now()})

    def action_approve(self):
        """Close a month, as somebody who neither prepared it nor is paid by it."""
        for sheet in self._locked("draft"):
            sheet._check_may_approve()
            sheet.write({"state": "approved", "approved_by_id": self.env.uid, "approved_at": fields.Datetime.now()})

    def action_pay(self):
        """Note that it was paid."""
        sheets = self._locked("approved")
        sheets.write({"state": "paid", "paid_by_id": self.env.uid, "paid_at": fields.Datetime.now()})

    def _locked(self, state):
        """:return: these sheets with the rights to write them, which nobody else changes meanwhile; nor are credits counted"""
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self.env._("Membership managers keep the bonus tables. Ask one of them."))
        self.check_access("read")
        for sheet in self.sorted("id"):
            self.env["member.credit"].with_company(sheet.company_id)._lock()
            self.env.execute_query(SQL("SELECT id FROM member_bonus_sheet WHERE id = %s FOR UPDATE", sheet.id))
        self.invalidate_recordset()
        if other := self.filtered(lambda sheet: sheet.state != state):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The status of the bonus table of %(month)s is %(state)s. Reload the page.",
                    month=other[0].name,
                    state=states[other[0].state],
                )
            )
        # sudo: nobody writes bonus tables directly; whoever may keep them was asked.
        return self.sudo()

    def _check_may_approve(self):
        month = {"month": self.name}
        if self.date_to >= self.company_id._member_today():
            raise UserError(self.env._("%(month)s isn't over. Approve it when it is.", **month))
        if self.prepared_by_id == self.env.user:
            raise UserError(
                self.env._("You have counted the bonus table of %(month)s. Ask a second person to approve it.", **month)
            )
        if self.env.uid in self.line_ids.person_id.user_id.ids:
            raise UserError(
                self.env._(
                    "You are paid by the bonus table of %(month)s. Ask somebody who isn't to approve it.", **month
                )
            )
        earlier = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_month", "<", self.date_month),
                ("state", "=", "draft"),
            ],
            limit=1,
        )
        if earlier:
            raise UserError(self.env._("Approve the bonus table of %s first.", earlier.name))
        if self._misses_credits():
            raise UserError(
                self.env._("Credits have changed since %(month)s was counted. Let it be counted again.", **month)
            )

    def _misses_credits(self):
        """:return: whether credits of its days have come in since it was counted; later days are the next table's"""
        # sudo: whether there are any, not whose.
        missing = self.env["member.credit"].sudo()
        return bool(
            missing.search_count(
                [
                    ("company_id", "=", self.company_id.id),
                    ("day", "<=", self.date_to),
                    ("id", ">", self.last_credit_id),
                ],
                limit=1,
            )
        )

    # ── What leaves ───────────────────────────────────────────────────────────────────────────────────────────

    def action_workbook(self):
        """A workbook with all lines, and what each employee gets."""
        self.ensure_one()
        self.check_access("read")
        head = Head(self.env._("Bonus"), f"{self.company_id.name} · {self.name}")
        # sudo: nobody writes workbooks directly.
        book = self.env["member.workbook"].sudo().create({"name": self.env._("Bonus %s", self.name)}).sudo(False)
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            written = Workbook(file.name, book._money_format(self.company_id))
            for block in (self._people_block(), self._lines_block()):
                written.add_block(Head(block["title"], head.subject), block)
            written.close()
            book._deliver(file.name, "member.bonus.line", len(self.line_ids), [head.title])
        return book.action_download()

    def _people_block(self):
        people = self._by_person()
        return {
            "title": self.env._("Employees"),
            "columns": [
                {"name": "person", "label": self.env._("Employee"), "type": "char"},
                {"name": "amount", "label": self.env._("Bonus"), "type": "monetary"},
            ],
            "rows": [{"person": person.name, "amount": sum(lines.mapped("amount"))} for person, lines in people],
            "chart": {"kind": "bar", "x": "person", "y": ["amount"]},
        }

    def _lines_block(self):
        lines = self.line_ids
        columns = (
            ("person", "char"),
            ("what", "char"),
            ("units", "float"),
            ("basis", "monetary"),
            ("amount", "monetary"),
        )
        labels = lines._labels()
        return {
            "title": self.env._("Lines"),
            "columns": [{"name": name, "label": labels[name], "type": kind} for name, kind in columns],
            "rows": [
                {
                    "person": line.person_id.name,
                    "what": line.text,
                    "units": line.units,
                    "basis": line.base_amount,
                    "amount": line.amount,
                }
                for line in lines
            ],
        }

    def _by_person(self):
        """:return: list of (person, their lines), by name"""
        return sorted(self.line_ids.grouped("person_id").items(), key=lambda pair: (pair[0].name or "", pair[0].id))
