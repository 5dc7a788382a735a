"""What must hold for any numbers, not only for the examples in the docstrings."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.member_loyalty.engine import allocation, clawback, earning, numbering, rounding, tiers

EAN_CARDS = numbering.Scheme("046", 13, "ean")
LUHN_CARDS = numbering.Scheme("77", 12, "luhn")

cents = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2)
expiries = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
lines = st.lists(
    st.builds(
        earning.Line,
        product=st.integers(1, 4),
        quantity=st.integers(1, 5),
        total=st.floats(0.01, 500).map(lambda amount: round(amount, 2)),
        untaxed=st.just(1.0),
    ),
    max_size=6,
)


@given(earned=cents, returns=st.lists(cents, min_size=1, max_size=12))
def test_partial_refunds_take_back_exactly_what_was_earned(earned, returns):
    sold = sum(returns)
    taken = Decimal(0)
    for count in range(1, len(returns) + 1):
        due = clawback.due(earned, float(sold), float(sum(returns[:count])), taken)
        assert due >= 0
        taken += due
    assert taken == earned
    assert clawback.due(earned, float(sold), float(sold) * 2, taken) == 0


@given(debit=cents, lots=st.lists(st.tuples(cents, expiries), max_size=8))
def test_debits_use_what_is_there_soonest_expiry_first(debit, lots):
    credits = [allocation.Credit(number, left, expires) for number, (left, expires) in enumerate(lots)]
    taken = dict(allocation.allocate(debit, credits))
    assert sum(taken.values()) == min(debit, sum(credit.left for credit in credits))
    for credit in credits:
        assert taken.get(credit.id, 0) <= credit.left
        sooner = [other for other in credits if (other.expires or date.max) < (credit.expires or date.max)]
        if credit.id in taken:
            assert all(taken.get(other.id) == other.left for other in sooner)


@given(lines=lines, multiplier=st.sampled_from([1, 1.5, 2, 3]))
def test_earning_ignores_the_order_of_lines_and_own_rewards(lines, multiplier):
    rules = [earning.Rule("money", 1), earning.Rule("unit", 2, products=frozenset({1, 2}))]
    points = earning.earned_points(7, rules, lines, multiplier)
    assert points == earning.earned_points(7, rules, lines[::-1], multiplier)
    own = earning.Line(9, 1, -20.0, -20.0, is_reward=True, reward_program=7)
    back = earning.Line(1, -1, -20.0, -20.0, is_refund=True)
    assert points == earning.earned_points(7, rules, [*lines, own, back], multiplier)


@given(points=st.floats(-1e6, 1e6))
def test_rounding_moves_by_half_a_hundredth_at_most(points):
    assert abs(rounding.round_points(points) - rounding.as_decimal(points)) <= Decimal("0.005")


@given(sequence=st.integers(1, 99_999_999), position=st.integers(0, 8), step=st.integers(1, 9))
def test_a_wrong_digit_is_never_a_member_or_card_number(sequence, position, step):
    for make, check in (
        (numbering.member_number, numbering.is_member_number),
        (EAN_CARDS.number, EAN_CARDS.is_number),
        (LUHN_CARDS.number, LUHN_CARDS.is_number),
    ):
        number = make(sequence)
        wrong = (int(number[-1 - position]) + step) % 10
        mistyped = number[: len(number) - 1 - position] + str(wrong) + number[len(number) - position :]
        assert check(number)
        assert not check(mistyped)


@given(spend=cents, more=cents)
def test_buying_more_never_gives_a_lower_tier(spend, more):
    ladder = [tiers.Tier(rank, rank, tiers.Terms(spend=rank * 500)) for rank in range(5)]
    before, _met = tiers.reached_tier(ladder, dict.fromkeys(range(5), tiers.Figures(spend, spend)))
    after, _met = tiers.reached_tier(ladder, dict.fromkeys(range(5), tiers.Figures(spend + more, spend + more)))
    assert after.rank >= before.rank


def test_windows_end_on_the_day_itself():
    """A lot that expires today is used before one that expires tomorrow."""
    today = date(2026, 2, 28)
    credits = [
        allocation.Credit(1, Decimal(5), today + timedelta(days=1)),
        allocation.Credit(2, Decimal(5), today),
    ]
    assert allocation.allocate(Decimal(5), credits) == [(2, Decimal(5))]
