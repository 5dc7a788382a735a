from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import islice
from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.imports import history, history_targets, import_words, table_files
from ...engine.imports.import_presets import find_preset

PREVIEWED = 8


class MemberImport(models.Model):
    """How an import's file is opened, guessed and shown."""

    _inherit = "member.import"

    @contextmanager
    def _open_file(self, guess_header=False):
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
                yield table_files.open_table(
                    stream,
                    self.encoding,
                    self.delimiter,
                    None if guess_header else self.header_row,
                    self.sheet - 1 if self.sheet > 0 else None,
                    history_targets.known_headers(self.kind),
                )
            except table_files.FileProblem as problem:
                raise UserError(self._file_message(problem)) from problem

    def _file_message(self, problem):
        messages = {
            "empty": self.env._("%(file)s is empty. Choose another file."),
            "no_rows": self.env._("%(file)s has headers but no rows. Choose another file."),
            "binary": self.env._("%(file)s contains binary data and can't be imported. Save it as CSV or XLSX."),
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
            "line_ends": self.env._(
                "The lines of %(file)s end as on old Macintosh computers. Save it again as “CSV UTF-8”."
            ),
            "header": self.env._("%(file)s has no such header row among its first rows. Choose another row."),
            "sheet": self.env._("%(file)s has no such sheet. Choose another number."),
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

    def _reading(self, rounded=()):
        """:param rounded: names of targets whose numbers a spreadsheet has rounded"""
        zone, meanings = ZoneInfo(self.company_id._member_tz()), {}
        for value in self.value_ids:
            meanings.setdefault(value.target, {})[import_words.bare(value.value)] = value.meaning
        now = datetime.now(zone).replace(tzinfo=None)
        return history.Reading(self.date_order or None, self.decimal or None, now, zone, frozenset(rounded), meanings)

    def _layout(self):
        """:return: list of (index of the column, target), as ``engine.history.read_row`` takes it"""
        targets = self._targets()
        return [(column.place, targets[column.target]) for column in self.column_ids if column.target in targets]

    # ── Preview ───────────────────────────────────────────────────────────────────────────────────────────────

    def _render_preview(self):
        layout, reading = self._layout(), self._reading()
        with self._open_file() as table:
            filler = history.Filler(layout, self.fill_down == "above")
            rows = []
            for _number, cells, _position in islice(table.rows(), PREVIEWED):
                if isinstance(cells, list):
                    filler.fill(cells)
                    rows.append(history.read_row(cells, layout, reading, len(table.header)))
        labels = dict(self.env["member.import.column"]._fields["target"]._description_selection(self.env))
        return self.env["ir.qweb"]._render(
            "member_loyalty.member_import_preview",
            {
                "labels": [(target.name, labels[target.name]) for _index, target in layout],
                "rows": [
                    (
                        {name: self._shown(value) for name, value in values.items()},
                        {problem.target: self.env["member.import.error"]._describe(problem) for problem in problems},
                    )
                    for values, problems in rows
                ],
            },
        )

    def _shown(self, value):
        """A value as it was read, in the user's format; months are words, so that nobody takes one for a day."""
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, datetime):
            day = format_date(self.env, value.date(), date_format="long")
            return f"{day} {value:%H:%M}" if value.time() else day
        if isinstance(value, date):
            return format_date(self.env, value, date_format="long")
        if isinstance(value, int):
            return self.env["res.lang"]._lang_get(self.env.user.lang).format("%d", value, grouping=True)
        if isinstance(value, (Decimal, float)):
            places = max(2, -Decimal(str(value)).normalize().as_tuple().exponent)
            return self.env["res.lang"]._lang_get(self.env.user.lang).format(f"%.{places}f", value, grouping=True)
        words = dict(self.env["member.import.value"]._fields["meaning"]._description_selection(self.env))
        return words.get(value, value)

    # ── Read the header ───────────────────────────────────────────────────────────────────────────────────────

    def action_read(self):
        """Read the header and tell how the file is written. What was chosen on the form stays as it is."""
        self.ensure_one()
        if self.state not in ("draft", "mapped"):
            raise UserError(self.env._("%(file)s was read already. Go back to its columns.", file=self.display_name))
        with self._open_file(guess_header=self.state == "draft") as table:
            rows = [cells for _number, cells, _position in islice(table.rows(), table_files.SAMPLE_ROWS)]
            if not rows:
                raise UserError(self._file_message(table_files.FileProblem("no_rows")))
            rows = [cells for cells in rows if isinstance(cells, list) and len(cells) == len(table.header)]
            targets = history_targets.guess_targets(table.header, self.kind, self._targets())
            preset = find_preset(table.header, self.kind)
            self.write(
                {
                    "encoding": False if table.choices else table.encoding,
                    "delimiter": table.delimiter,
                    "header_row": table.header_row,
                    "headless": table.headless,
                    "system": preset and preset.system,
                    "fill_down": self.fill_down or (preset and preset.above and "above"),
                }
            )
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
        self._tell_format()
        self._collect_values()
