"""Who enters a plan, how often and on which days: a case a line."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from odoo.addons.member_followup.engine import entry, occasions
from odoo.addons.member_followup.engine.entry import Entry, Occasion, Past
from odoo.addons.member_followup.engine.steps import Delay, Due, start

from followup_plans import LADDER, THREES, cases, day

NEVER, MONTH_AFTER, EACH = Entry(), Entry("after", 30), Entry("occasion")
RUNNING, ENDED, ENDED_LATER = Past("old"), Past("older", day("03-01")), Past("later", day("03-20"))
HERE = Past("here", day("01-01"))

REFUSALS = [
    ("the first time", NEVER, "03-30", [], ""),
    ("never again", NEVER, "03-30", [ENDED], "entered_before"),
    ("never again, years later", NEVER, "2036-03-30", [ENDED], "entered_before"),
    ("never while it runs", NEVER, "03-30", [RUNNING], "running"),
    ("after a month, the first time", MONTH_AFTER, "03-30", [], ""),
    ("after a month, a day short", MONTH_AFTER, "03-30", [ENDED], "too_soon"),
    ("after a month", MONTH_AFTER, "03-31", [ENDED], ""),
    ("after a month, from the last of two", MONTH_AFTER, "03-31", [ENDED_LATER, ENDED], "too_soon"),
    ("after a month, while it runs", MONTH_AFTER, "2036-01-01", [ENDED, RUNNING], "running"),
    ("after no days", Entry("after", 0), "03-01", [ENDED], ""),
    ("each time", EACH, "03-02", [ENDED], ""),
    ("each time, beside one that runs", EACH, "03-02", [RUNNING], ""),
    ("each time, the same occasion", EACH, "03-02", [HERE], "known"),
    ("after a month, the same occasion", MONTH_AFTER, "2036-01-01", [HERE], "known"),
    ("never again, the same occasion", NEVER, "2036-01-01", [HERE, ENDED], "known"),
]

ADMITTED = [
    ("once", NEVER, "b 03-01, c 03-02, a 03-03", [], "b"),
    ("once, two on a day", NEVER, "b 03-01, a 03-01", [], "a"),
    ("once, and had before", NEVER, "b 03-01", [ENDED], ""),
    ("after a month, one of them runs", MONTH_AFTER, "a 04-01, b 06-01", [ENDED], "a"),
    ("each", EACH, "b 03-01, a 03-02", [RUNNING], "b a"),
    ("each, the same twice", EACH, "a 03-01, a 03-01", [], "a"),
    ("each, known", EACH, "here 03-01, a 03-01", [HERE], "a"),
    ("nothing", EACH, "", [], ""),
]

BOUGHT = [Occasion(("purchase", number), day(bought)) for number, bought in ((3, "03-01"), (1, "01-10"), (2, "02-01"))]
DORMANT = [Occasion(("dormant", "2025-10-01"), day("2025-12-01"), day("2025-10-01"))]

# Source, the day on which the run begins, and the day that steps count from.
COUNTING = [
    ("no history", BOUGHT, "none", "02-15", "3 03-01 03-01"),
    ("no history, on the very day", BOUGHT, "none", "02-01", "2 02-01 02-01, 3 03-01 03-01"),
    ("as if", BOUGHT, "as_if", "02-15", "1 01-10 01-10, 2 02-01 02-01, 3 03-01 03-01"),
    ("from now", BOUGHT, "from_now", "02-15", "2 02-15 02-15, 3 03-01 03-01"),
    ("from now, nothing before", BOUGHT, "from_now", "01-01", "1 01-10 01-10, 2 02-01 02-01, 3 03-01 03-01"),
    ("from now, all before", BOUGHT, "from_now", "04-01", "3 04-01 04-01"),
    ("dormant from now is no longer dormant", DORMANT, "from_now", "2026-02-01", "2025-10-01 02-01 12-02"),
    ("nobody", [], "from_now", "02-15", ""),
]

AHEAD = [
    ("all of it", THREES, "03-01", "03-01", "days 03-04"),
    ("on the very day", THREES, "02-26", "03-01", "days 03-01"),
    ("the first lies behind", THREES, "02-25", "03-01", "weeks 03-18"),
    ("the second lies behind", THREES, "02-01", "03-01", "months 05-01"),
    ("all lies behind", THREES, "2025-11-29", "03-01", None),
    ("the ladder's last step", LADDER, "2025-09-01", "03-01", "coupon 03-01"),
]

ANNIVERSARIES = [
    ("on the day", "1990-05-05", 0, "2026-01-01", "2026-12-31", "2026 2026-05-05"),
    ("two years", "1990-05-05", 0, "2025-06-01", "2027-05-05", "2026 2026-05-05, 2027 2027-05-05"),
    ("a week before", "1990-05-05", -7, "2026-04-28", "2026-04-28", "2026 2026-04-28"),
    ("a week before, in the year before", "1990-01-03", -7, "2026-12-27", "2026-12-27", "2027 2026-12-27"),
    ("a week after, in the year after", "1990-12-28", 7, "2027-01-01", "2027-01-31", "2026 2027-01-04"),
    ("29 February in a common year", "2004-02-29", 0, "2026-02-01", "2026-03-31", "2026 2026-02-28"),
    ("29 February in a leap year", "2004-02-29", 0, "2028-02-01", "2028-03-31", "2028 2028-02-29"),
    ("29 February in 2100", "2004-02-29", 0, "2100-02-01", "2100-03-31", "2100 2100-02-28"),
    ("three days before 29 February", "2004-02-29", -3, "2026-02-25", "2026-02-25", "2026 2026-02-25"),
    ("the day itself is no anniversary", "2026-05-05", 0, "2026-01-01", "2026-12-31", ""),
    ("not before it happened", "2026-05-05", -7, "2020-01-01", "2027-12-31", "2027 2027-04-28"),
    ("outside the period", "1990-05-05", 0, "2026-05-06", "2027-05-04", ""),
]

PURCHASES = [(day("03-01"), 31), (day("01-10"), 12), (day("01-10"), 11)]
NTH = [
    ("first", PURCHASES, 1, 11),
    ("second on the same day", PURCHASES, 2, 12),
    ("third", PURCHASES, 3, 31),
    ("fourth", PURCHASES, 4, None),
    ("of none", [], 1, None),
]

USED_UP = [
    ("one unit", [("01-01", 1)], 30, "01-31"),
    ("three units", [("01-01", 3)], 30, "04-01"),
    ("half a unit", [("01-01", Decimal("0.5"))], 15, "01-09"),
    ("bought again before", [("01-01", 1), ("01-11", 1)], 30, "03-02"),
    ("bought again on the very day", [("01-01", 1), ("01-31", 1)], 30, "03-02"),
    ("bought again after", [("01-01", 1), ("02-20", 1)], 30, "03-22"),
    ("in any order", [("02-20", 1), ("01-01", 1)], 30, "03-22"),
]

TWO_MONTHS, NINETY = Delay(months=2), Delay(days=90)
QUIET = [
    ("not yet", ["01-10"], TWO_MONTHS, "03-09", ""),
    ("on the very day", ["01-10"], TWO_MONTHS, "03-10", "01-10 03-10"),
    ("a purchase on that day", ["01-10", "03-10"], TWO_MONTHS, "04-30", ""),
    ("a purchase the day after", ["01-10", "03-11"], TWO_MONTHS, "04-30", "01-10 03-10"),
    ("two spells", ["01-10", "04-01"], TWO_MONTHS, "06-30", "01-10 03-10, 04-01 06-01"),
    ("several purchases a day", ["01-10", "01-10"], TWO_MONTHS, "04-30", "01-10 03-10"),
    ("in days", ["01-10"], NINETY, "04-30", "01-10 04-10"),
    ("from a month's end", ["2025-12-31"], TWO_MONTHS, "04-30", "12-31 02-28"),
    ("nothing was ever bought", [], TWO_MONTHS, "04-30", ""),
]


@cases("policy today pasts expected", REFUSALS)
def test_refusal(policy, today, pasts, expected):
    assert entry.refusal(policy, "here", day(today), iter(pasts)) == expected


@cases("policy found pasts expected", ADMITTED)
def test_admitted(policy, found, pasts, expected):
    bought = [(key, day(text)) for key, text in (one.split() for one in found.split(", ") if one)]
    assert " ".join(entry.admitted(policy, bought, pasts)) == expected
    assert " ".join(entry.admitted(policy, bought[::-1], pasts)) == expected


@cases("found history begins expected", COUNTING)
def test_counting(found, history, begins, expected):
    counted = entry.counting(found, history, day(begins))
    assert ", ".join(f"{one.source[1]} {one.day:%m-%d} {one.counted_day:%m-%d}" for one in counted) == expected


@cases("version occasion begins expected", AHEAD)
def test_first_ahead(version, occasion, begins, expected):
    due = entry.first_ahead(version, Occasion(("purchase", 1), day(occasion)), day(begins))
    assert (due and f"{due.step} {due.planned:%m-%d}") == expected


@cases("first shift begins ends expected", ANNIVERSARIES)
def test_anniversaries(first, shift, begins, ends, expected):
    found = occasions.anniversaries("birthday", day(first), shift, day(begins), day(ends))
    assert ", ".join(f"{one.source[1]} {one.day}" for one in found) == expected


@cases("purchases number expected", NTH)
def test_nth_purchase(purchases, number, expected):
    found = occasions.nth_purchase(purchases, number)
    assert (found and found.source[1]) == expected


@cases("purchases days_per_unit expected", USED_UP)
def test_used_up_on(purchases, days_per_unit, expected):
    bought = [(day(text), units) for text, units in purchases]
    assert occasions.used_up_on(bought, days_per_unit) == day(expected)


@cases("days delay until expected", QUIET)
def test_quiet_spells(days, delay, until, expected):
    found = occasions.quiet_spells("dormant", map(day, days), delay, day(until))
    assert ", ".join(f"{one.counted:%m-%d} {one.day:%m-%d}" for one in found) == expected


dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))
parts = st.one_of(st.integers(), st.text(), st.text("a/%"), dates)


@example(one=["a/b"], other=["a", "b"])
@example(one=["a%2Fb"], other=["a/b"])
@given(one=st.lists(parts, max_size=3), other=st.lists(parts, max_size=3))
def test_sources_that_differ_have_keys_that_differ(one, other):
    same = list(map(str, one)) == list(map(str, other))
    assert (entry.occasion_key(7, 120, one) == entry.occasion_key(7, 120, other)) == same


@given(step=st.text("a/1", min_size=1), other=st.text("a/1", min_size=1), attempt=st.integers(1, 30))
def test_contacts_that_differ_have_keys_that_differ(step, other, attempt):
    today = date(2026, 7, 1)
    key = entry.contact_key("7/120/purchase/1", Due(step, today, today, attempt))
    later = entry.contact_key("7/120/purchase/1", Due(step, today + timedelta(days=9), today, attempt))
    assert key == later, "a contact stays the same when it is postponed"
    assert (key == entry.contact_key("7/120/purchase/1", Due(other, today, today, attempt))) == (step == other)
    assert key != entry.contact_key("7/120/purchase/1", Due(step, today, today, attempt + 1))


@given(last=dates, begins=dates)
def test_nothing_of_a_run_that_begins_now_lies_behind(last, begins):
    spell = Occasion(("dormant", last), TWO_MONTHS.after(last), last)
    for one in entry.counting([spell], "from_now", begins):
        assert start(LADDER, one.counted_day, one.day).planned >= begins


@given(first=dates, shift=st.integers(-60, 60), begins=dates, days=st.integers(0, 800))
def test_an_anniversary_comes_once_however_the_period_is_cut(first, shift, begins, days):
    ends = begins + timedelta(days=days)
    whole = occasions.anniversaries("birthday", first, shift, begins, ends)
    daily = [
        one
        for count in range(days + 1)
        for one in occasions.anniversaries(
            "birthday", first, shift, begins + timedelta(days=count), begins + timedelta(days=count)
        )
    ]
    assert whole == daily
    assert len({one.source for one in whole}) == len(whole)
