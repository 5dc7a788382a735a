import base64
import json
import tempfile
from array import array
from contextlib import ExitStack

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date

from odoo.addons.member_loyalty.const import MASKS

from ...engine.workbook import FIRST, Head, Workbook
from ...engine.workbook_parts import join

#: rows that are written while the user waits; longer ones are for the background
BATCH = 50_000
FIRST_ROWS = 5000
#: what a member's row begins with; a link stands for the name of what it leads to
PARTNER = ("name", "member_number", "phone", "email", "member_tier_id", "member_since", "user_id")
#: what no reader of the workbook has a use for
LEFT_OUT = {"id", "partner_id", "window_from", "changes_on"}
SHARES = {"return_share", "alive_probability", "discount_share", "prepaid_share"}
TYPES = {"integer": "integer", "float": "float", "monetary": "monetary", "date": "date"}


class MemberWorkbook(models.Model):
    """Members with their metrics, as many as there are.

    Who is in it is settled when it is asked for. Long ones are written piece by piece in the background; each piece is a
    workbook of its own, and the last step makes one of them.
    """

    _inherit = "member.workbook"

    asked = fields.Json(
        "Export Request", readonly=True, help="The search, sort order and companies of the requested list."
    )
    row_ids = fields.Binary("Requested Rows", attachment=True, readonly=True)
    part_ids = fields.Many2many("ir.attachment", readonly=True)

    @api.model
    def _make_members(self, domain, order=None):
        """
        :param domain: of member.metrics, as the user's list has it
        :return: the workbook: ready, or being written in the background when it is long
        """
        self._check_may_export()
        metrics = self.env["member.metrics"]
        ids = array("i", metrics._search(domain, order=order))
        asked = {"domain": json.dumps(list(domain)), "order": order, "companies": self.env.companies.ids}
        # sudo: nobody writes workbooks directly.
        workbook = self.sudo().create({"name": self.env._("Members"), "asked": asked}).sudo(False)
        if len(ids) <= BATCH:
            with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
                rows = workbook._write_part(file.name, ids, 0, len(ids))
                workbook._deliver_members(file.name, rows)
            return workbook
        # sudo: staff may queue this work, though not others.
        workbook.sudo().row_ids = base64.b64encode(ids.tobytes())
        job = self.env["member.job"].sudo()
        workbook.sudo().job_id = job._start(
            "workbook", workbook.name, len(ids), cursor={"workbook_id": workbook.id}, company=self.env.company
        )
        return workbook

    @api.model
    def _check_may_export(self):
        self.env["member.metrics"].check_access("read")
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You can't export lists. Ask an administrator for the export access right."))

    # ── In the background ─────────────────────────────────────────────────────────────────────────────────────

    def _as_asked(self):
        """This workbook with the rights and the language of who asked for it: nothing else is in it."""
        user, companies = self.user_id, self.asked["companies"]
        return self.with_user(user).with_context(allowed_company_ids=companies, lang=user.lang, tz=user.tz)

    def _step(self, job):
        """Write one piece, or make one file of all of them."""
        here = self._as_asked()
        here._check_may_export()
        if job.done < job.total:
            here._step_part(job)
            return False
        here._step_join()
        return True

    def _step_part(self, job):
        # sudo: the record is kept by the system; what is in it is read with the user's rights.
        kept = self.sudo()
        ids = array("i", base64.b64decode(kept.row_ids))[job.done : job.done + job._piece(FIRST_ROWS)]
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            rows = self._write_part(file.name, ids, kept.rows, job.total)
            part = self._attach(file.name, str(FIRST + kept.rows))
        kept.write({"rows": kept.rows + rows, "part_ids": [fields.Command.link(part.id)]})
        job.done += len(ids)

    def _step_join(self):
        # sudo: as above.
        kept = self.sudo()
        with ExitStack() as stack:
            parts = []
            for part in kept.part_ids.sorted("id"):
                file = stack.enter_context(tempfile.NamedTemporaryFile(suffix=".xlsx"))
                file.write(part.raw)
                file.flush()
                part.invalidate_recordset()
                parts.append((file.name, int(part.name)))
            whole = stack.enter_context(tempfile.NamedTemporaryFile(suffix=".xlsx"))
            join(whole.name, parts)
            self._deliver_members(whole.name, kept.rows)
        self._drop_parts()
        self._tell()

    def _drop_parts(self):
        """What was written of a file that won't be, or is whole now."""
        # sudo: parts are the system's.
        kept = self.sudo()
        kept.part_ids.unlink()
        if not kept.attachment_id:
            kept.rows = 0

    def _tell(self):
        """Let who asked know that it is there. By the system: nobody is told what they did themselves."""
        self.env["mail.thread"].with_user(SUPERUSER_ID).message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.env._("Your workbook is ready"),
            body=self.env._(
                "%(name)s is ready (%(rows)s rows). It is available until %(day)s.",
                name=self.name,
                rows=self.rows,
                day=format_date(self.env, self.kept_until),
            ),
            model=self._name,
            res_id=self.id,
        )

    # ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _deliver_members(self, path, rows):
        columns = [column["name"] for column in self._member_columns()]
        self._deliver(path, "member.metrics", rows, columns, domain=self.asked["domain"])

    def _write_part(self, path, ids, before, total):
        """Write some of the members as a workbook.

        :param int before: rows that come before in the whole
        :param int total: rows of the whole
        :return: how many rows there are still
        """
        columns = self._member_columns()
        day = self.env["member.metrics.definition"]._of(self.env.company).refreshed_to
        one_company = len(self.asked["companies"]) == 1
        book = Workbook(path, self._money_format(self.env.company) if one_company else "#,##0.00", True)
        subject = " · ".join(filter(None, [self.env.company.name, format_date(self.env, day)]))
        sheet = book.add_table(Head(self.env._("Members"), subject), columns, total)
        rows = book.write_rows(sheet, FIRST + before, self._member_rows(ids, columns), columns)
        texts = [(self.env._("Column"), column["label"], column["help"]) for column in columns if column["help"]]
        labels = [self.env._("Kind"), self.env._("Description"), self.env._("Definition")]
        book.add_text(Head(self.env._("Definitions"), self.env.company.name), labels, [*texts, *self._limits()])
        book.close()
        return rows

    @api.model
    def _member_columns(self):
        """:return: list of what the workbook and the query need to know of each column"""
        metrics, partners = self.env["member.metrics"], self.env["res.partner"]
        ours = [
            name
            for name, field in metrics._fields.items()
            if field.store and name not in LEFT_OUT and (name != "company_id" or len(self.env.companies) > 1)
        ]
        return [
            self._member_column(model, name)
            for model, names in ((partners, PARTNER), (metrics, ours))
            for name in names
        ]

    @api.model
    def _member_column(self, model, name):
        field = model._fields[name]
        return {
            "model": model,
            "name": name,
            "label": field._description_string(self.env),
            "help": field._description_help(self.env) or "",
            "type": "percentage" if name in SHARES else TYPES.get(field.type, "char"),
        }

    @api.model
    def _member_rows(self, ids, columns):
        """:return: iterator of the members' values as the reader is told them, in the list's order"""
        convert = [(place, how) for place, column in enumerate(columns) if (how := self._conversion(column))]
        for row in self._stream(self._member_query(ids, columns)):
            values = list(row)
            for place, how in convert:
                if values[place] is not None:
                    values[place] = how(values[place])
            yield values

    @api.model
    def _member_query(self, ids, columns):
        """The members' values as SQL: ``read`` would make records of what is written to a file once.

        The rules of the reader are in the search; the rights on fields are checked as their terms are made.
        """
        metrics = self.env["member.metrics"]
        query = metrics._search([("id", "in", list(ids))], order=self.asked["order"])
        partners, partner = metrics._fields["partner_id"].join(metrics, query.table, query)
        terms = [
            self._term(partners, partner, column, query)
            if column["model"] == partners
            else self._term(metrics, query.table, column, query)
            for column in columns
        ]
        return query.select(*terms)

    @api.model
    def _term(self, model, alias, column, query):
        field = model._fields[column["name"]]
        if field.type == "many2one":
            other, alias = field.join(model, alias, query)
            return other._field_to_sql(alias, other._rec_name, query)
        term = model._field_to_sql(alias, field.name, query)
        # As Excel counts days.
        return SQL("%s - DATE '1899-12-30'", term) if field.type == "date" else term

    @api.model
    def _conversion(self, column):
        """:return: how a value of the column is told to the reader; None as it is"""
        field = column["model"]._fields[column["name"]]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get
        if column["name"] in MASKS and self.env["res.partner"]._member_masks_contacts():
            return MASKS[column["name"]]
        return None
