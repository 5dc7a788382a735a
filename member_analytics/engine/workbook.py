"""Tables with their charts as Excel workbooks.

A sheet holds one table, so that its header is frozen and its rows can be filtered: title, subject and note above it,
the chart below it or, for the screen, at its right; that of a cloud of marks or a long curve at its left, and alone in
print. Blocks are told as reports tell them: columns with name, label and type, rows by column name.
"""

from dataclasses import dataclass
from datetime import date

import xlsxwriter

from .workbook_charts import chart_of, together

#: the row that names the columns, and the first one below it
HEADER, FIRST = 4, 5
NUMBERS = {"integer": "#,##0", "float": "#,##0.00", "percentage": "0.0%", "date": 14}
#: longest line of a text, in letters
WIDEST = 50
#: columns that a note is as wide as at least, and a picture at the left; rows that the latter is high
NOTE_COLUMNS, PICTURE, PICTURE_ROWS = 7, 9, 20
#: points that a line is high
LINE = 15
WIDTHS = {"char": 24, "integer": 12, "float": 12, "monetary": 15, "percentage": 12, "date": 12}
#: what Excel has no room for in a text or in a sheet's name
LONGEST_TEXT, LONGEST_NAME = 32_767, 31
TEXTS = ("char", "name", "text")
#: a chart stands below a table of so many lines, so that both fill a page
SHORT = 26
#: a table of more rows isn't printed where there is a picture of it
LONG = 40
#: columns from which those of small figures are narrow, and then their width
MANY, NARROW, SMALL = 9, 9, ("integer", "percentage")
#: letters that a line of notes and of definitions has
NOTE_LINE, TEXT_LINE, NAME_LINE = 90, 95, 32
#: lightest and darkest color of a heat map
COLD, HOT = "#F7FBFF", "#6BAED6"


@dataclass(frozen=True)
class Head:
    """What stands above a table."""

    title: str
    subject: str = ""
    note: str = ""


def money_format(symbol, before, digits):
    """
    >>> money_format("€", False, 2)
    '#,##0.00 "€"'
    >>> money_format("¥", True, 0)
    '"¥" #,##0'
    >>> money_format("", True, 2)
    '#,##0.00'
    """
    number = "#,##0" + (f".{'0' * digits}" if digits else "")
    if not symbol:
        return number
    quoted = '"{}"'.format(symbol.replace('"', ""))
    return f"{quoted} {number}" if before else f"{number} {quoted}"


def sheet_name(title, taken):
    """
    >>> sheet_name("Members: who/where?", [])
    'Members who where'
    >>> sheet_name("New", ["new", "New (2)"])
    'New (3)'
    >>> sheet_name("A title that Excel has no room for, at all", [])
    'A title that Excel has no room'
    >>> sheet_name("'?'", [])
    'Sheet'
    """
    plain = " ".join("".join(" " if sign in "[]:*?/\\'" else sign for sign in title).split()) or "Sheet"
    used, name, count = {other.lower() for other in taken}, plain[:LONGEST_NAME].strip(), 1
    while name.lower() in used:
        count += 1
        ending = f" ({count})"
        name = plain[: LONGEST_NAME - len(ending)].strip() + ending
    return name


def day_number(day):
    """
    >>> day_number(date(2026, 11, 22))
    46348
    """
    return (day - date(1899, 12, 30)).days


class Workbook:
    """A workbook on its way to a file.

    :param path: of the file
    :param str money: number format of amounts, see :func:`money_format`
    :param bool constant_memory: rows are written through to disk; each cell comes in order then
    """

    def __init__(self, path, money, constant_memory=False):
        self._book = xlsxwriter.Workbook(path, {"constant_memory": constant_memory})
        add = self._book.add_format
        self._title = add({"bold": True, "font_size": 16})
        self._subject = add({"font_color": "#595959"})
        self._note = add({"italic": True, "font_color": "#595959", "text_wrap": True, "valign": "top"})
        label = {"bold": True, "bg_color": "#DDE5EE", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        self._labels = {
            "name": add(label),
            "text": add({**label, "indent": 1}),
            "number": add({**label, "align": "right"}),
        }
        numbers = {**NUMBERS, "monetary": money}
        self._formats = {
            "char": None,
            "name": add({"text_wrap": True}),
            "text": add({"text_wrap": True, "indent": 1}),
            **{kind: add({"num_format": form}) for kind, form in numbers.items()},
        }
        self._link = self._book.get_default_url_format()
        self._wrapped = add({"text_wrap": True, "valign": "top"})

    def close(self):
        self._book.close()

    def names(self):
        """:return: the sheets' names, in order"""
        return [sheet.get_name() for sheet in self._book.worksheets()]

    # ── Sheets ────────────────────────────────────────────────────────────────────────────────────────────────

    def add_block(self, head, block, back=None):
        """Add a sheet with a report's block and its chart.

        :param back: name of the sheet that lists the others
        :return: the new sheet's name
        """
        columns, rows, chart = block["columns"], block["rows"], block.get("chart") or {}
        at = 0
        if chart.get("kind") == "scatter" or (chart.get("kind") == "line" and len(rows) > LONG):
            at, rows = PICTURE if rows else 0, together(rows)
        sheet = self.add_table(head, columns, len(rows), _widths(columns, rows), at)
        if back:
            sheet.write_url(HEADER - 1, 0, f"internal:'{back}'!A1", self._link, back)
        for number, row in enumerate(rows, FIRST):
            types = row.get("_types", {})
            typed = [{**column, "type": types.get(column["name"], column["type"])} for column in columns]
            values = [_cell(column, row.get(column["name"])) for column in typed]
            for place, column in enumerate(typed):
                if column["type"] == "char":
                    # Texts stand apart from the figures before them.
                    column["type"] = "text" if place else "name"
            sheet.set_row(number, LINE * _lines(values))
            self.write_rows(sheet, number, [values], typed, at)
        if not rows:
            sheet.write_string(FIRST, 0, block.get("empty") or "", self._subject)
        elif chart and chart["kind"] != "tiles":
            self._draw(sheet, {**block, "rows": rows}, at)
        return sheet.get_name()

    def add_table(self, head, columns, count, widths=None, at=0):
        """Add a sheet with all of a table but its rows.

        :param int count: of the rows to come
        :param int at: column that the table begins at
        :return: the new sheet, for :meth:`write_rows`
        """
        sheet = self._book.add_worksheet(sheet_name(head.title, self.names()))
        widths = widths or [WIDTHS[column["type"]] for column in columns]
        if at:
            sheet.set_column(0, at - 1, WIDTHS["float"])
        for number, width in enumerate(widths, at):
            sheet.set_column(number, number, width)
        sheet.write_string(0, 0, head.title, self._title)
        for number, form in enumerate(filter(None, self._formats.values()), 1):
            # In constant memory formats are numbered as they are met: so they have the same numbers in each file.
            sheet.write_blank(0, number, None, form)
        sheet.write_string(1, 0, head.subject, self._subject)
        if head.note:
            across = at or max(len(columns), NOTE_COLUMNS)
            sheet.set_row(2, LINE * (1 + len(head.note) // NOTE_LINE))
            sheet.merge_range(2, 0, 2, across - 1, head.note, self._note)
        sheet.set_row(HEADER, 30)
        for number, column in enumerate(columns, at):
            kind = "number" if column["type"] != "char" else "name" if number == at else "text"
            sheet.write_string(HEADER, number, column["label"], self._labels[kind])
        sheet.freeze_panes(FIRST, 0 if at else 1)
        sheet.autofilter(HEADER, at, HEADER + max(count, 1), at + max(len(columns) - 1, 0))
        self._set_print(sheet)
        return sheet

    def write_rows(self, sheet, first, rows, columns, at=0):
        """Write rows of values in the order of the columns; empty ones are None, days are numbers.

        :return: how many
        """
        writers = [
            (
                sheet.write_string if column["type"] in TEXTS else sheet.write_number,
                self._formats[column["type"]],
            )
            for column in columns
        ]
        number = first - 1
        for number, row in enumerate(rows, first):
            for place, (value, (write, form)) in enumerate(zip(row, writers, strict=True), at):
                if value is not None:
                    write(number, place, value, form)
        return number - first + 1

    def add_text(self, head, labels, rows):
        """Add a sheet of texts under headings."""
        sheet = self._book.add_worksheet(sheet_name(head.title, self.names()))
        sheet.set_column(0, len(labels) - 2, NAME_LINE)
        sheet.set_column(len(labels) - 1, len(labels) - 1, 90)
        sheet.write_string(0, 0, head.title, self._title)
        sheet.write_string(1, 0, head.subject, self._subject)
        for number, label in enumerate(labels):
            sheet.write_string(HEADER, number, label, self._labels["name"])
        for number, row in enumerate(rows, FIRST):
            *names, text = row
            lines = max(len(text) // TEXT_LINE, *(len(name) // NAME_LINE for name in names))
            sheet.set_row(number, LINE * (1 + lines))
            for place, text in enumerate(row):
                sheet.write_string(number, place, text, self._wrapped)
        sheet.freeze_panes(FIRST, 0)
        self._set_print(sheet)

    def reserve(self, title):
        """Add a sheet that is filled once the others have names.

        :return: the new sheet, for :meth:`fill_contents`
        """
        return self._book.add_worksheet(sheet_name(title, self.names()))

    def fill_contents(self, sheet, head, entries):
        """
        :param list entries: triplets of group, label and the name of the sheet it leads to
        """
        sheet.set_column(0, 1, 44)
        sheet.write_string(0, 0, head.title, self._title)
        sheet.write_string(1, 0, head.subject, self._subject)
        before = None
        for number, (group, label, name) in enumerate(entries, FIRST - 1):
            if group != before:
                sheet.write_string(number, 0, group, self._labels["name"])
            sheet.write_url(number, 1, f"internal:'{name}'!A1", self._link, label)
            before = group
        self._set_print(sheet)
        # There are no labels to repeat on each page: where they would be is the first entry.
        sheet.repeat_rows(0, 1)
        sheet.fit_to_pages(1, 1)

    def _set_print(self, sheet):
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER)
        sheet.set_footer("&L&A&R&P / &N")

    # ── Charts ────────────────────────────────────────────────────────────────────────────────────────────────

    def _draw(self, sheet, block, at):
        chart, columns, count = block["chart"], block["columns"], len(block["rows"])
        lines = sum(_lines([row.get(column["name"]) for column in columns]) for row in block["rows"])
        if chart["kind"] == "heat":
            drawn = [place for place, column in enumerate(columns) if column["name"] in chart["y"]]
            scale = {"type": "2_color_scale", "min_color": COLD, "max_color": HOT}
            sheet.conditional_format(FIRST, min(drawn), FIRST + count - 1, max(drawn), scale)
            return
        picture = chart_of(self._book, sheet, block, FIRST, at)
        if at:
            # The figures themselves are for the screen.
            sheet.print_area(0, 0, FIRST + PICTURE_ROWS, at - 1)
            sheet.fit_to_pages(1, 1)
            sheet.insert_chart(FIRST, 0, picture)
        elif lines <= SHORT:
            sheet.fit_to_pages(1, 1)
            sheet.insert_chart(FIRST + count + 1, 0, picture)
        else:
            # Below the header, and on the screen only: beside it the table would be too small to read.
            sheet.print_area(0, 0, FIRST + count - 1, max(len(columns), NOTE_COLUMNS) - 1)
            sheet.insert_chart(FIRST, max(len(columns), NOTE_COLUMNS) + 1, picture)


def _cell(column, value):
    """A block's value as a cell takes it: Odoo's False is empty, but for numbers."""
    if value is None or (value is False and column["type"] != "integer"):
        return None
    if column["type"] == "char":
        return str(value)[:LONGEST_TEXT]
    if column["type"] == "date":
        return day_number(value if isinstance(value, date) else date.fromisoformat(value))
    return value


def _lines(values):
    """:return: how many lines the longest text of a row has"""
    return 1 + max((len(value) - 1 for value in values if isinstance(value, str)), default=0) // WIDEST


def _widths(columns, rows):
    """As wide as the longest text, within reason."""
    widths = {**WIDTHS, **dict.fromkeys(SMALL, NARROW)} if len(columns) > MANY else WIDTHS
    return [
        min(max(WIDTHS["char"], *(len(str(row.get(column["name"]) or "")) + 2 for row in rows), 0), WIDEST + 2)
        if column["type"] == "char"
        else max(
            widths[column["type"]], *(len(word) + 2 for word in column["label"].split()), len(column["label"]) // 2 + 4
        )
        for column in columns
    ]
