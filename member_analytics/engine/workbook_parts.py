"""One workbook from several that hold the same table's rows in turn.

So a long table is written piece by piece, each in a process of its own if need be. The parts must have been made alike:
by :class:`~.workbook.Workbook` in constant memory, where texts stand in their cells and formats have the same numbers.
"""

import re
import shutil
import zipfile

TABLE = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"
CHUNK = 1 << 20
#: how far the table goes; programs that read it find out by themselves
DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')


def join(path, parts):
    """
    :param path: of the workbook to write
    :param list parts: pairs of a workbook's path and the number of its first row of data, counted from 0; all else in
        the first one, as head and other sheets, is in the whole
    """
    (whole, _first), *others = parts
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            with source.open(name) as stream, target.open(name, "w", force_zip64=True) as out:
                if name == TABLE:
                    _write_table(out, stream, others)
                else:
                    shutil.copyfileobj(stream, out)


def _write_table(out, stream, others):
    """Copy the first part's sheet, with the others' rows at the end of its data."""
    rest = _copy(out, stream, b"", END, DIMENSION.sub(b"", stream.read(CHUNK)))
    for path, first in others:
        with zipfile.ZipFile(path) as part, part.open(TABLE) as rows:
            _copy(out, rows, b'<row r="%d"' % (first + 1), END)
    out.write(rest)
    shutil.copyfileobj(stream, out)


def _copy(out, stream, start, end, held=b""):
    """Copy from one mark, that one too, up to another.

    :return: what was read beyond
    """
    started = False
    while True:
        if not started and (place := held.find(start)) >= 0:
            held, started = held[place:], True
        if started:
            if (place := held.find(end)) >= 0:
                out.write(held[:place])
                return held[place:]
            # The mark may begin in what was read last.
            out.write(held[: -len(end)])
            held = held[-len(end) :]
        if not (chunk := stream.read(CHUNK)):
            return b""
        held += chunk
