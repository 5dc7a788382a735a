"""Sheets of an XLSX workbook, read in pieces: reading is taken up again at the byte at which a row begins."""

import hashlib
import os
import posixpath
import zipfile
import zlib
from array import array
from xml.etree import ElementTree
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from .table_problems import BadValue, FileProblem

CHUNK = 1 << 20
MOST_ROWS = 1 << 20
#: cells further to the right are only said to be there
MOST_PLACES = 1 << 10
# What a workbook may unfold to: real ones grow tenfold. Texts that all sheets share are held in memory.
MOST_UNFOLDED = 1 << 30
MOST_SHARED = 1 << 28
SMALL, MOST_GROWTH = 1 << 25, 60

# What a workbook that isn't one makes its reader say.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    ElementTree.ParseError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


class Workbook:
    """What the parts of a workbook say about its sheets.

    :raise FileProblem: 'workbook' or 'unfolds'
    """

    def __init__(self, stream):
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        try:
            self.zip = zipfile.ZipFile(stream)
            _check_unfolded(self.zip.infolist(), size)
            book = self._tree("xl/workbook.xml")
            targets = self._targets()
            self.sheets = [
                (sheet.get("name"), targets[_attribute(sheet, "id")])
                for sheet in _all(book, "sheet")
                if sheet.get("state", "visible") == "visible" and _attribute(sheet, "id") in targets
            ]
            properties = next(iter(_all(book, "workbookPr")), None)
            is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
            self.epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
            self.dates = self._date_styles()
            self.texts = self._shared_texts()
        except BROKEN as error:
            raise FileProblem("workbook") from error
        if not self.sheets:
            raise FileProblem("workbook")

    def _part(self, name):
        """:return: bytes of a small part, None if it isn't there"""
        if name not in self.zip.NameToInfo:
            return None
        data = self.zip.read(name)
        if b"<!DOCTYPE" in data:
            raise ValueError(name)
        return data

    def _tree(self, name):
        return ElementTree.fromstring(self._part(name))

    def _targets(self):
        """:return: dict of relation id to the path of a worksheet"""
        return {
            item.get("Id"): posixpath.normpath(posixpath.join("/xl", item.get("Target"))).lstrip("/")
            for item in _all(self._tree("xl/_rels/workbook.xml.rels"), "Relationship")
            if item.get("Type", "").endswith("/worksheet")
        }

    def _date_styles(self):
        """:return: set of the numbers of styles that make a number a date"""
        if self._part("xl/styles.xml") is None:
            return set()
        tree = self._tree("xl/styles.xml")
        own = {int(item.get("numFmtId")): item.get("formatCode") for item in _all(tree, "numFmt")}
        styles = next(iter(_all(tree, "cellXfs")), ())
        formats = [int(item.get("numFmtId") or 0) for item in styles]
        return {
            place
            for place, number in enumerate(formats)
            if is_date_format(own.get(number) or BUILTIN_FORMATS.get(number) or "")
        }

    def _shared_texts(self):
        name = next((name for name in self.zip.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
        if name is None:
            return SharedTexts()
        return SharedTexts.of(self.zip, self.zip.NameToInfo[name])

    def sheet(self, place):
        return Sheet(self, self.sheets[place][1])


def _check_unfolded(parts, size):
    """Some bytes can unfold to more than a server holds.

    :raise FileProblem: before anything is unfolded
    """
    unfolded = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if "/worksheets/" not in part.filename)
    grows = unfolded > SMALL and unfolded > size * MOST_GROWTH
    if grows or unfolded > MOST_UNFOLDED or shared > MOST_SHARED:
        raise FileProblem("unfolds")


def _all(tree, name):
    return [item for item in tree.iter() if _local(item.tag) == name]


def _local(tag):
    return tag.rpartition("}")[2].rpartition(":")[2]


def _attribute(item, name):
    """Of whatever namespace: writers differ."""
    return next((value for key, value in item.attrib.items() if key.endswith("}" + name)), None)


class SharedTexts:
    """Texts that the cells of a workbook refer to, side by side in one block: a million cost little more than they are
    long."""

    #: those read last: the pieces of one file follow each other
    _last = (None, None)

    def __init__(self):
        self.block = bytearray()
        self.ends = array("Q", [0])

    def __getitem__(self, number):
        if number < 0:
            raise IndexError(number)
        return self.block[self.ends[number] : self.ends[number + 1]].decode()

    @classmethod
    def of(cls, archive, part):
        with archive.open(part) as stream:
            digest = hashlib.sha256()
            for chunk in iter(lambda: stream.read(CHUNK), b""):
                digest.update(chunk)
        if cls._last[0] != digest.digest():
            texts = cls()
            with archive.open(part) as stream:
                texts._read(stream)
            cls._last = (digest.digest(), texts)
        return cls._last[1]

    @classmethod
    def forget(cls):
        cls._last = (None, None)

    def _read(self, stream):
        block, ends, state = self.block, self.ends, {"text": False, "sound": 0}

        def start(tag, _attributes):
            name = _local(tag)
            if name == "t" and not state["sound"]:
                state["text"] = True
            elif name == "rPh":
                # How a Japanese text is spoken isn't part of it.
                state["sound"] += 1

        def end(tag):
            name = _local(tag)
            if name == "t":
                state["text"] = False
            elif name == "rPh":
                state["sound"] -= 1
            elif name == "si":
                ends.append(len(block))

        def data(text):
            if state["text"]:
                block.extend(text.encode())

        parser = _parser(start, end, data)
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _parser(start, end, data):
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data

    def refuse(*_args):
        raise ValueError("a workbook declares no document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


class Sheet:
    """The rows of one sheet.

    :ivar size: bytes of the sheet when it is unfolded; positions are places among them
    """

    def __init__(self, book, path):
        self.book = book
        self.part = book.zip.NameToInfo[path]
        self.size = self.part.file_size

    def rows(self, position=None, number=0):
        """
        :param position: of the last row read, as it came with it; that one is read again and passed over
        :param number: of the last row read
        :return: iterator of (number, list of cells, position of the row)
        :raise FileProblem: the sheet is damaged
        """
        try:
            yield from self._rows(position, number)
        except BROKEN as error:
            raise FileProblem("workbook") from error

    def _rows(self, position, number):
        with self.book.zip.open(self.part) as stream:
            reader = _RowReader(self.book, number - 1 if position else 0)
            if position:
                # The start of the sheet says in which dress it is written: it goes before the place to go on at.
                head = _head(stream)
                reader.parser.Parse(head, False)
                reader.shift = position - len(head)
                stream.seek(position)
            while chunk := stream.read(CHUNK // 4):
                reader.parser.Parse(chunk, False)
                yield from (row for row in reader.taken() if number < row[0] <= MOST_ROWS)
                if reader.number > MOST_ROWS:
                    return


def _head(stream):
    """:return: bytes of a sheet before its first row"""
    head = b""
    while chunk := stream.read(4096):
        head += chunk
        for mark in (b"sheetData>", b"sheetData >", "sheetData>".encode("utf-16-le"), "sheetData>".encode("utf-16-be")):
            place = head.find(mark)
            if place >= 0:
                return head[: place + len(mark)]
    raise ValueError("no rows")


class _RowReader:
    """Takes the rows from what expat tells of a sheet."""

    def __init__(self, book, number):
        self.book = book
        self.number = number
        self.shift = 0
        self.done = []
        self.cells = None
        self.parts = None
        self.parser = _parser(self._start, self._end, self._data)

    def taken(self):
        done, self.done = self.done, []
        return done

    def _start(self, tag, attributes):
        name = tag if ":" not in tag else _local(tag)
        if name == "c" and self.cells is not None:
            self.place = _place(attributes["r"]) if "r" in attributes else self.place + 1
            self.type = attributes.get("t", "n")
            self.style = attributes.get("s")
            self.value, self.inline, self.formula = None, [], False
        elif name == "v":
            self.parts = []
        elif name == "t" and self.cells is not None:
            self.parts = self.inline
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.number = int(attributes["r"]) if "r" in attributes else self.number + 1
            self.cells, self.place = [], -1
            self.position = self.shift + self.parser.CurrentByteIndex
        elif name == "rPh":
            self.cells, self.kept = None, self.cells

    def _data(self, text):
        if self.parts is not None:
            self.parts.append(text)

    def _end(self, tag):
        name = tag if ":" not in tag else _local(tag)
        if name == "v":
            self.value, self.parts = "".join(self.parts), None
        elif name == "t":
            self.parts = None
        elif name == "c" and self.cells is not None:
            value = self._cell()
            if value is not None and self.place < MOST_PLACES:
                self.cells.extend([None] * (self.place - len(self.cells)))
                self.cells.append(value)
        elif name == "rPh":
            self.cells = self.kept
        elif name == "row":
            self.done.append((self.number, self.cells, self.position))
            self.cells = None

    def _cell(self):
        if self.type == "inlineStr":
            return "".join(self.inline) or None
        if not self.value:
            # Nobody has calculated it yet.
            return BadValue("formula", "=") if self.formula and self.type not in ("str", "s") else None
        if self.type == "s":
            return self.book.texts[int(self.value)] or None
        if self.type == "e":
            return BadValue("formula", self.value)
        if self.type == "b":
            return self.value in ("1", "true")
        if self.type in ("str", "d"):
            return self.value
        return self._number()

    def _number(self):
        number = float(self.value)
        if self.style and int(self.style) in self.book.dates:
            try:
                return from_excel(number, self.book.epoch)
            except (OverflowError, ValueError):
                return BadValue("date", self.value)
        return int(number) if number.is_integer() and abs(number) < 1e18 else number


def _place(reference):
    """
    >>> _place("A1"), _place("AB12")
    (0, 27)
    """
    place = 0
    for letter in reference:
        if not letter.isalpha():
            break
        place = place * 26 + ord(letter.upper()) - 64
    return place - 1
