from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError

from ...engine import history, history_targets, table_files


class MemberImport(models.Model):
    """How an import's file is opened, guessed and shown."""

    _inherit = "member.import"

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
        if not attachment and self.state != "draft":
            raise UserError(
                self.env._(
                    "The file of %(name)s was deleted. Create a new import with the file.",
                    name=self.name,
                )
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
            "empty": self.env._("%(file)s is empty. Choose another file."),
            "no_rows": self.env._("%(file)s has headers but no rows. Choose another file."),
            "binary": self.env._("%(file)s contains binary data and can't be imported. Save it as CSV or XLSX."),
            "utf16": self.env._("%(file)s is encoded in UTF-16. Save it as “CSV UTF-8”."),
            "old_excel": self.env._("%(file)s is an Excel 97 workbook. Save it as XLSX or CSV."),
            "workbook": self.env._("%(file)s can't be opened as a workbook. Save it again as XLSX or CSV."),
            "unfolds": self.env._(
                "%(file)s is too large when it is unpacked. Remove pictures and other sheets, or save it as CSV."
            ),
            "columns": self.env._(
                "%(file)s has more than %(columns)s columns. Remove those that aren't needed, or check the delimiter."
            ),
            "encoding": self.env._(
                "The headers of %(file)s can't be read with this encoding. Choose another encoding."
            ),
            "twice": self.env._("%(file)s has several columns named %(detail)s. Give each column a unique name."),
        }
        return messages[problem.code] % {
            "file": self.file_name or self.env._("The file"),
            "detail": problem.detail,
            "columns": table_files.MOST_COLUMNS,
        }

    def _targets(self):
        """Columns that this kind of file can have here; those of fields that no addon brings are left out."""
        partner_fields = self.env["res.partner"]._fields
        return {
            target.name: target
            for target in history_targets.TARGETS[self.kind]
            if target.name not in ("birthdate_date", "gender") or target.name in partner_fields
        }

    def _reading(self):
        zone = ZoneInfo(self.company_id._member_tz())
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
        if self.state not in ("draft", "mapped"):
            raise UserError(self.env._("%(file)s was read already. Go back to its columns.", file=self.display_name))
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
            "date_order": history.guess_date_order(texts("moment", "day", "any_day"), preferred),
            "decimal": history.guess_decimal(texts("number")),
        }


def _first(iterator, count):
    return [item for _place, item in zip(range(count), iterator, strict=False)]
