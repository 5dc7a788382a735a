"""The calculations behind members' metrics hold for any figures, and agree with what was published."""

import csv
import importlib.util
from collections import Counter
from datetime import date, timedelta
from math import comb
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from odoo.addons.member_analytics.engine import bgnbd, classes, intervals, pairs, scores

DAYS = st.lists(st.dates(date(2023, 1, 1), date(2026, 12, 31)), max_size=30)
AMOUNTS = st.lists(st.integers(-50, 200), min_size=1, max_size=40)


# ── Intervals ─────────────────────────────────────────────────────────────────────────────────────────────────


@given(DAYS)
def test_gaps_span_first_to_last(days):
    found = intervals.gaps(days)
    assert all(gap > 0 for gap in found)
    assert sum(found) == ((max(days) - min(days)).days if days else 0)


@given(DAYS)
def test_next_purchase_lies_ahead(days):
    expected = intervals.expected_on(days)
    assert expected is None if len(set(days)) < 2 else expected > max(days)


# ── Scores ────────────────────────────────────────────────────────────────────────────────────────────────────


@given(AMOUNTS, st.integers(2, 10))
def test_scores_follow_values(values, parts):
    cuts = scores.quantile_cuts(values, parts)
    given_scores = {value: scores.score(value, cuts) for value in values}
    assert all(1 <= one <= parts for one in given_scores.values())
    ranked = [given_scores[value] for value in sorted(values)]
    assert ranked == sorted(ranked)
    assert len(values) == 1 or given_scores[min(values)] == 1


@given(st.integers(1, 200), st.integers(2, 10))
def test_parts_are_equal_without_ties(size, parts):
    values = range(size * parts)
    found = Counter(scores.score(value, scores.quantile_cuts(values, parts)) for value in values)
    assert set(found.values()) == {size}


@pytest.mark.parametrize("parts", range(2, 11))
def test_every_score_has_a_group(parts):
    scale = range(1, parts + 1)
    assert all(scores.rfm_group(r, f, m, parts) for r in scale for f in scale for m in scale)


# ── Classes ───────────────────────────────────────────────────────────────────────────────────────────────────


@given(AMOUNTS)
def test_abc_covers_the_share_that_it_says(amounts):
    spends = dict(enumerate(amounts))
    found = classes.abc(spends)
    whole = sum(amount for amount in amounts if amount > 0)
    best = sum(spends[member] for member in spends if found[member] == "a")
    assert best >= 0.8 * whole
    smallest = min((spends[member] for member in spends if found[member] == "a"), default=0)
    assert best - smallest <= 0.8 * whole
    assert all(found[member] == "c" for member in spends if spends[member] <= 0)


@given(st.integers(0, 2000))
def test_states_follow_days(ago):
    day = date(2026, 5, 1)
    limits = [day - timedelta(days=days) for days in (90, 180, 365)]
    order = classes.STATES.index(classes.recency_state(day - timedelta(days=ago), limits))
    assert order == sum(ago > days for days in (90, 180, 365))


# ── BG/NBD ────────────────────────────────────────────────────────────────────────────────────────────────────


def cdnow():
    """The sample of 2,357 customers that the model was published with, from a package that carries it."""
    package = Path(importlib.util.find_spec("lifetimes").origin).parent
    with (package / "datasets" / "cdnow_customers_summary.csv").open() as file:
        customers = Counter(
            (int(row["frequency"]), float(row["recency"]), float(row["T"])) for row in csv.DictReader(file)
        )
    return [(*customer, number) for customer, number in customers.items()]


def test_fit_is_the_published_one():
    """Table 2 of Fader, Hardie and Lee (2005)."""
    groups = cdnow()
    assert sum(number for *_what, number in groups) == 2357
    found = bgnbd.fit(groups)
    assert [round(value, 3) for value in (found.r, found.a, found.b)] == [0.243, 0.793, 2.426]
    assert found.alpha == pytest.approx(4.414, abs=0.001)
    assert bgnbd.log_likelihood(found, groups) == pytest.approx(-9582.4, abs=0.05)


def test_fit_does_not_depend_on_the_unit_of_time():
    weeks = cdnow()
    days = bgnbd.fit([(x, 7 * t_x, 7 * observed, number) for x, t_x, observed, number in weeks])
    assert days.alpha / 7 == pytest.approx(bgnbd.fit(weeks).alpha, rel=1e-3)


@pytest.mark.parametrize("groups", [[], [(0, 0, 10, 5000)], [(3, 5, 10, 50)], [(1, 0, 0, 5000)]])
def test_too_few_to_tell(groups):
    with pytest.raises(bgnbd.TooFew):
        bgnbd.fit(groups)


PARAMETERS = st.builds(bgnbd.Parameters, *[st.floats(0.1, 20)] * 4)


@given(PARAMETERS, st.integers(0, 60), st.floats(0, 500), st.floats(0, 500))
def test_alive_is_a_probability_that_silence_lowers(parameters, x, t_x, silence):
    sooner = bgnbd.probability_alive(parameters, x, t_x, t_x + silence)
    later = bgnbd.probability_alive(parameters, x, t_x, t_x + silence + 10)
    assert 0 <= later <= sooner <= 1


@given(PARAMETERS, st.integers(0, 60), st.floats(1, 500), st.floats(0.1, 100))
def test_more_time_brings_more_purchases(parameters, x, observed, ahead):
    some = bgnbd.purchases_if_alive(parameters, x, observed, ahead)
    more = bgnbd.purchases_if_alive(parameters, x, observed, 2 * ahead)
    assert -1e-6 <= some <= more + 1e-6


# ── Bought together ───────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_chance_is_fishers(both, first, second, neither):
    """Against the sum over all tables of the same margins, in whole numbers."""
    left, right, baskets = both + first, both + second, both + first + second + neither
    if not left or not right:
        return
    pair = pairs.Pair(both, left, right, baskets)
    ways = sum(comb(left, met) * comb(baskets - left, right - met) for met in range(both, min(left, right) + 1))
    assert pair.chance == pytest.approx(ways / comb(baskets, right), rel=1e-6, abs=1e-9)
    assert 0 <= pair.support <= pair.confidence <= 1


@given(st.lists(st.floats(0, 1), max_size=30), st.integers(0, 100))
@example([0.0, 0.0, 0.783520925795943], 0)
def test_false_discovery_steps_up(chances, others):
    """What is shown up to a rate is what the procedure of Benjamini and Hochberg rejects at it."""
    rates, tests = pairs.false_discovery(chances, len(chances) + others), len(chances) + others
    assert all(rate >= chance or rate == 1 for rate, chance in zip(rates, chances, strict=True))
    for level in (0.01, 0.05, 0.2):
        ranked = sorted(chances)
        last = max((rank for rank, chance in enumerate(ranked, 1) if chance * tests / rank <= level), default=0)
        assert sum(rate <= level for rate in rates) >= last
        assert all(chance <= ranked[last - 1] for chance, rate in zip(chances, rates, strict=True) if rate <= level)
