"""Tables in files as people have them: CSV in any dress, and XLSX. Read row by row, whatever the size."""

import codecs
import csv
import os
import zipfile
import zlib

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
CHUNK = 1 << 20
MOST_COLUMNS = 500
MOST_ROWS = 1 << 20
# What a workbook may unfold to: real ones grow tenfold. Texts that all sheets share are read as a whole.
MOST_UNFOLDED = 1 << 30
MOST_SHARED = 1 << 28
SMALL, MOST_GROWTH = 1 << 25, 60


# What a workbook that isn't one makes its reader say.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


class FileProblem(Exception):
    """A file that can't be read at all.

    :param code: 'empty', 'binary', 'utf16', 'old_excel', 'workbook', 'unfolds' (to too much), 'columns' (too many),
        'no_rows', 'twice' (a header stands twice) or 'encoding'
    :param detail: the header that stands twice
    """

    def __init__(self, code, detail=""):
        super().__init__(code)
        self.code = code
        self.detail = detail


class BadRow:
    """Stands for the cells of a row that can't be taken apart.

    :param code: 'encoding' or 'quotes'
    """

    def __init__(self, code):
        self.code = code


def open_table(stream, encoding=None, delimiter=None):
    """A table on a file; what isn't given is guessed.

    :param stream: seekable binary file
    :return: :class:`CsvTable` or :class:`XlsxTable`, told apart by content: file names lie
    :raise FileProblem: the file isn't a table

    >>> import io
    >>> table = open_table(io.BytesIO("Café;Prix\\nNoir;1,50\\n".encode("cp1252")))
    >>> table.encoding, table.delimiter, table.header
    ('cp1252', ';', ['Café', 'Prix'])
    >>> [(number, cells) for number, cells, _position in table.rows()]
    [(2, ['Noir', '1,50'])]
    """
    start = stream.read(8)
    stream.seek(0)
    if not start.strip():
        raise FileProblem("empty")
    if start.startswith(b"PK\x03\x04"):
        return XlsxTable(stream)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileProblem("old_excel")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileProblem("utf16")
    return CsvTable(stream, encoding or guess_encoding(stream), delimiter)


def guess_encoding(stream):
    """UTF-8 if the whole file is, else the one of Western Excel.

    :raise FileProblem: the file isn't text

    >>> import io
    >>> guess_encoding(io.BytesIO(b"a,b")), guess_encoding(io.BytesIO(b"caf\\xe9"))
    ('utf-8-sig', 'cp1252')
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    stream.seek(0)
    chunk = True
    while chunk:
        chunk = stream.read(CHUNK)
        if b"\0" in chunk:
            raise FileProblem("binary")
        try:
            is_utf8 = is_utf8 and decoder.decode(chunk, final=not chunk) is not None
        except UnicodeDecodeError:
            is_utf8 = False
    return "utf-8-sig" if is_utf8 else "cp1252"


def guess_delimiter(lines):
    """The one that cuts the lines into the most columns, equally many in each.

    :param lines: list of str, the header first

    >>> guess_delimiter(["a;b", "1,5;2", "1,7;3"]), guess_delimiter(["a,b", '"x;y",2'])
    (';', ',')
    """
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines, delimiter):
    """:return: (rows as wide as the header when there are columns at all, columns)"""
    widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    columns = widths[0] if widths else 0
    return (widths.count(columns), columns) if columns > 1 else (0, 0)


class _Lines:
    """Decoded lines of a binary file, and the position after the last one. Goes on after a line that can't be decoded,
    as a generator couldn't."""

    def __init__(self, stream, encoding, position):
        self.stream = stream
        # The mark at the start of the file isn't part of any line.
        self.encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        self.position = position
        stream.seek(position)

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self.stream)
        self.position += len(line)
        return line.decode(self.encoding)


class CsvTable:
    """A CSV file. Reading can be taken up again at the position that came with a row."""

    def __init__(self, stream, encoding, delimiter=None):
        self.stream = stream
        self.encoding = encoding
        self.size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        self.start = len(codecs.BOM_UTF8) if stream.read(3) == codecs.BOM_UTF8 else 0
        self.delimiter = delimiter or guess_delimiter(self._first_lines())
        lines = _Lines(stream, encoding, self.start)
        try:
            header = next(csv.reader(lines, delimiter=self.delimiter), [])
        except UnicodeDecodeError as error:
            raise FileProblem("encoding") from error
        except csv.Error as error:
            raise FileProblem("binary") from error
        self.header = _clean_header(header)
        self.body = lines.position

    def _first_lines(self):
        self.stream.seek(self.start)
        lines = (self.stream.readline(CHUNK).decode(self.encoding, "replace") for _ in range(SAMPLE_ROWS))
        return [line for line in lines if line.strip()]

    def rows(self, position=None, number=1):
        """Rows below the header.

        :param position: where to go on, as it came with the last row read
        :param number: number of the last row read, as a spreadsheet counts: the header is 1
        :return: iterator of (number, list of cells or :class:`BadRow`, position after the row)
        """
        lines = _Lines(self.stream, self.encoding, self.body if position is None else position)
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
            if isinstance(cells, BadRow) or any(cells):
                yield number, cells, lines.position


class XlsxTable:
    """First sheet of a workbook, streamed. Reading is taken up again by the row's number, past the rows before it."""

    encoding = delimiter = False

    def __init__(self, stream):
        self.size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        try:
            _check_unfolded(stream, self.size)
            book = load_workbook(stream, read_only=True, data_only=True)
            self.sheet = book.worksheets[0]
            # Some writers state a size of one cell, and reading would stop there.
            self.sheet.reset_dimensions()
            header = next(self._cells(1, MOST_COLUMNS + 1), ())
        except BROKEN as error:
            raise FileProblem("workbook") from error
        self.header = _clean_header(["" if cell is None else str(cell) for cell in header])

    def _cells(self, first, columns):
        """Rows from this one on. A cell at the other end of the sheet would have all between made up."""
        rows = self.sheet.iter_rows(min_row=first, max_row=MOST_ROWS, max_col=columns, values_only=True)
        while True:
            try:
                row = next(rows, None)
            except BROKEN as error:
                raise FileProblem("workbook") from error
            if row is None:
                return
            yield row

    def rows(self, position=None, number=1):
        """Rows below the header, or below the row with this number.

        :return: iterator of (number, list of cells, position); no row has a place among the bytes of the file
        """
        width = len(self.header)
        blank = (None,) * (width + 1)
        for cells in self._cells(number + 1, width + 1):
            number += 1
            if cells == blank:
                continue
            # Excel pads rows with empty cells.
            cells = list(cells[:width]) + [None] * (width - len(cells)) + [c for c in cells[width:] if c is not None]
            if any(cell is not None for cell in cells):
                yield number, cells, 0


def _check_unfolded(stream, size):
    """Some bytes can unfold to more than a server holds.

    :raise FileProblem: before anything is unfolded
    """
    parts = zipfile.ZipFile(stream).infolist()
    unfolded = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if "/worksheets/" not in part.filename)
    grows = unfolded > SMALL and unfolded > size * MOST_GROWTH
    if grows or unfolded > MOST_UNFOLDED or shared > MOST_SHARED:
        raise FileProblem("unfolds")
    stream.seek(0)


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
