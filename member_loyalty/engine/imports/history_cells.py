"""Cells of a shop's history: dates, numbers, codes and words as other systems and spreadsheets write them."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from .history_dates import clock, orders_of
from .import_words import guess_meaning
from .table_problems import BadCell

EARLIEST = datetime(1900, 1, 1)
# No balance is good so long; spreadsheets write 9999 for "never".
LAST_YEAR = 2200
# What a numeric column of the database and common sense both hold.
MOST = Decimal(10) ** 12


@dataclass(frozen=True)
class Reading:
    """How cells are written.

    :param date_order: of day, month and year where a date isn't ISO: one of DATE_ORDERS; None: only dates that can be
        read in one way are
    :param decimal: '.' or ','; the other one and blanks part the thousands; None: only numbers that can be read in one way
        are
    :param now: local time, after which nothing can have happened
    :param zone: of the shop; moments with an offset are moved into it
    :param rounded: names of targets whose long numbers a spreadsheet has rounded
    :param meanings: dict of target to a dict of values, as :func:`import_words.bare` makes them, to what they mean
    """

    date_order: str | None
    decimal: str | None
    now: datetime
    zone: ZoneInfo = field(default=ZoneInfo("UTC"))
    rounded: frozenset = frozenset()
    meanings: dict = field(default_factory=dict)


def guess_date_order(values, now=datetime.max):
    """The order in which dates are written, if any of them tells.

    :param now: after which nothing can have happened
    :return: (one of DATE_ORDERS or None, examples of what leaves it open or speaks against it)

    >>> guess_date_order(["31/01/2026", "01/02/2026"]), guess_date_order(["2026-01-31 10:00"])
    (('dmy', []), (None, []))
    >>> guess_date_order(["01/02/2026", "03/03/2026"]), guess_date_order(["31/01/2026", "01/31/2026"])
    ((None, ['01/02/2026']), (None, ['31/01/2026', '01/31/2026']))
    """

    def ways_of(value):
        ways = orders_of(str(value).strip(), now)
        return {} if "any" in ways else ways

    return _guess(values, ways_of)


def guess_decimal(values):
    """The decimal separator, if any number tells.

    :return: ('.', ',' or None, examples of what leaves it open or speaks against it)

    >>> guess_decimal(["1.234,50", "3"]), guess_decimal(["1,234.50"]), guess_decimal(["7"])
    ((',', []), ('.', []), (None, []))
    >>> guess_decimal(["1.250", "7"]), guess_decimal(["0.500"]), guess_decimal(["1,50", "1.50"])
    ((None, ['1.250']), ('.', []), (None, ['1,50', '1.50']))
    """
    return _guess(values, lambda value: _marks_of(str(value)))


def _guess(values, ways_of):
    """
    :param ways_of: function of a value that returns a dict of ways of reading to what is read
    """
    told, left_open = {}, None
    for value in values:
        ways = ways_of(value)
        if len(ways) == 1:
            told.setdefault(next(iter(ways)), value)
        elif len(set(ways.values())) > 1:
            left_open = left_open or value
    if len(told) == 1:
        return next(iter(told)), []
    return None, list(told.values()) or [left_open] * bool(left_open)


def find_rounded(values):
    """Whether a spreadsheet has rounded the long numbers: it keeps fifteen digits and fills up with zeros.

    >>> find_rounded(["20250131000000100", "R1"]), find_rounded(["20250131000000123", "20250131000000100"])
    (True, False)
    """
    long = [value for value in map(str, values) if re.fullmatch(r"\d{16,}", value.strip())]
    return bool(long) and all(is_filled_up(value) for value in long)


def is_filled_up(value):
    return len(value) > 15 and value.isdigit() and not value[15:].strip("0")


def _is_good(parse, value, reading):
    try:
        parse(value, reading)
    except BadCell:
        return False
    return True


def text_of(cell):
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()


def _code(cell, reading):
    """A number by which something is known; spreadsheets make powers of ten of long ones, or round them.

    >>> _code("'0042", None), _code(42.0, None)
    ('0042', '42')
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= 10**15:
        raise BadCell("rounded")
    text = _text(cell, reading)
    if POWER.fullmatch(text):
        raise BadCell("rounded")
    return text[1:] if text.startswith("'") else text


POWER = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{2,3}")


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


def _moment(cell, reading):
    """Local time without zone."""
    moment = _as_datetime(cell, reading, reading.now)
    if moment.tzinfo and 1 < moment.year < LAST_YEAR:
        moment = moment.astimezone(reading.zone)
    moment = moment.replace(tzinfo=None)
    if moment < EARLIEST:
        raise BadCell("early")
    if moment > reading.now:
        raise BadCell("future")
    return moment.replace(microsecond=0)


def _as_datetime(cell, reading, latest=datetime.max):
    """
    >>> reading = Reading(None, None, datetime.max)
    >>> [str(_as_datetime(text, reading).date()) for text in ("15-Jan-2025", "15 de enero de 2025", "2025年1月31日", "Jan 5, 2025")]
    ['2025-01-15', '2025-01-15', '2025-01-31', '2025-01-05']
    """
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    text = str(cell).strip()
    try:
        # ISO needs no guess, and reading it this way is many times faster.
        return datetime.fromisoformat(_plain_iso(text) if len(text) > 19 or text.endswith("Z") else text)
    except ValueError:
        found = orders_of(text, latest)
    if reading.date_order and reading.date_order in found:
        return found[reading.date_order]
    if reading.date_order and found and "any" not in found:
        raise BadCell("date")
    if len(set(found.values())) > 1:
        raise BadCell("either")
    if not found:
        raise BadCell("date")
    return next(iter(found.values()))


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


ZONED = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)? ?(?:(Z|UTC|GMT)|([+-]\d\d):?(\d\d))?")


def _plain_iso(text):
    """As every Python reads it.

    >>> _plain_iso("2025-01-31 10:00:00 -0500"), _plain_iso("2025-01-31T10:00:00.1234567Z")
    ('2025-01-31 10:00:00-05:00', '2025-01-31T10:00:00+00:00')
    """
    found = ZONED.fullmatch(text)
    if not found:
        return text
    moment, zero, hours, minutes = found.groups()
    return moment + ("+00:00" if zero else f"{hours}:{minutes}" if hours else "")


PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
GROUPED = {
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:,\d{2})*,\d{3}|(?:[ '’\u00a0\u202f]\d{3})+(?:,\d{3})*)+(?:\.\d+)?"),
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(?:[. '’\u00a0\u202f]\d{3})+(?:,\d+)?"),
}
CURRENCY = r"(?:[A-Z]{0,3}[$€£¥₩₹₽₺₪฿₫元]|[A-Z]{3}|kr\.?|zł|Kč|Ft|lei)"
MONEY = re.compile(
    rf"([+-]?)\s*{CURRENCY}?\s*([+-]?)\s*([\d.,'’ \u00a0\u202f]*\d(?:[eE][+-]?\d{{1,3}})?)\s*{CURRENCY}?(-?)"
)


def _number(cell, reading):
    """
    >>> reading = Reading("ymd", ",", datetime.max)
    >>> _number("1.019,90", reading), _number("3,5", reading), _number(2.5, reading)
    (Decimal('1019.90'), Decimal('3.5'), Decimal('2.5'))
    >>> _number("-$12.50", Reading("ymd", ".", datetime.max)), _number("(3,00 €)", reading), _number("7-", reading)
    (Decimal('-12.50'), Decimal('-3.00'), Decimal('-7'))
    >>> _is_good(_number, "1.5", reading), _is_good(_number, "NaN", reading), _is_good(_number, "1e300", reading)
    (False, False, False)
    """
    if not isinstance(cell, str):
        text = repr(cell)
        if not PLAIN.fullmatch(text):
            raise BadCell("number")
        number = Decimal(text)
    elif cell.isdecimal() and cell.isascii():
        number = Decimal(cell)
    else:
        ways = _marks_of(cell)
        if reading.decimal:
            ways = {mark: number for mark, number in ways.items() if mark == reading.decimal}
        if not ways:
            raise BadCell("number")
        if len(set(ways.values())) > 1:
            raise BadCell("either")
        number = next(iter(ways.values()))
    if abs(number) >= MOST:
        raise BadCell("large")
    return number


def _marks_of(text):
    """Every way to read a number.

    :return: dict of decimal separator to Decimal

    >>> _marks_of("1.250"), _marks_of("1.25"), _marks_of("x")
    ({'.': Decimal('1.250'), ',': Decimal('1250')}, {'.': Decimal('1.25')}, {})
    """
    text = text.strip().lstrip("'").replace("−", "-")
    inside = text[1:-1] if text.startswith("(") and text.endswith(")") else None
    found = MONEY.fullmatch((text if inside is None else inside).strip())
    if not found:
        return {}
    before, after, digits, last = found.groups()
    signs = [sign for sign in (before, after, last, "-" if inside is not None else "") if sign]
    if len(signs) > 1:
        return {}
    ways = {}
    for mark in ".,":
        number = _plain(digits.strip(), mark)
        if number is not None:
            ways[mark] = -number if signs == ["-"] else number
    return ways


def _plain(text, decimal):
    """:return: Decimal, None if the text isn't a number with this separator"""
    if GROUPED[decimal].fullmatch(text):
        text = re.sub(r"[ '’\u00a0\u202f]", "", text.replace("," if decimal == "." else ".", ""))
    elif decimal == "," and "." in text:
        return None
    text = text.replace(decimal, ".")
    return Decimal(text) if PLAIN.fullmatch(text) else None


def _flag(cell, _reading):
    if isinstance(cell, bool):
        return cell
    meaning = guess_meaning("flag", text_of(cell))
    if not meaning:
        raise BadCell("flag")
    return meaning == "yes"


def show(cell):
    """A cell as it is shown in an error; a swallowed half of a file isn't."""
    return "" if cell is None else str(cell)[:80]


PARSERS = {
    "text": _text,
    "code": _code,
    "moment": _moment,
    "day": _day,
    "any_day": _any_day,
    "clock": clock,
    "number": _number,
    "flag": _flag,
}
