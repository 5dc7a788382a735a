"""Tables in files as people have them: CSV in any dress, and XLSX. Read row by row, whatever the size."""

import codecs
import csv
import os
import re
from collections import Counter
from itertools import islice

from .table_problems import BadRow, BadValue, FileProblem
from .table_text import CHUNK, WIDE, Lines, guess_encodings
from .table_workbook import SharedTexts, Workbook

__all__ = ["BadRow", "BadValue", "CsvTable", "FileProblem", "XlsxTable", "open_table"]

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 1000
#: a header stands among so many rows at the top
FIRST_ROWS = 30
MOST_COLUMNS = 500
SEP = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
DATA_LIKE = re.compile(r"[-+(]?[\d.,:/ \-]*\d[\d.,:/ \-)T]*|.+@.+\..+")


def open_table(stream, encoding=None, delimiter=None, header_row=None, sheet=None, known=()):
    """A table on a file; what isn't given is guessed.

    :param stream: seekable binary file
    :param header_row: number of the row with the names of the columns; 0: there is none
    :param sheet: place of the sheet of a workbook
    :param known: headers that files of this kind have, as :func:`plain` makes them
    :return: :class:`CsvTable` or :class:`XlsxTable`, told apart by content: file names lie
    :raise FileProblem: the file isn't a table

    >>> import io
    >>> table = open_table(io.BytesIO("Café;Prix\\nNoir;1,50\\n".encode("cp1252")))
    >>> table.encoding, table.delimiter, table.header
    ('cp1252', ';', ['Café', 'Prix'])
    >>> [(number, cells) for number, cells, _position in table.rows()]
    [(2, ['Noir', '1,50'])]
    >>> table = open_table(io.BytesIO(b"Sales of May,,\\n\\nRef,Date,Total\\nR1,2025-05-01,3\\n"))
    >>> table.header_row, table.header
    (3, ['Ref', 'Date', 'Total'])
    """
    start = stream.read(8)
    stream.seek(0)
    if not start.strip():
        raise FileProblem("empty")
    if start.startswith(b"PK\x03\x04"):
        return XlsxTable(stream, header_row, sheet, known)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileProblem("old_excel")
    return CsvTable(stream, encoding, delimiter, header_row, known)


def plain(header):
    """A header without dress.

    >>> plain("Household_ID "), plain("E-Mail"), plain("会员号")
    ('household id', 'e mail', '会员号')
    """
    return " ".join(re.findall(r"[^\W_]+", header.lower()))


def guess_delimiter(lines):
    """The one that cuts the most lines into equally many columns, and into more of them.

    :param lines: list of str

    >>> guess_delimiter(["a;b", "1,5;2", "1,7;3"]), guess_delimiter(["a,b", '"x;y",2'])
    (';', ',')
    """
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines, delimiter):
    """:return: (rows of the width that most have, if there are columns at all, columns)"""
    widths = Counter()
    try:
        widths.update(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    except csv.Error:
        return (0, 0)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def guess_header_row(rows, known=()):
    """Which row has the names: the one with the most names that are known, else the first full one.

    :param rows: list of (number, list of str) from the top
    :return: (its number, whether it looks like data instead)

    >>> guess_header_row([(1, ["Report"]), (3, ["ref", "date", "total"]), (4, ["R1", "2025-01-01", "3"])])
    (3, False)
    >>> guess_header_row([(1, ["R1", "2025-01-01", "3"]), (2, ["R2", "2025-01-01", "3"])])
    (1, True)
    """
    filled = [(number, [cell.strip() for cell in cells if cell.strip()]) for number, cells in rows]
    filled = [(number, cells) for number, cells in filled if cells]
    if not filled:
        return 1, False
    matches = {number: sum(plain(cell) in known for cell in cells) for number, cells in filled}
    number = max(matches, key=matches.get)
    if matches[number] > 1:
        return number, False
    usual = Counter(len(cells) for _number, cells in filled).most_common(1)[0][0]
    number, cells = next((row for row in filled if len(row[1]) >= max(2, usual * 0.6)), filled[0])
    data = sum(bool(DATA_LIKE.fullmatch(cell)) for cell in cells)
    return number, not matches[number] and data > 0


class _Table:
    """What CSV files and workbooks have in common: rows with numbers below a header.

    :ivar header_row: number of the header, 0 if there is none
    :ivar headless: whether the header that was guessed looks like data
    :ivar short: whether the file leaves out empty cells at the ends of rows
    """

    headless = False
    short = False

    def _find_header(self, header_row, known):
        top = list(islice(self._all_rows(), FIRST_ROWS))
        rows = [(number, _as_texts(cells)) for number, cells, _position in top]
        unread = next(
            (number for number, cells, _position in top if isinstance(cells, BadRow) and cells.code == "encoding"), 0
        )
        if header_row is None:
            header_row, self.headless = guess_header_row(rows, known)
        self.header_row = header_row
        if 0 < unread <= header_row:
            raise FileProblem("encoding")
        if header_row:
            header = next((cells for number, cells in rows if number == header_row), None)
            if header is None:
                raise FileProblem("empty" if not rows else "header")
            self.header = _clean_header(header)
        else:
            width = max((len(cells) for _number, cells in rows), default=0)
            self.header = _clean_header([f"#{place}" for place in range(1, width + 1)])

    def _is_short(self):
        """If some rows leave out cells at the end, and none says that one is empty there."""
        width = len(self.header)
        rows = [cells for _number, cells, _position in islice(self.rows(), SAMPLE_ROWS) if isinstance(cells, list)]
        return any(len(cells) < width for cells in rows) and all(cells and cells[-1] != "" for cells in rows)

    def rows(self, position=None, number=None):
        """Rows below the header.

        :param position: where to go on, as it came with the last row read
        :param number: number of the last row read, as a spreadsheet counts
        :return: iterator of (number, list of cells or :class:`BadRow`, position)
        """
        for found, cells, place in self._all_rows(position, 0 if position is None else number):
            if found > self.header_row:
                yield found, self._fitted(cells), place


def _as_texts(cells):
    return ["" if cell is None else str(cell) for cell in cells] if isinstance(cells, list) else []


class CsvTable(_Table):
    """A CSV file. Reading can be taken up again at the position that came with a row.

    :ivar choices: list of (encoding, sample) if the file leaves it open
    """

    sheets = ()

    def __init__(self, stream, encoding=None, delimiter=None, header_row=None, known=()):
        self.stream = stream
        self.choices = []
        if not encoding:
            guessed = guess_encodings(stream)
            encoding = guessed[0][0]
            self.choices = guessed if len(guessed) > 1 else []
        self.encoding = encoding
        self.size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        mark = stream.read(3)
        self.start = 3 if mark == codecs.BOM_UTF8 else 0
        if mark[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and encoding in WIDE:
            self.start = 2
        self._check_text()
        lines = self._first_lines()
        said = SEP.fullmatch(lines[0]) if lines else None
        self.delimiter = delimiter or (said and said[1]) or guess_delimiter(lines)
        self.said = bool(said)
        self._find_header(header_row, known)
        self.short = self._is_short()

    def _check_text(self):
        self.stream.seek(0)
        start, zeros = self.stream.read(CHUNK), False
        self.stream.seek(0)
        if self.encoding not in WIDE:
            zeros = any(b"\0" in chunk for chunk in iter(lambda: self.stream.read(CHUNK), b""))
        if zeros:
            raise FileProblem("binary")
        if b"\r" in start and b"\n" not in start:
            raise FileProblem("line_ends")

    def _first_lines(self):
        lines, reader = [], Lines(self.stream, self.encoding, self.start)
        for _number in range(SAMPLE_ROWS):
            try:
                line = next(reader, None)
            except UnicodeDecodeError:
                continue
            if line is None:
                break
            if line.strip():
                lines.append(line)
        return lines

    def _all_rows(self, position=None, number=0):
        lines = Lines(self.stream, self.encoding, self.start if position is None else position)
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError:
                # A reader is left in the middle of the row: start a fresh one on the next line.
                reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
                cells = BadRow("encoding")
            except csv.Error:
                cells = BadRow("quotes")
            if number == 1 and self.said:
                continue
            if isinstance(cells, BadRow) or any(cell.strip() for cell in cells):
                yield number, cells, lines.position

    def _fitted(self, cells):
        """Empty cells beyond the header are delimiters at the end of the line."""
        width = len(self.header)
        if isinstance(cells, BadRow):
            return cells
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return cells[:width]
        if len(cells) < width and self.short:
            return cells + [""] * (width - len(cells))
        return cells


class XlsxTable(_Table):
    """A sheet of a workbook, streamed.

    :ivar sheets: list of (place, name, number of rows at the top) of the sheets with rows
    """

    encoding = delimiter = False
    choices = ()

    def __init__(self, stream, header_row=None, sheet=None, known=()):
        self.book = Workbook(stream)
        self.sheets = [
            (place, name)
            for place, (name, _path) in enumerate(self.book.sheets)
            if sum(1 for row in islice(self.book.sheet(place).rows(), FIRST_ROWS) if row[1]) > 1
        ]
        places = [place for place, _name in self.sheets]
        if sheet is not None and sheet not in range(len(self.book.sheets)):
            raise FileProblem("sheet")
        self.place = sheet if sheet is not None else (places or [0])[0]
        self.sheet = self.book.sheet(self.place)
        self.size = self.sheet.size
        self._find_header(header_row, known)

    def _all_rows(self, position=None, number=0):
        for found, cells, place in self.sheet.rows(position, number):
            if any(cell is not None and str(cell).strip() for cell in cells):
                yield found, cells, place
        SharedTexts.forget()

    def _fitted(self, cells):
        # Writers leave out empty cells, and styles make more of them.
        width = len(self.header)
        return cells[:width] + [None] * (width - len(cells)) + [cell for cell in cells[width:] if cell is not None]


def _clean_header(header):
    """Names without blanks; empty columns at the end don't count.

    >>> _clean_header(["Name ", "", "Phone", "", ""])
    ['Name', '#2', 'Phone']
    """
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise FileProblem("empty")
    if len(names) > MOST_COLUMNS:
        raise FileProblem("columns")
    if any("\0" in name for name in names):
        raise FileProblem("binary")
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise FileProblem("twice", ", ".join(sorted(twice)))
    return [name or f"#{place}" for place, name in enumerate(names, start=1)]
