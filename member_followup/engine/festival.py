"""The days that festivals fall on, by whichever calendar they follow."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from hijridate import Gregorian, Hijri

#: as a day: the last one of its month, be that the 29th or the 30th
LAST = -1
#: how far an offset moves a festival at most, in days
MOST_OFFSET = 180
#: The rarest day, a certain weekday on 29 February, comes again within so many years.
YEARS_AHEAD = 40
#: the years that a kind's days are known for: of the Chinese calendar those that it is published for, of the Hijri one
#: those that the library's table of Umm al-Qura holds whole, with whatever an offset moves in
YEARS = {
    "fixed": range(1900, 2200),
    "weekday": range(1900, 2200),
    "easter": range(1900, 2200),
    "orthodox": range(1900, 2200),
    "chinese": range(1901, 2101),
    "term": range(1901, 2101),
    "hijri": range(1926, 2076),
}


@dataclass(frozen=True)
class Rule:
    """When a festival is.

    :param kind: 'fixed' (a day of the year), 'weekday' (the nth of a month), 'easter', 'orthodox' (Easter of the
        Eastern churches), 'chinese', 'hijri' (a day of that calendar's year), 'term' (one of the 24 terms that the
        Chinese calendar divides the sun's year into) or 'dates' (those listed, no others)
    :param month: 1 to 12, for 'fixed', 'weekday', 'chinese' and 'hijri'; leap months have no festivals
    :param day: of the month, for 'fixed', 'chinese' and 'hijri'; -1 is the last one
    :param weekday: 0 (Monday) to 6, for 'weekday'
    :param nth: for 'weekday' 1 to 5, or -1 to -5 from the month's end; for 'term' 1 to 24, as they follow in a year from
        January on: 7 is Qingming, 24 the winter solstice
    :param offset: so many days later, negative when earlier; not for 'dates'
    :param dates: for 'dates'
    """

    kind: str
    month: int = 1
    day: int = 1
    weekday: int = 0
    nth: int = 1
    offset: int = 0
    dates: tuple = ()


# ── Whether there is such a day ───────────────────────────────────────────────────────────────────────────────


def fault(rule):
    """
    :return: the field that makes the rule's day impossible, and what is wrong with it; None when the day comes, be it
        in some years only

    >>> fault(Rule("fixed", month=2, day=29))
    >>> fault(Rule("chinese", month=13))
    ('month', '13 is no month. Choose 1 to 12.')
    >>> fault(Rule("dates"))
    ('dates', 'No date is listed. List at least one.')
    """
    if rule.kind == "dates":
        return None if rule.dates else ("dates", "No date is listed. List at least one.")
    if rule.kind not in YEARS:
        return "kind", f"{rule.kind!r} is no kind of festival. Choose one of {', '.join(YEARS)}, dates."
    if rule.kind in ("fixed", "weekday", "chinese", "hijri") and not 1 <= rule.month <= 12:
        return "month", f"{rule.month} is no month. Choose 1 to 12."
    if rule.kind in ("fixed", "chinese", "hijri"):
        longest = monthrange(2000, rule.month)[1] if rule.kind == "fixed" else 30
        if rule.day != LAST and not 1 <= rule.day <= longest:
            return "day", f"Day {rule.day} never comes. Choose 1 to {longest}, or {LAST} for the month's last day."
    if rule.kind == "weekday" and not 0 <= rule.weekday <= 6:
        return "weekday", f"{rule.weekday} is no weekday. Choose 0 (Monday) to 6 (Sunday)."
    if rule.kind == "weekday" and not 1 <= abs(rule.nth) <= 5:
        return "nth", f"No month has weekday number {rule.nth}. Choose 1 to 5, or -1 to -5 from the month's end."
    if rule.kind == "term" and not 1 <= rule.nth <= 24:
        return "nth", f"{rule.nth} is no solar term. Choose 1 to 24."
    if abs(rule.offset) > MOST_OFFSET:
        return "offset", f"{rule.offset} days are too far. Start from a day that is at most {MOST_OFFSET} days away."
    return None


def check(rule):
    """
    :raise ValueError: the rule's day never comes

    >>> check(Rule("fixed", month=2, day=30))
    Traceback (most recent call last):
    ValueError: Day 30 never comes. Choose 1 to 29, or -1 for the month's last day.
    """
    found = fault(rule)
    if found:
        raise ValueError(found[1])


# ── The days ──────────────────────────────────────────────────────────────────────────────────────────────────


def dates_in(rule, year):
    """A festival's days in a year as calculated: mostly one, none in some years. A day of the Hijri calendar, or of
    the last Chinese months, may come twice.

    :param rule: one without :func:`fault`
    :return: sorted list of dates
    :raise ValueError: days of this kind aren't known for the year

    >>> dates_in(Rule("weekday", month=11, weekday=3, nth=4, offset=1), 2026)  # Black Friday
    [datetime.date(2026, 11, 27)]
    >>> [str(day) for day in dates_in(Rule("chinese", month=12, day=LAST), 2026)]  # the eve of Chinese New Year
    ['2026-02-16']
    >>> dates_in(Rule("hijri", month=10, day=1), 2033)  # Eid al-Fitr
    [datetime.date(2033, 1, 2), datetime.date(2033, 12, 23)]
    >>> dates_in(Rule("fixed", month=2, day=29), 2026)
    []
    >>> dates_in(Rule("hijri"), 2090)
    Traceback (most recent call last):
    ValueError: Days of the kind 'hijri' are known from 1926 to 2075. Enter the dates of 2090 by hand.
    """
    if rule.kind == "dates":
        days = set(rule.dates)
    else:
        known = YEARS[rule.kind]
        if year not in known:
            raise ValueError(
                f"Days of the kind {rule.kind!r} are known from {known[0]} to {known[-1]}. "
                f"Enter the dates of {year} by hand."
            )
        starts = (_DAY_OF[rule.kind](rule, own_year) for own_year in _own_years(rule, year))
        days = {day + timedelta(rule.offset) for day in starts if day}
    return sorted(day for day in days if day.year == year)


def by_year(days):
    """
    :param days: dates corrected by hand
    :return: them as the other functions take them

    >>> by_year([date(2033, 1, 3), date(2033, 12, 23)])
    {2033: [datetime.date(2033, 1, 3), datetime.date(2033, 12, 23)]}
    """
    found = {}
    for day in sorted(set(days)):
        found.setdefault(day.year, []).append(day)
    return found


def dates_between(rule, first, last, corrections=None):
    """A festival's days in a period, both ends included.

    :param corrections: dict of a year and all its days, as :func:`by_year` has them; they stand in the place of what is
        calculated for the year
    :return: sorted list of dates
    :raise ValueError: days aren't known for a year without correction

    >>> dates_between(Rule("easter", offset=-2), date(2026, 1, 1), date(2027, 12, 31))  # Good Friday
    [datetime.date(2026, 4, 3), datetime.date(2027, 3, 26)]

    Seoul has the new moon of 2027 a day after Beijing:

    >>> dates_between(Rule("chinese"), date(2026, 6, 1), date(2028, 1, 1), by_year([date(2027, 2, 7)]))
    [datetime.date(2027, 2, 7)]
    """
    days = [day for year in range(first.year, last.year + 1) for day in _days(rule, year, corrections)]
    return [day for day in days if first <= day <= last]


def next_date(rule, after, corrections=None):
    """The first of a festival's days that is later than a day.

    :param corrections: as for :func:`dates_between`
    :return: date, or None when there is none in forty years
    :raise ValueError: days aren't known for a year without correction

    >>> next_date(Rule("weekday", month=5, weekday=6, nth=2), date(2026, 5, 10))  # Mother's Day
    datetime.date(2027, 5, 9)
    >>> next_date(Rule("dates", dates=(date(2026, 11, 8),)), date(2026, 11, 8))
    """
    for year in range(after.year, after.year + YEARS_AHEAD + 1):
        for day in _days(rule, year, corrections):
            if day > after:
                return day
    return None


def _days(rule, year, corrections):
    return sorted(set(corrections[year])) if corrections and year in corrections else dates_in(rule, year)


# ── Calendars ─────────────────────────────────────────────────────────────────────────────────────────────────


def _own_years(rule, year):
    """The years of a rule's calendar that may have their day in a year, wherever its offset moves it."""
    if rule.kind == "hijri":
        first = Gregorian(year, 1, 1).to_hijri().year - 1
        return range(first, first + 4)
    return range(year - 1, year + 2)


def _fixed(rule, year):
    return _of_month(date(year, rule.month, 1), monthrange(year, rule.month)[1], rule.day)


def _of_month(first, length, day):
    """
    :return: date, or None in a month that is too short
    """
    day = length if day == LAST else day
    return first + timedelta(day - 1) if day <= length else None


def _weekday(rule, year):
    length = monthrange(year, rule.month)[1]
    days = [date(year, rule.month, day) for day in range(1, length + 1)]
    found = [day for day in days if day.weekday() == rule.weekday]
    place = rule.nth - 1 if rule.nth > 0 else rule.nth
    return found[place] if -len(found) <= place < len(found) else None


def _easter(_rule, year):
    return easter(year, EASTER_WESTERN)


def _orthodox(_rule, year):
    return easter(year, EASTER_ORTHODOX)


def _chinese(rule, year):
    months, _terms = _chinese_year(year)
    first, length = months[rule.month]
    return _of_month(first, length, rule.day)


def _term(rule, year):
    _months, terms = _chinese_year(year)
    return terms[rule.nth - 1]


@cache
def _chinese_year(year):
    """A year by Beijing's clock.

    :return: dict of the Chinese year's months, leap ones left out, with their first day and length; list of the days on
        which the 24 solar terms of the year from January on begin
    """
    # Its import takes as long as all else here, and many shops have no festival that asks for it.
    from lunar_python import LunarYear, Solar

    def day_at(julian_day):
        solar = Solar.fromJulianDay(julian_day)
        return date(solar.getYear(), solar.getMonth(), solar.getDay())

    # Not `fromYear`, which keeps one year only, behind a lock.
    found = LunarYear(year)
    # The first two terms that the library gives are those of December before.
    months = {
        month.getMonth(): (day_at(month.getFirstJulianDay()), month.getDayCount())
        for month in found.getMonthsInYear()
        if not month.isLeap()
    }
    return months, [day_at(moment) for moment in found.getJieQiJulianDays()[2:26]]


def _hijri(rule, year):
    first = Hijri(year, rule.month, 1)
    return _of_month(date.fromordinal(first.to_gregorian().toordinal()), first.month_length(), rule.day)


_DAY_OF = {
    "fixed": _fixed,
    "weekday": _weekday,
    "easter": _easter,
    "orthodox": _orthodox,
    "chinese": _chinese,
    "term": _term,
    "hijri": _hijri,
}
