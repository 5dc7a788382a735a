"""Rows of a shop's history, read from the cells of a file: which column is what, and what is wrong with a cell."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

EARLIEST = datetime(1900, 1, 1)
# No balance is good so long; spreadsheets write 9999 for "never".
LAST_YEAR = 2200
# What a numeric column of the database and common sense both hold.
MOST = Decimal(10) ** 12
DATE_ORDERS = ("ymd", "dmy", "mdy")


class Problem(NamedTuple):
    """What is wrong with one cell, or with the whole row when there is no target."""

    target: str
    value: str
    code: str


class BadCell(Exception):
    """:param code: 'missing', 'date', 'early', 'future', 'late', 'number', 'large' or 'control'"""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Reading:
    """How cells are written.

    :param date_order: of day, month and year where a date isn't ISO: one of DATE_ORDERS
    :param decimal: '.' or ','; the other one and blanks part the thousands
    :param now: local time, after which nothing can have happened
    :param zone: of the shop; moments with an offset are moved into it
    """

    date_order: str
    decimal: str
    now: datetime
    zone: ZoneInfo = field(default=ZoneInfo("UTC"))


def guess_date_order(values, preferred="dmy"):
    """The order in which the most values are dates; ``preferred`` where day and month could be either.

    >>> guess_date_order(["31/01/2026", "01/02/2026"], preferred="mdy"), guess_date_order(["2026-01-31 10:00"])
    ('dmy', 'ymd')
    >>> guess_date_order(["01/02/2026"], preferred="mdy")
    'mdy'
    """
    # A year in front can't be mistaken, so it goes first; ISO dates are read in every order.
    orders = ["ymd", preferred, *(order for order in DATE_ORDERS if order not in ("ymd", preferred))]
    reading = {order: Reading(order, ".", datetime.max) for order in orders}
    return max(orders, key=lambda order: sum(_is_good(_moment, value, reading[order]) for value in values))


def guess_decimal(values):
    """The decimal separator with which the most values are numbers.

    >>> guess_decimal(["1.234,50", "3"]), guess_decimal(["1,234.50"]), guess_decimal(["7"])
    (',', '.', '.')
    """
    reading = {mark: Reading("ymd", mark, datetime.max) for mark in ".,"}
    return max(".,", key=lambda mark: sum(_is_good(_number, value, reading[mark]) for value in values))


def _is_good(parse, value, reading):
    try:
        parse(value, reading)
    except BadCell:
        return False
    return True


def read_row(cells, targets, reading, width):
    """Values of one row.

    :param cells: list of str, or of what a workbook holds
    :param targets: list of (index of the column, :class:`history_targets.Target`)
    :param width: number of cells that a row must have
    :return: (dict of target name to value, None where the cell is empty; list of :class:`Problem`)

    >>> reading = Reading("dmy", ",", datetime(2026, 1, 1))
    >>> from types import SimpleNamespace as Target
    >>> columns = [
    ...     (0, Target(name="reference", parse="text", required=True)),
    ...     (1, Target(name="moment", parse="moment", required=True)),
    ...     (2, Target(name="gross", parse="number", required=False)),
    ... ]
    >>> read_row(["B1", "24/12/2025 18:30", "1.019,90"], columns, reading, 3)[0]
    {'reference': 'B1', 'moment': datetime.datetime(2025, 12, 24, 18, 30), 'gross': Decimal('1019.90')}
    >>> read_row(["", "24/13/2025", "NaN"], columns, reading, 3)[1]
    [Problem(target='reference', value='', code='missing'), Problem(target='moment', value='24/13/2025', code='date'), \
Problem(target='gross', value='NaN', code='number')]
    >>> read_row(["B1", "24/12/2025"], columns, reading, 3)[1]
    [Problem(target='', value='2 / 3', code='width')]
    """
    if len(cells) != width:
        return {}, [Problem("", f"{len(cells)} / {width}", "width")]
    values, problems = {}, []
    for index, target in targets:
        cell = cells[index]
        try:
            value = None if cell is None or cell == "" else PARSERS[target.parse](cell, reading)
            if target.required and value in (None, ""):
                raise BadCell("missing")
            values[target.name] = value or None if target.parse == "text" else value
        except BadCell as bad:
            problems.append(Problem(target.name, _show(cell), bad.code))
    return values, problems


def _text(cell, _reading):
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip()
    if not text.isprintable():
        # Tabs and line breaks inside a cell are only blanks; other control characters are damage.
        text = " ".join(text.split())
        if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
            raise BadCell("control")
    return text


# Three groups of digits, and the time of day if there is one, with or without halves of the day.
DATE = re.compile(
    r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?)?"
)


def _moment(cell, reading):
    """Local time without zone."""
    moment = _as_datetime(cell, reading)
    if moment.tzinfo and 1 < moment.year < LAST_YEAR:
        moment = moment.astimezone(reading.zone)
    moment = moment.replace(tzinfo=None)
    if moment < EARLIEST:
        raise BadCell("early")
    if moment > reading.now:
        raise BadCell("future")
    return moment.replace(microsecond=0)


def _as_datetime(cell, reading):
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    text = str(cell).strip()
    try:
        # ISO needs no guess, and reading it this way is many times faster.
        return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
    except ValueError:
        return _by_order(text, reading.date_order)


def _by_order(text, order):
    found = DATE.fullmatch(text)
    if not found:
        raise BadCell("date")
    *day, hour, minute, second, half = found.groups()
    part = dict(zip(order, day, strict=True))
    hour = int(hour or 0)
    if half:
        hour = hour % 12 + 12 * (half.lower() == "pm")
    if len(part["y"]) != 4 or len(part["m"]) > 2 or len(part["d"]) > 2:
        raise BadCell("date")
    try:
        return datetime(int(part["y"]), int(part["m"]), int(part["d"]), hour, int(minute or 0), int(second or 0))
    except ValueError as error:
        raise BadCell("date") from error


def _day(cell, reading):
    return _moment(cell, reading).date()


def _any_day(cell, reading):
    """A day that may lie ahead, as the last one of a balance."""
    moment = _as_datetime(cell, reading)
    if moment.replace(tzinfo=None) < EARLIEST:
        raise BadCell("early")
    if moment.year >= LAST_YEAR:
        raise BadCell("late")
    return moment.date()


PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:[, '\u00a0\u202f]\d{3})+(?:\.\d+)?"),
    ",": re.compile(r"[+-]?\d{1,3}(?:[. '\u00a0\u202f]\d{3})+(?:,\d+)?"),
}


def _number(cell, reading):
    """
    >>> reading = Reading("ymd", ",", datetime.max)
    >>> _number("1.019,90", reading), _number("3,5", reading), _number(2.5, reading)
    (Decimal('1019.90'), Decimal('3.5'), Decimal('2.5'))
    >>> _is_good(_number, "1.5", reading), _is_good(_number, "NaN", reading), _is_good(_number, "1e300", reading)
    (False, False, False)
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        text = repr(cell)
    else:
        text = _plain(str(cell).strip(), reading.decimal)
    if not PLAIN.fullmatch(text):
        raise BadCell("number")
    number = Decimal(text)
    if abs(number) >= MOST:
        raise BadCell("large")
    return number


def _plain(text, decimal):
    if GROUPED[decimal].fullmatch(text):
        text = re.sub(r"[ '\u00a0\u202f]", "", text.replace("," if decimal == "." else ".", ""))
    elif decimal == "," and "." in text:
        raise BadCell("number")
    return text.replace(decimal, ".")


def _show(cell):
    """A cell as it is shown in an error; a swallowed half of a file isn't."""
    return "" if cell is None else str(cell)[:80]


PARSERS = {"text": _text, "moment": _moment, "day": _day, "any_day": _any_day, "number": _number}
