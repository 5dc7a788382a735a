"""When a contact may be made, in the zones where the clock does something unusual, too."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.member_followup.engine import hours
from odoo.addons.member_followup.engine.hours import Hours

from followup_plans import cases

MADRID, LORD_HOWE = "Europe/Madrid", "Australia/Lord_Howe"
ZONES = [MADRID, LORD_HOWE, "America/Los_Angeles", "Asia/Shanghai", "Asia/Kolkata", "UTC"]


def at(*windows, weekdays=range(7), closed=()):
    """Hours from texts like '16:00-17:00'."""
    edges = tuple(tuple(time.fromisoformat(edge) for edge in window.split("-")) for window in windows)
    return Hours(edges, frozenset(weekdays), frozenset(closed))


CALLING, WORKDAYS = Hours(), Hours(weekdays=frozenset(range(5)))
JULY = [date(2026, 7, day) for day in range(1, 32)]
CLOSED_AROUND = at("11:00-12:00", weekdays=range(5), closed=[JULY[2], JULY[5]])
CLOSED_WEDNESDAYS = at("11:00-12:00", weekdays=[2], closed=JULY)
GAP, FROM_GAP, INTO_GAP, AROUND = at("02:15-02:45"), at("02:30-03:30"), at("01:30-02:30"), at("01:00-04:00")

# 1 July 2026 is a Wednesday. In Madrid the clock skips 02:00-03:00 on 29 March and doubles it on 25 October.
NEXT = [
    ("before the first window", CALLING, MADRID, "2026-07-01 06:00", "07-01 09:00-10:00"),
    ("at the start of a window", CALLING, MADRID, "2026-07-01 09:00", "07-01 09:00-10:00"),
    ("what is left of a window", CALLING, MADRID, "2026-07-01 09:45", "07-01 09:45-10:00"),
    ("at the end of a window", CALLING, MADRID, "2026-07-01 10:00", "07-01 14:00-15:00"),
    ("the last minute of the day", CALLING, MADRID, "2026-07-01 14:59", "07-01 14:59-15:00"),
    ("after the last window", CALLING, MADRID, "2026-07-01 15:00", "07-02 09:00-10:00"),
    ("in winter", CALLING, MADRID, "2026-01-15 06:00", "01-15 10:00-11:00"),
    ("the last evening of the year", CALLING, MADRID, "2026-12-31 17:00", "01-01 10:00-11:00"),
    ("29 February", CALLING, MADRID, "2028-02-29 06:00", "02-29 10:00-11:00"),
    ("in Shanghai", CALLING, "Asia/Shanghai", "2026-07-01 00:00", "07-01 03:00-04:00"),
    ("where the day has begun before", CALLING, "Asia/Shanghai", "2026-06-30 20:00", "07-01 03:00-04:00"),
    ("where the day is still yesterday", CALLING, "America/Los_Angeles", "2026-07-01 02:00", "07-01 18:00-19:00"),
    ("where the day ends in between", CALLING, "Pacific/Auckland", "2026-06-30 12:00", "06-30 23:00-00:00"),
    ("half an hour off", CALLING, "Asia/Kolkata", "2026-07-01 00:00", "07-01 05:30-06:30"),
    ("a quarter off", CALLING, "Asia/Kathmandu", "2026-07-01 00:00", "07-01 05:15-06:15"),
    ("Saturday waits for Monday", WORKDAYS, MADRID, "2026-07-04 06:00", "07-06 09:00-10:00"),
    ("Friday evening waits for Monday", WORKDAYS, MADRID, "2026-07-03 15:00", "07-06 09:00-10:00"),
    ("one day a week", at("11:00-12:00", weekdays=[2]), MADRID, "2026-07-01 10:00", "07-08 09:00-10:00"),
    ("a closed day", at("11:00-12:00", closed=JULY[:1]), MADRID, "2026-07-01 06:00", "07-02 09:00-10:00"),
    ("closed days around a weekend", CLOSED_AROUND, MADRID, "2026-07-03 06:00", "07-07 09:00-10:00"),
    ("a closed month", at("11:00-12:00", closed=JULY), MADRID, "2026-07-01 06:00", "08-01 09:00-10:00"),
    ("a closed month, one day a week", CLOSED_WEDNESDAYS, MADRID, "2026-07-01 06:00", "08-05 09:00-10:00"),
    ("until midnight", at("22:00-00:00"), MADRID, "2026-07-01 06:00", "07-01 20:00-22:00"),
    ("all day", at("00:00-00:00"), MADRID, "2026-07-01 22:00", "07-01 22:00-22:00"),
    ("windows in any order", at("16:00-17:00", "11:00-12:00"), MADRID, "2026-07-01 06:00", "07-01 09:00-10:00"),
    ("no window", at(), MADRID, "2026-07-01 06:00", None),
    ("no weekday", at("11:00-12:00", weekdays=[]), MADRID, "2026-07-01 06:00", None),
    ("a backward window", at("17:00-16:00"), MADRID, "2026-07-01 06:00", None),
    ("the day before summer time", CALLING, MADRID, "2026-03-28 00:00", "03-28 10:00-11:00"),
    ("the first day of summer time", CALLING, MADRID, "2026-03-29 00:00", "03-29 09:00-10:00"),
    ("the first day of winter time", CALLING, MADRID, "2026-10-25 00:00", "10-25 10:00-11:00"),
    ("a skipped window waits for the next day", GAP, MADRID, "2026-03-28 23:30", "03-30 00:15-00:45"),
    ("half skipped, its end is left", FROM_GAP, MADRID, "2026-03-28 23:30", "03-29 01:00-01:30"),
    ("half skipped, its beginning is left", INTO_GAP, MADRID, "2026-03-28 23:30", "03-29 00:30-01:00"),
    ("around what is skipped", AROUND, MADRID, "2026-03-28 23:30", "03-29 00:00-02:00"),
    ("in the doubled hour", GAP, MADRID, "2026-10-24 23:00", "10-25 00:15-00:45"),
    ("in the doubled hour, once", GAP, MADRID, "2026-10-25 00:45", "10-26 01:15-01:45"),
    ("begins in the doubled hour", FROM_GAP, MADRID, "2026-10-24 23:00", "10-25 01:30-02:30"),
    ("ends in the doubled hour", INTO_GAP, MADRID, "2026-10-24 22:30", "10-24 23:30-00:30"),
    ("around the doubled hour", AROUND, MADRID, "2026-10-24 22:30", "10-24 23:00-03:00"),
    ("the clock skips half an hour", at("02:15-03:00"), LORD_HOWE, "2026-10-03 12:00", "10-03 15:30-16:00"),
    ("the calendar skips a day", CALLING, "Pacific/Apia", "2011-12-30 05:00", "12-30 21:00-22:00"),
]
FAULTS = [
    ("as they should be", CALLING, []),
    ("until midnight is no fault", at("22:00-00:00"), []),
    ("no window is named", at(), ["no_window"]),
    ("no weekday is named", at("11:00-12:00", weekdays=[]), ["no_weekday"]),
    ("an eighth weekday", at("11:00-12:00", weekdays=[7]), ["unknown_weekday"]),
    ("backward", at("17:00-16:00"), ["backward_window"]),
    ("without length", at("16:00-16:00"), ["backward_window"]),
    ("one of two is backward", at("11:00-12:00", "17:00-16:00"), ["backward_window"]),
    ("nothing at all", at(weekdays=[]), ["no_weekday", "no_window"]),
]

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=timezone.utc))
clock = st.times().map(lambda time: time.replace(second=0, microsecond=0))
drawn_hours = st.builds(
    Hours,
    windows=st.lists(st.tuples(clock, clock), min_size=1, max_size=3).map(tuple),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    closed=st.frozensets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=5),
)


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@cases("kept zone now expected", NEXT)
def test_next_allowed(kept, zone, now, expected):
    found = hours.next_allowed(moment(now), kept, zone)
    assert (found and f"{found[0]:%m-%d %H:%M}-{found[1]:%H:%M}") == expected


@cases("kept expected", FAULTS)
def test_faults(kept, expected):
    assert hours.faults(kept) == expected


def test_a_window_ends_before_its_end():
    edges = ("08:59", "09:00", "09:59", "10:00")
    allowed = [hours.is_allowed(moment(f"2026-07-01 {edge}"), CALLING, MADRID) for edge in edges]
    assert allowed == [False, True, True, False]


@given(now=moments, kept=drawn_hours, zone=st.sampled_from(ZONES))
def test_what_is_allowed_is_within_a_window_by_the_member_s_clock(now, kept, zone):
    local = now.astimezone(ZoneInfo(zone))
    shown = local.time().replace(tzinfo=None)
    inside = kept.is_open(local.date()) and any(
        first <= shown and (shown < end or end == time(0))
        for first, end in kept.windows
        if first < end or end == time(0)
    )
    allowed = hours.is_allowed(now, kept, zone)
    assert inside or not allowed
    is_doubled = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    assert allowed or not inside or is_doubled


@given(now=moments, kept=drawn_hours, zone=st.sampled_from(ZONES))
def test_the_next_time_is_allowed_and_none_before_it(now, kept, zone):
    found = hours.next_allowed(now, kept, zone)
    if found is None:
        assert hours.faults(kept)
        return
    start, end = found
    assert now <= start < end
    assert hours.is_allowed(start, kept, zone) and hours.is_allowed(end - timedelta(seconds=1), kept, zone)
    assert start == now or not hours.is_allowed(start - timedelta(seconds=1), kept, zone)
    assert not any(hours.is_allowed(now + (start - now) * part / 8, kept, zone) for part in range(8) if start > now)
