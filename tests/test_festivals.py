"""Festivals fall on the days that were published, and a second library says the same; what differs is explained."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest
from hijridate import Gregorian
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.member_followup.engine import festival
from odoo.addons.member_followup.engine.festival import Rule

from festivals import PUBLISHED, YEARS

FIRST, LAST = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)


def in_years(days):
    """
    :return: dict of years and their dates
    """
    found = defaultdict(list)
    for day in sorted(days):
        found[day.year].append(day)
    return dict(found)


def differences(days, published):
    """
    :return: dict of the years in which days aren't those published, and what they are instead
    """
    days, published = in_years(days), in_years(published)
    return {year: days.get(year, []) for year in YEARS if days.get(year) != published.get(year)}


# ── The engine and what is published ──────────────────────────────────────────────────────────────────────────

#: why the rule gives another day than is published, which the record therefore has by hand
BY_HAND = {
    ("seollal", "2027-02-07"): "The moon is new at 23:56 in Beijing, and past midnight in Seoul.",
    ("seollal", "2028-01-27"): "The moon is new at 23:12 in Beijing, and past midnight in Seoul.",
    ("tet", "2030-02-02"): "The moon is new at 00:07 in Beijing, and before midnight in Hanoi.",
}


def engine_dates(name, corrections=None):
    published = PUBLISHED[name]
    rule = Rule(**published.rule)
    if rule.kind == "dates":
        rule = Rule("dates", dates=tuple(published.dates()))
    festival.check(rule)
    return festival.dates_between(rule, FIRST, LAST, corrections)


def test_enough_is_published():
    assert len(PUBLISHED) >= 25
    assert len({country for published in PUBLISHED.values() for country in published.countries.split()}) >= 10


@pytest.mark.parametrize("name", PUBLISHED)
def test_table_is_sound(name):
    """Whoever mistypes a day mostly takes it from its year, its order or its usual distance."""
    days = PUBLISHED[name].dates()
    assert days == sorted(set(days))
    assert {day.year for day in days} == set(YEARS)
    assert all(350 <= (later - day).days <= 390 for day, later in pairwise(days))
    assert set(PUBLISHED[name].dates_by_hand()) <= set(days)


@pytest.mark.parametrize("name", PUBLISHED)
def test_engine_gives_what_is_published(name):
    published = PUBLISHED[name]
    assert engine_dates(name, festival.by_year(published.dates_by_hand())) == published.dates()


@pytest.mark.parametrize("name", PUBLISHED)
def test_days_by_hand_are_those_that_need_it(name):
    published = PUBLISHED[name]
    needed = differences(engine_dates(name), published.dates())
    assert set(needed) == {day.year for day in published.dates_by_hand()}
    assert {day for key, day in BY_HAND if key == name} == set(published.by_hand.split())


# ── The second library ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Oracle:
    """Where `holidays` has a festival.

    :param festival: its key in the table
    :param country: whose holidays have it
    :param name: what it is called there
    :param of_days: 'first' or 'last' of each year where more days have the name, else 'all'
    :param offset: days from those to the festival
    :param part: a part of the country
    """

    festival: str
    country: str
    name: str
    of_days: str = "all"
    offset: int = 0
    part: str | None = None

    def dates(self):
        country = getattr(holidays, self.country)
        found = country(
            years=YEARS,
            subdiv=self.part,
            observed=False,
            categories=country.supported_categories,
            language="en_US" if "en_US" in country.supported_languages else None,
        )
        names = {day: [name.removesuffix(" (estimated)") for name in found.get_list(day)] for day in found}
        days = in_years(day for day in names if self.name in names[day])
        kept = {"first": slice(0, 1), "last": slice(-1, None), "all": slice(None)}[self.of_days]
        return [day + timedelta(self.offset) for year in days.values() for day in year[kept]]


# Saudi Arabia's Eid al-Fitr isn't here: it begins with the days off, in many years on the last of Ramadan.
ORACLES = [
    Oracle("new_year", "US", "New Year's Day"),
    Oracle("three_kings", "ES", "Epiphany"),
    Oracle("valentine", "US", "Valentine's Day"),
    Oracle("showa_day", "JP", "Showa Day"),
    Oracle("national_day_cn", "HK", "National Day"),
    Oracle("halloween", "US", "Halloween"),
    Oracle("christmas", "DE", "Christmas Day"),
    Oracle("coming_of_age", "JP", "Coming of Age Day"),
    # Spain's isn't known, Lithuania's follows the same rule.
    Oracle("mother_es", "LT", "Mother's Day"),
    Oracle("mother", "US", "Mother's Day"),
    Oracle("father", "US", "Father's Day"),
    Oracle("thanksgiving", "US", "Thanksgiving Day"),
    Oracle("black_friday", "US", "Day After Thanksgiving", part="CA"),
    Oracle("good_friday", "GB", "Good Friday"),
    Oracle("easter", "US", "Easter Sunday"),
    Oracle("easter_monday", "DE", "Easter Monday"),
    Oracle("orthodox_easter", "GR", "Easter Monday", offset=-1),
    Oracle("new_year_eve_cn", "TW", "Chinese New Year's Eve", of_days="last"),
    Oracle("new_year_cn", "TW", "Chinese New Year", of_days="first"),
    Oracle("new_year_cn", "CN", "Chinese New Year (Spring Festival)", of_days="first"),
    Oracle("qingming", "CN", "Tomb-Sweeping Day"),
    Oracle("dragon_boat", "CN", "Dragon Boat Festival"),
    Oracle("mid_autumn", "CN", "Mid-Autumn Festival"),
    Oracle("double_ninth", "HK", "Double Ninth Festival"),
    Oracle("seollal", "KR", "Korean New Year"),
    Oracle("chuseok", "KR", "Chuseok"),
    Oracle("tet", "VN", "Lunar New Year"),
    Oracle("islamic_new_year", "AE", "Islamic New Year"),
    Oracle("eid_al_fitr", "AE", "Eid al-Fitr"),
    Oracle("eid_al_adha", "AE", "Eid al-Adha"),
    Oracle("eid_al_adha", "SA", "Eid al-Adha Holiday", of_days="first"),
    Oracle("diwali", "IN", "Diwali"),
    Oracle("diwali", "KE", "Diwali"),
]
#: what the library has in a country instead of what is published, and why
EXPLAINED = {
    ("eid_al_adha", "AE", 2025): ("2025-06-04", "Its list of the Emirates is two days early; all announced the 6th."),
    ("diwali", "KE", 2025): ("2025-11-19", "Its Diwali of most countries takes a new moon late; India's is right."),
    ("diwali", "KE", 2027): ("2027-10-28", "Its Diwali of most countries is a day before that of the almanacs."),
    ("diwali", "KE", 2028): ("2028-11-15", "Its Diwali of most countries takes a new moon late; India's is right."),
}


@pytest.mark.parametrize("oracle", ORACLES, ids=lambda oracle: f"{oracle.festival}-{oracle.country}")
def test_second_library_says_the_same(oracle):
    found = differences(oracle.dates(), PUBLISHED[oracle.festival].dates())
    told = {year: " ".join(map(str, days)) for year, days in found.items()}
    assert told == {
        year: days for (name, country, year), (days, _why) in EXPLAINED.items() if (name, country) == key(oracle)
    }


def key(oracle):
    return oracle.festival, oracle.country


def test_nothing_is_explained_that_nobody_says():
    assert {(name, country) for name, country, _year in EXPLAINED} <= {key(oracle) for oracle in ORACLES}


def test_all_but_a_few_are_in_the_second_library():
    without = PUBLISHED.keys() - {oracle.festival for oracle in ORACLES}
    assert without == {
        *("white_day", "mother_mx", "day_of_the_dead", "singles_day"),
        *("advent", "mothering_sunday", "lantern", "qixi"),
    }


# ── Whatever the rule ─────────────────────────────────────────────────────────────────────────────────────────

months = st.integers(1, 12)
offsets = st.integers(-festival.MOST_OFFSET, festival.MOST_OFFSET)
days_of_moon = st.one_of(st.integers(1, 30), st.just(festival.LAST))
rules = st.one_of(
    st.builds(Rule, st.just("fixed"), month=months, day=st.one_of(st.integers(1, 28), st.just(-1)), offset=offsets),
    st.builds(
        Rule,
        st.just("weekday"),
        month=months,
        weekday=st.integers(0, 6),
        nth=st.integers(-5, 5).filter(bool),
        offset=offsets,
    ),
    st.builds(Rule, st.sampled_from(["easter", "orthodox"]), offset=offsets),
    st.builds(Rule, st.sampled_from(["chinese", "hijri"]), month=months, day=days_of_moon, offset=offsets),
    st.builds(Rule, st.just("term"), nth=st.integers(1, 24), offset=offsets),
    st.builds(
        Rule,
        st.just("dates"),
        dates=st.lists(st.dates(date(1990, 1, 1), date(2060, 12, 31)), min_size=1, max_size=9).map(tuple),
    ),
)
days = st.dates(date(1990, 1, 1), date(2034, 12, 31))
corrections = st.lists(st.dates(date(1990, 1, 1), date(2036, 12, 31)), max_size=12).map(festival.by_year)
years = st.integers(1990, 2034)


@given(rules, days, days, corrections)
def test_a_period_has_its_days_of_every_year(rule, one, other, by_hand):
    first, last = sorted((one, other))
    found = festival.dates_between(rule, first, last, by_hand)
    assert found == sorted(set(found))
    all_days = {
        day
        for year in range(first.year, last.year + 1)
        for day in festival.dates_between(rule, date(year, 1, 1), date(year, 12, 31), by_hand)
    }
    assert found == sorted(day for day in all_days if first <= day <= last)


@given(rules, years, corrections)
def test_days_by_hand_win(rule, year, by_hand):
    found = festival.dates_between(rule, date(year, 1, 1), date(year, 12, 31), by_hand)
    assert found == (by_hand[year] if year in by_hand else festival.dates_in(rule, year))


@given(rules, days, corrections)
def test_next_is_the_least_of_those_after(rule, after, by_hand):
    found = festival.next_date(rule, after, by_hand)
    later = festival.dates_between(rule, after + timedelta(1), date(after.year + festival.YEARS_AHEAD, 12, 31), by_hand)
    assert found == (later[0] if later else None)


@given(rules)
def test_what_makes_sense_is_accepted_and_comes(rule):
    assert festival.fault(rule) is None
    assert rule.kind == "dates" or festival.next_date(rule, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("kind", Rule("lunar")),
        *(("month", Rule(kind, month=month)) for kind in ("fixed", "weekday", "chinese", "hijri") for month in (0, 13)),
        *(("day", Rule(kind, month=2, day=day)) for kind in ("fixed", "chinese", "hijri") for day in (-2, 0, 31)),
        ("day", Rule("fixed", month=2, day=30)),
        ("day", Rule("fixed", month=4, day=31)),
        *(("weekday", Rule("weekday", weekday=weekday)) for weekday in (-1, 7)),
        *(("nth", Rule("weekday", nth=nth)) for nth in (-6, 0, 6)),
        *(("nth", Rule("term", nth=nth)) for nth in (-1, 0, 25)),
        *(("offset", Rule(kind, offset=days)) for kind in festival.YEARS for days in (-181, 181)),
        ("dates", Rule("dates")),
    ],
)
def test_what_makes_no_sense_is_refused(field, rule):
    """The message names what was entered, and says what to enter."""
    assert festival.fault(rule)[0] == field
    entered = "No date" if field == "dates" else str(getattr(rule, field))
    with pytest.raises(ValueError, match=rf"{entered}.*\. (Choose|List|Start)"):
        festival.check(rule)


def test_rare_days_are_waited_for():
    """A fifth Monday of February, after 2072, is that of 2112."""
    for leap_year in (year for year in range(1904, 2150, 4) if year != 2100):
        leap_day = date(leap_year, 2, 29)
        rule = Rule("weekday", month=2, weekday=leap_day.weekday(), nth=5)
        assert festival.next_date(rule, leap_day) > leap_day
    assert festival.next_date(Rule("weekday", month=2, weekday=0, nth=5), date(2072, 2, 29)) == date(2112, 2, 29)


@pytest.mark.parametrize("kind", festival.YEARS)
@pytest.mark.parametrize("offset", [-festival.MOST_OFFSET, 0, festival.MOST_OFFSET])
def test_known_years_are_known_whole(kind, offset):
    known = festival.YEARS[kind]
    for month in (1, 12):
        rule = Rule(kind, month=month, offset=offset)
        found = festival.dates_between(rule, date(known[0], 1, 1), date(known[-1], 12, 31))
        assert len(found) > len(known) - 3
    for year in (known[0] - 1, known[-1] + 1):
        with pytest.raises(ValueError, match=rf"Enter the dates of {year} by hand"):
            festival.dates_in(rule, year)
        by_hand = [date(year, 5, 1)]
        assert festival.dates_between(rule, date(year, 1, 1), date(year, 12, 31), {year: by_hand}) == by_hand


# ── Calendars ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_chinese_months_are_whole():
    """Each begins a moon after the one before, or two where a leap month lies between; the eve is before New Year."""
    for year in festival.YEARS["chinese"]:
        (new_year,) = festival.dates_in(Rule("chinese", month=1, day=1), year)
        assert date(year, 1, 20) < new_year < date(year, 2, 22)
        assert festival.dates_in(Rule("chinese", month=12, day=festival.LAST), year) == [new_year - timedelta(1)]
        starts = [festival.next_date(Rule("chinese", month=month), new_year - timedelta(1)) for month in range(1, 12)]
        gaps = [(later - day).days for day, later in pairwise(starts)]
        assert all(gap in (29, 30) or 58 <= gap <= 60 for gap in gaps)
        assert sum(gap > 30 for gap in gaps) <= 1


def test_leap_month_has_no_festival():
    """2025 has a second sixth month before Qixi, 2033 one after the eleventh, which many tables put elsewhere."""
    assert festival.dates_in(Rule("chinese", month=6, day=1), 2025) == [date(2025, 6, 25)]
    assert festival.dates_in(Rule("chinese", month=7, day=1), 2025) == [date(2025, 8, 23)]
    assert festival.dates_in(Rule("chinese", month=11, day=1), 2033) == [date(2033, 11, 22)]
    assert festival.dates_in(Rule("chinese", month=12, day=1), 2034) == [date(2034, 1, 20)]


@given(months, st.integers(1, 29), st.integers(1930, 2070))
def test_hijri_days_are_what_they_say(month, day, year):
    found = festival.dates_in(Rule("hijri", month=month, day=day), year)
    assert len(found) in (0, 1, 2)
    for one in found:
        assert type(one) is date
        assert Gregorian.fromdate(one).to_hijri().datetuple()[1:] == (month, day)


@given(st.integers(1, 11), st.sampled_from(["chinese", "hijri"]), years)
def test_last_day_is_before_the_next_month(month, kind, year):
    if kind == "chinese":
        # But for a leap month between, which only the year's other months can tell.
        last = festival.next_date(Rule(kind, month=month, day=festival.LAST), date(year, 1, 1))
        first = festival.next_date(Rule(kind, month=month + 1), last)
        assert (first - last).days in (1, 30, 31)
    else:
        before = Rule(kind, month=month + 1, day=1, offset=-1)
        assert festival.dates_in(Rule(kind, month=month, day=festival.LAST), year) == festival.dates_in(before, year)
