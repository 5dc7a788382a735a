from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...engine.workbook import money_format

KEPT_DAYS = 7
MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MemberWorkbook(models.Model):
    """A workbook that somebody asked for: how far it is, and for some days its file, which is theirs alone."""

    _name = "member.workbook"
    _description = "Workbook"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "For", required=True, readonly=True, default=lambda self: self.env.user, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    rows = fields.Integer(readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True, ondelete="set null")
    job_id = fields.Many2one("member.job", readonly=True, ondelete="set null")
    progress = fields.Float("Progress (%)", related="job_id.progress", related_sudo=True)
    state = fields.Selection(
        [("running", "Being Written"), ("ready", "Ready"), ("stopped", "Stopped")], compute="_compute_state"
    )
    kept_until = fields.Date(compute="_compute_kept_until")

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
