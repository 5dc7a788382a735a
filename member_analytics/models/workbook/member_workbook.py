import tempfile
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...engine.workbook import Head, Workbook, money_format

KEPT_DAYS = 7
MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: month ends that the management book shows side by side
MONTHS = 12
#: mail servers refuse much larger ones
LARGEST = 10_000_000


class MemberWorkbook(models.Model):
    """A workbook that somebody asked for: how far it is, and for some days its file, which is theirs alone."""

    _name = "member.workbook"
    _description = "Workbook"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Owner", required=True, readonly=True, default=lambda self: self.env.user, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    rows = fields.Integer(readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True, ondelete="set null", index="btree_not_null")
    job_id = fields.Many2one("member.job", readonly=True, ondelete="set null", index="btree_not_null")
    progress = fields.Float("Progress (%)", related="job_id.progress", related_sudo=True)
    state = fields.Selection(
        [("running", "In Progress"), ("ready", "Ready"), ("stopped", "Stopped")], "Status", compute="_compute_state"
    )
    kept_until = fields.Date("Available Until", compute="_compute_kept_until")

    # Workbooks that go out by e-mail.
    schedule_id = fields.Many2one(
        "member.workbook.schedule", readonly=True, ondelete="set null", index="btree_not_null"
    )
    due = fields.Date("Scheduled For", readonly=True, help="The day on which the schedule requested it.")

    @api.depends("attachment_id", "job_id.state")
    def _compute_state(self):
        for workbook in self:
            # sudo: how far one's own file is.
            at_work = workbook.sudo().job_id.state in ("queued", "running")
            workbook.state = "ready" if workbook.attachment_id else "running" if at_work else "stopped"

    @api.depends("create_date")
    def _compute_kept_until(self):
        for workbook in self:
            workbook.kept_until = workbook.create_date.date() + timedelta(days=KEPT_DAYS)

    def action_download(self):
        """Hand the file over, or show how far it is."""
        self.ensure_one()
        if self.attachment_id:
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/{self.attachment_id.id}?download=true",
                "target": "self",
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_stop(self):
        """Stop writing one's own file."""
        self.check_access("read")
        # sudo: work that the user asked for; the rule lets everybody see their own.
        self.sudo().job_id.action_cancel()

    @api.autovacuum
    def _remove_old(self):
        """Data of members shouldn't lie about: who needs the file later asks for it anew."""
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        # sudo: nobody deletes workbooks but this; the files go with them.
        self.sudo().search([("create_date", "<", old)]).unlink()

    # ── Making the file ───────────────────────────────────────────────────────────────────────────────────────

    def _attach(self, path, name):
        """:return: a file's content as attachment of this workbook, which its user may read"""
        with open(path, "rb") as file:
            # sudo: nobody writes workbooks directly; who may read the record may read what is attached.
            return (
                self.env["ir.attachment"]
                .sudo()
                .create(
                    {
                        "name": name,
                        "raw": file.read(),
                        "res_model": self._name,
                        "res_id": self.id,
                        "mimetype": MIMETYPE,
                    }
                )
            )

    def _deliver(self, path, model, rows, exported, domain=None):
        """Keep the file, and note in the log what leaves with it."""
        # sudo: nobody writes workbooks directly.
        self.sudo().write({"attachment_id": self._attach(path, f"{self.name}.xlsx").id, "rows": rows})
        self.env["member.export.log"]._note("workbook", model, rows, exported, domain=domain)

    @api.model
    def _money_format(self, company):
        currency = company.currency_id
        return money_format(currency.symbol, currency.position == "before", currency.decimal_places)

    @api.model
    def _limits(self):
        """:return: rows of the definitions sheet: the limits in force where the user works"""
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        # Cuts and lines that somebody typed count only where they were asked for.
        idle = set() if definition.score_by == "fixed" else {"recency_cuts", "frequency_cuts", "monetary_cuts"}
        idle |= set() if definition.quadrant_by == "fixed" else {"purchases_line", "spend_line"}
        rows = []
        for name in (*definition._limit_names(), "refreshed_to", "cut_on"):
            if name in idle:
                continue
            field, value = definition._fields[name], definition[name]
            if field.type == "selection":
                value = dict(field._description_selection(self.env)).get(value)
            elif field.type == "date":
                value = format_date(self.env, value)
            if value or value == 0:
                label = field._description_string(self.env)
                rows.append((self.env._("Limits"), label, f"{value:g}" if isinstance(value, float) else str(value)))
        return rows

    def _stream(self, query, size=2000):
        """Rows of a query, some at a time: those of a large shop have no room in memory.

        A cursor of the server, as the ORM reads what it finds at once.
        """
        self.env.cr.execute(SQL("DECLARE member_workbook NO SCROLL CURSOR FOR %s", query))
        while True:
            self.env.cr.execute(SQL("FETCH %s FROM member_workbook", size))
            if not (rows := self.env.cr.fetchall()):
                break
            yield from rows
        self.env.cr.execute("CLOSE member_workbook")

    # ── Reports: the blocks that the screen shows, each on a sheet of its own ──────────────────────────────────

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
        labels = [self.env._("Kind"), self.env._("Description"), self.env._("Definition")]
        book.add_text(Head(self.env._("Definitions"), self.env.company.name), labels, [*rows, *self._limits()])

    # ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _reports(self):
        """:return: list of the reports there are: the dashboard, and the others by title"""
        names = self.env.registry["member.report"]._inherit_children
        return sorted(
            (self.env[name] for name in names), key=lambda one: (one._name != "member.report.dashboard", one._title())
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

    def _mail(self, user):
        """Send the file, or where it is when it is too large, to whom it was made for."""
        # sudo: the user's own file.
        attachment = self.sudo().attachment_id
        fits = attachment.file_size <= LARGEST
        link = f"{self.get_base_url()}/odoo/member.workbook/{self.id}"
        where = (
            self.env._("The workbook is attached.")
            if fits
            else self.env._("The workbook is too large for an email. You can download it here for one week:")
        )
        # sudo: staff don't write e-mails of the company directly.
        self.env["mail.mail"].sudo().create(
            {
                "subject": f"{self.name} · {self.company_id.name}",
                "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
                "email_to": user.email_formatted,
                "body_html": Markup("<p><b>%s</b></p><p>%s</p>%s")
                % (
                    self.name,
                    where,
                    Markup() if fits else Markup('<p><a href="%s">%s</a></p>') % (link, self.name),
                ),
                "attachment_ids": [fields.Command.link(attachment.id)] if fits else [],
                "auto_delete": True,
            }
        )
