from datetime import datetime
from itertools import islice

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...engine.imports import history, history_cells, import_words, table_files

MOST_VALUES = 50


class MemberImport(models.Model):
    """What a file leaves open is asked, never guessed."""

    _inherit = "member.import"

    @api.depends(
        *(
            "name",
            "column_ids.target",
            "value_ids.meaning",
            "encoding",
            "delimiter",
            "header_row",
            "sheet",
            "date_order",
        ),
        *("decimal", "fill_down", "without_reference", "allow_mixed_dates", "consent_date", "state"),
    )
    def _compute_questions(self):
        for record in self:
            try:
                questions = record.state == "mapped" and record._origin and record.column_ids and record._questions()
            except UserError as error:
                questions = [str(error)]
            record.questions = "\n".join(questions or []) or False

    def _sample(self):
        """:return: (the table's header, its number, list of (number, dict of target to cell) from the top)"""
        layout = self._layout()
        with self._open_file() as table:
            rows = [
                (number, {target.name: cells[place] for place, target in layout if place < len(cells)})
                for number, cells, _position in islice(table.rows(), table_files.SAMPLE_ROWS)
                if isinstance(cells, list) and not history.foot_of(cells, layout)
            ]
            return table, rows

    def _questions(self):
        """:return: list of what has to be answered before the rows are read, each with the way to do it"""
        table, rows = self._sample()
        if table.header != self.column_ids.sorted("place").mapped("name"):
            return [self.env._("The format has changed. Click on “Read Again” to see the columns.")]
        return [
            *self._questions_of_file(table),
            *self._questions_of_dates(rows),
            *self._questions_of_numbers(rows),
            *self._questions_of_values(),
            *self._questions_of_source(),
            *self._handler()._questions(self, rows),
        ]

    def _questions_of_file(self, table):
        labels = dict(self._fields["encoding"]._description_selection(self.env))
        if table.choices:
            choices = [f"{labels[encoding]}: {sample}" for encoding, sample in table.choices]
            yield self.env._(
                "Which encoding shows the names right? Choose it under “Encoding”. %(choices)s",
                choices=" · ".join(choices),
            )
        if len(table.sheets) > 1 and not self.sheet:
            yield self.env._(
                "Which sheet has the rows? Enter its number under “Sheet” and click on “Read Again”. %(sheets)s",
                sheets=" · ".join(f"{place + 1}: {name}" for place, name in table.sheets),
            )
        if self.headless:
            yield self.env._(
                "Row %(row)s should have the column names, but has values like %(value)s. Enter the right row under “Row of the "
                "Headers”, or 0 if there is none, and click on “Read Again”.",
                row=self.header_row,
                value=next(name for name in table.header if table_files.DATA_LIKE.fullmatch(name)),
            )

    def _questions_of_dates(self, rows):
        cells = self._cells(rows, "moment", "day", "any_day")
        _order, examples = self._guess_date_order(rows)
        if examples and not self.date_order:
            yield self.env._(
                "Which is the day and which is the month in %(examples)s? Choose the “Date Format”.",
                examples=format_list(self.env, examples),
            )
        texts = [cell for cell in cells if isinstance(cell, str) and history_cells.orders_of(cell.strip())]
        if texts and any(not isinstance(cell, (str, int, float)) for cell in cells) and not self.allow_mixed_dates:
            yield self.env._(
                "Some dates are real dates and others are texts like %(example)s. Day and month of the real ones may be "
                "swapped. Compare some with the other system, and tick “Dates Are Right”, or export the file again.",
                example=texts[0],
            )

    def _guess_date_order(self, rows):
        """Days of balances may lie ahead, others don't."""
        kinds = ("moment", "day", "any_day")
        ahead = any(self._cells(rows, "any_day"))
        texts = [cell for cell in self._cells(rows, *kinds) if isinstance(cell, str)]
        return history_cells.guess_date_order(texts, datetime.max if ahead else self._reading().now)

    def _questions_of_numbers(self, rows):
        cells = self._cells(rows, "number")
        _mark, examples = history_cells.guess_decimal(cell for cell in cells if isinstance(cell, str))
        if examples and not self.decimal:
            yield self.env._(
                "How much is %(examples)s? Choose the “Decimal Separator”.", examples=format_list(self.env, examples)
            )

    def _questions_of_values(self):
        labels = dict(self.env["member.import.column"]._fields["target"]._description_selection(self.env))
        chosen = self.column_ids.mapped("target")
        unknown = self.value_ids.filtered(lambda value: not value.meaning and value.target in chosen)
        for target, values in unknown.grouped("target").items():
            yield self.env._(
                "What does %(values)s mean in the column %(column)s? Choose it under “Values”.",
                values=format_list(self.env, values.mapped("value"), "or"),
                column=labels[target],
            )

    def _questions_of_source(self):
        """One system under two spellings would be imported twice."""
        others = self.search(
            [
                ("name", "=ilike", self.name),
                ("name", "!=", self.name),
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("importing", "done")),
            ],
            limit=1,
        )
        if others:
            yield self.env._(
                "There is already a source named “%(other)s”. Write the source in the same way if it is the same system, or "
                "give it another name.",
                other=others.name,
            )

    def _cells(self, rows, *kinds):
        targets = self._targets()
        return [
            cell
            for _number, cells in rows
            for name, cell in cells.items()
            if targets[name].parse in kinds and not history.is_blank(cell)
        ]

    def _tell_format(self):
        """Fill in what the file itself tells about dates and numbers."""
        _table, rows = self._sample()
        numbers = [cell for cell in self._cells(rows, "number") if isinstance(cell, str)]
        self.write(
            {
                "date_order": self._guess_date_order(rows)[0] or self.date_order,
                "decimal": history_cells.guess_decimal(numbers)[0] or self.decimal,
            }
        )

    def _find_rounded(self):
        """:return: list of the targets whose long numbers a spreadsheet has rounded"""
        _table, rows = self._sample()
        return [
            target.name
            for target in self._targets().values()
            if target.parse == "code"
            and history_cells.find_rounded([cells.get(target.name) or "" for _no, cells in rows])
        ]

    def _collect_values(self):
        """Show the words of columns whose words have a meaning, with the meaning that they usually have."""
        _table, rows = self._sample()
        known = {(value.target, import_words.bare(value.value)) for value in self.value_ids}
        for target in self._targets().values():
            if target.parse != "choice":
                continue
            texts = dict.fromkeys(
                str(cells[target.name]).strip()
                for _number, cells in rows
                if not history.is_blank(cells.get(target.name)) and not import_words.is_total(str(cells[target.name]))
            )
            self._add_values(target.name, list(texts)[:MOST_VALUES], known)

    def _add_values(self, target, texts, known):
        wanted = {}
        for text in texts:
            if (target, import_words.bare(text)) not in known:
                wanted.setdefault(import_words.bare(text), text)
        self.env["member.import.value"].create(
            [
                {
                    "import_id": self.id,
                    "target": target,
                    "value": text,
                    "meaning": import_words.guess_meaning(target, text, texts) or False,
                }
                for text in wanted.values()
            ]
        )
