"""Dates and times of day as people write them, in every order that they can be read in."""

import re
from datetime import datetime, time

from .import_words import bare
from .table_problems import BadCell

DATE_ORDERS = ("ymd", "dmy", "mdy")
# Three groups of digits, and the time of day if there is one, with or without halves of the day.
TIME = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?\s?[Mm]\.?)?"
DATE = re.compile(r"(\d{1,4})\s*[-/. 年]\s*(\d{1,2})\s*[-/. 月]\s*(\d{1,4})日?(?:[T ,]+" + TIME + ")?")
CLOCK = re.compile(TIME)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
WORDED = re.compile(r"(?:[^\W\d_]+,\s*)?(\d{1,4}\.?\s?(?:de\s)?)?-?([^\W\d_]{3,10})\.?[- ]?(?:de\s)?(.*)")
MONTHS = (
    *(
        "jan ene janv gen",
        "feb fev febr",
        "mar mrz marz mars",
        "apr abr avr",
        "may mai mag",
        "jun juin giu",
        "jul juil lug",
    ),
    *("aug ago aou aout", "sep set sept", "oct okt ott", "nov", "dec dic dez"),
)


def orders_of(text, latest=datetime.max):
    """Every way to read a date.

    :param latest: what is later isn't meant, as long as another way to read it isn't
    :return: dict of the order, 'any' where it doesn't matter, to the datetime

    >>> sorted(orders_of("31/01/2025")), sorted(orders_of("05/06/2025 10:00")), sorted(orders_of("2025-01-31"))
    (['dmy'], ['dmy', 'mdy'], [])
    >>> sorted(orders_of("31/01/25")), sorted(orders_of("31/01/25", datetime(2026, 1, 1)))
    (['dmy', 'ymd'], ['dmy'])
    """
    if re.match(r"\d{4}-\d\d-\d\d", text):
        # ISO: read without orders, or it isn't a day.
        return {}
    compact = COMPACT.fullmatch(text)
    found = None if compact else DATE.fullmatch(text)
    if not found:
        worded = _worded(text) if not compact else _make(*map(int, compact.groups()), 0, 0, 0)
        return {"any": worded} if worded else {}
    *day, hour, minute, second, half = found.groups()
    clock = _clock_parts(hour, minute, second, half)
    ways = {}
    for order in DATE_ORDERS if clock else ():
        part = dict(zip(order, day, strict=True))
        if len(part["y"]) in (2, 4) and len(part["m"]) <= 2 and len(part["d"]) <= 2:
            moment = _make(_full_year(part["y"]), int(part["m"]), int(part["d"]), *clock)
            if moment:
                ways[order] = moment
    return {order: moment for order, moment in ways.items() if moment <= latest} or ways


def _full_year(year):
    """Of two digits, the one that isn't ahead.

    >>> _full_year("2025"), _full_year("25"), _full_year("85")
    (2025, 2025, 1985)
    """
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)


def _make(*parts):
    try:
        return datetime(*parts)
    except ValueError:
        return None


def _clock_parts(hour, minute, second, half):
    hour = int(hour or 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half[0].lower() == "p")
    return hour, int(minute or 0), int(second or 0)


def _worded(text):
    """A date with the name of its month."""
    found = WORDED.fullmatch(bare_words(text))
    if not found:
        return None
    before, word, after = found.groups()
    month = next((number for number, names in enumerate(MONTHS, 1) if _is_month(word, names.split())), None)
    rest = re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})(?:[T ,]+" + TIME + ")?", after.strip())
    if not month or not rest:
        return None
    day = (before and re.match(r"\d+", before)[0]) or rest[1]
    clock = _clock_parts(*rest.groups()[2:])
    return _make(int(rest[2]), month, int(day), *clock) if day and clock and not (before and rest[1]) else None


def _is_month(word, names):
    """
    >>> _is_month("january", ["jan"]), _is_month("juillet", ["jun", "juin"]), _is_month("maria", ["mar"])
    (True, False, False)
    """
    return word in names or any(word in LONG_MONTHS.get(name, ()) for name in names)


LONG_MONTHS = {
    name[:3] if name != "juin" else name: tuple(words)
    for name, *words in (
        line.split()
        for line in (
            "jan january januar janvier janeiro gennaio",
            "ene enero",
            "feb february februar febrero fevrier febbraio fevereiro",
            "mar march marzo mars marz marco",
            "apr april aprile",
            "abr abril",
            "avr avril",
            "may mayo",
            "mai mai maggio maio",
            "jun june juni junio giugno junho juin",
            "jul july juli julio luglio julho juillet",
            "aug august",
            "ago agosto",
            "aou aout",
            "sep september septiembre septembre settembre setembro",
            "oct october octubre octobre outubro",
            "okt oktober",
            "nov november noviembre novembre novembro",
            "dec december decembre",
            "dic diciembre dicembre",
            "dez dezember dezembro",
        )
    )
}


def bare_words(text):
    """Lower case without accents; blanks and hyphens stay."""
    return " ".join(bare(word) if not re.search(r"\d", word) else word.lower() for word in re.split(r"[\s-]+", text))


def clock(cell, _reading):
    """The time of day.

    >>> clock("1:05 PM", None), clock("13:05:09", None)
    (datetime.time(13, 5), datetime.time(13, 5, 9))
    """
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    found = CLOCK.fullmatch(str(cell).strip())
    parts = found and _clock_parts(*found.groups())
    if not parts or parts[0] > 23 or parts[1] > 59 or parts[2] > 59:
        raise BadCell("date")
    return time(*parts)
