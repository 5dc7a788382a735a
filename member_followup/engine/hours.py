"""When a contact may be made: weekdays and times of day, in the member's own zone."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
#: when calls are welcome: before lunch, and before the evening
CALLING = ((time(11), time(12)), (time(16), time(17)))


@dataclass(frozen=True)
class Hours:
    """
    :param windows: tuple of (first, end) local times of day, the end not included; an end of 00:00 is midnight
    :param weekdays: frozenset of 0 (Monday) to 6
    :param closed: frozenset of dates on which nobody is contacted
    """

    windows: tuple = CALLING
    weekdays: frozenset = frozenset(range(7))
    closed: frozenset = frozenset()

    def is_open(self, day):
        return day.weekday() in self.weekdays and day not in self.closed


def faults(hours):
    """Why hours never come, or not as they were meant.

    :return: list of 'no_weekday', 'unknown_weekday', 'no_window', 'backward_window'

    >>> faults(Hours()), faults(Hours(windows=(), weekdays=frozenset()))
    ([], ['no_weekday', 'no_window'])
    >>> faults(Hours(windows=((time(17), time(16)), (time(22), time(0)))))
    ['backward_window']
    """
    found = {
        "no_weekday": not hours.weekdays,
        "unknown_weekday": not hours.weekdays <= set(range(7)),
        "no_window": not hours.windows,
        "backward_window": any(end <= first and end != time(0) for first, end in hours.windows),
    }
    return [reason for reason, is_found in found.items() if is_found]


def is_allowed(moment, hours, zone):
    """
    :param moment: aware datetime
    :param zone: name of the member's zone

    >>> moment = datetime(2026, 7, 1, 9, 30, tzinfo=timezone.utc)
    >>> is_allowed(moment, Hours(), "Europe/Madrid"), is_allowed(moment, Hours(), "Europe/London")
    (True, False)
    """
    day = moment.astimezone(ZoneInfo(zone)).date()
    return any(start <= moment < end for start, end in windows_on(day, hours, zone))


def next_allowed(moment, hours, zone):
    """The next time in which a contact may be made: what is left of a window that is open, else the next window.

    :param moment: aware datetime
    :param zone: name of the member's zone
    :return: (start, end) in UTC, the end not included; None for hours that never come

    >>> moment = datetime(2026, 7, 1, 9, 30, tzinfo=timezone.utc)
    >>> [f"{edge:%d %H:%M}" for edge in next_allowed(moment, Hours(), "Europe/Madrid")]
    ['01 09:30', '01 10:00']
    >>> [f"{edge:%d %H:%M}" for edge in next_allowed(moment, Hours(weekdays=frozenset({4})), "Asia/Shanghai")]
    ['03 03:00', '03 04:00']
    """
    moment = moment.astimezone(timezone.utc)
    for day in _days(moment.astimezone(ZoneInfo(zone)).date(), hours):
        for start, end in windows_on(day, hours, zone):
            if moment < end:
                return max(start, moment), end
    return None


def next_day(day, hours, zone):
    """
    :return: the first day from ``day`` on that has a window; None for hours that never come

    >>> from datetime import date
    >>> next_day(date(2026, 7, 4), Hours(weekdays=frozenset(range(5))), "Europe/Madrid")
    datetime.date(2026, 7, 6)
    """
    return next((day for day in _days(day, hours) if windows_on(day, hours, zone)), None)


@lru_cache(maxsize=4096)
def windows_on(day, hours, zone):
    """The windows of a local day.

    What the clock skips in spring isn't there: a window within the gap is left out, one that reaches into it is cut.
    In autumn's doubled hour a window comes once.

    :return: tuple of (start, end) in UTC, in the order of time

    >>> from datetime import date
    >>> night = Hours(windows=((time(2, 15), time(2, 45)), (time(2, 30), time(4))))
    >>> [[f"{edge:%H:%M}" for edge in span] for span in windows_on(date(2026, 3, 29), night, "Europe/Madrid")]
    [['01:00', '02:00']]
    >>> [[f"{edge:%H:%M}" for edge in span] for span in windows_on(date(2026, 10, 25), night, "Europe/Madrid")]
    [['00:15', '00:45'], ['01:30', '03:00']]
    """
    if not hours.is_open(day):
        return ()
    spans = [_span(day, first, end, ZoneInfo(zone)) for first, end in hours.windows]
    return tuple(sorted((start, end) for start, end in spans if start < end))


def _days(first, hours):
    """The days on which hours must come, if they ever do: each closed day costs a week at most, the clock another."""
    return (first + ONE_DAY * count for count in range(7 * (len(hours.closed) + 2)))


def _span(day, first, end, zone):
    starts = datetime.combine(day, first, zone)
    ends = datetime.combine(day + ONE_DAY if end == time(0) else day, end, zone)
    if _is_doubled(starts) and not _is_doubled(ends):
        # Else it would last an hour more, in which the clock shows times before it begins.
        starts = starts.replace(fold=1)
    return _instant(starts), _instant(ends)


def _is_doubled(local):
    return local.utcoffset() > local.replace(fold=1).utcoffset()


def _instant(local):
    """:return: datetime in UTC; for a time that the clock skips, the moment at which it does"""
    late, early = (local.replace(fold=fold).astimezone(timezone.utc) for fold in (0, 1))
    if late <= early:
        return local.astimezone(timezone.utc)
    before = early.astimezone(local.tzinfo).utcoffset()
    seconds = range(int((late - early).total_seconds()) + 1)
    skipped = bisect_left(
        seconds,
        True,
        key=lambda passed: (early + timedelta(seconds=passed)).astimezone(local.tzinfo).utcoffset() != before,
    )
    return early + timedelta(seconds=skipped)
