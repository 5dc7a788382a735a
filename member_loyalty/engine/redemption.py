"""What a claimed reward costs in points, and whether the program's conditions allow it."""

from dataclasses import dataclass
from math import ceil

from .rounding import as_decimal, round_points


@dataclass(frozen=True)
class Claim:
    """One reward claimed in an order: all lines with the same identifier.

    :param per_point: currency that one point takes off the bill; 0 when the reward has a fixed price in points
    :param required: points that the reward asks for, each time
    :param takes_all: the reward uses the whole balance
    :param discount: what the claim takes off the bill with taxes, positive, in the order's currency
    :param times: how often a fixed reward was claimed (free units ÷ units per reward)
    :param claimed: points that the till showed and the member agreed to, 0 when it doesn't say
    :param tolerance: how far ``discount`` may be off, because a discount is a line for each tax, and each is rounded
    :param untouched: fixed taxes on the bill, which a discount of all that is due leaves where they are
    """

    required: float
    per_point: float = 0
    takes_all: bool = False
    discount: float = 0
    times: float = 1
    claimed: float = 0
    tolerance: float = 0
    untouched: float = 0


@dataclass(frozen=True)
class Conditions:
    """What a program asks of those who spend; 0 asks nothing.

    :param minimum: least points to spend in one order
    :param multiple: points are spent in steps of so many
    :param share: most per cent of an order that points may pay
    :param periods: list of (first day, last day) in which points can be spent, None for the open end; an empty list
        is always
    """

    minimum: float = 0
    multiple: float = 0
    share: float = 0
    periods: tuple = ()


def cost(claim, balance):
    """Points that a claim costs: what was claimed, as far as that is what its lines are worth.

    :param balance: points of the card before the claim
    :return: Decimal, rounded

    >>> from decimal import Decimal
    >>> cost(Claim(required=200, times=2), Decimal(1000))
    Decimal('400.00')
    >>> cost(Claim(required=1, per_point=0.05, discount=12.5), Decimal(1000))
    Decimal('250.00')
    >>> cost(Claim(required=100, takes_all=True), Decimal(1000))
    Decimal('1000.00')

    Two lines of 10.00, of which each tax took a hundredth, are 200 points; two lines of 9 aren't:

    >>> [cost(Claim(1, 0.1, discount=off, claimed=200, tolerance=0.02), Decimal(1000)) for off in (19.98, 20.02, 18)]
    [Decimal('200.00'), Decimal('200.00'), Decimal('180.00')]

    A fixed reward that isn't taken whole costs as much as the till says, between its part and the whole:

    >>> [cost(Claim(50, times=0.5, claimed=claimed), Decimal(1000)) for claimed in (0, 50, 500)]
    [Decimal('25.00'), Decimal('50.00'), Decimal('50.00')]
    """
    required = as_decimal(claim.required)
    if claim.takes_all:
        return max(round_points(balance), round_points(required))
    claimed = as_decimal(claim.claimed)
    if claim.per_point:
        points = claimed if _is_worth(claim, claimed) else as_decimal(claim.discount) / as_decimal(claim.per_point)
        return max(round_points(points), round_points(required))
    least, most = (required * as_decimal(times) for times in (claim.times, ceil(claim.times)))
    return round_points(min(max(claimed, least), most) if claimed.is_finite() else least)


def _is_worth(claim, claimed):
    """Whether the lines take off as much as the points that were claimed are worth."""
    if not claimed.is_finite() or claimed <= 0:
        return False
    more = claimed * as_decimal(claim.per_point) - as_decimal(claim.discount)
    tolerance = as_decimal(claim.tolerance)
    return -tolerance <= more <= tolerance + as_decimal(claim.untouched)


def most_off(mode, value, goods, maximum=0, balance=None):
    """How much a reward of a discount takes off at most.

    :param mode: 'percent', 'per_order' or 'per_point'
    :param value: per cent, or currency, off in all or for a point
    :param goods: what it discounts, in the order's currency
    :param maximum: the reward's own, 0 when there is none
    :param balance: points on the card, of a reward that takes them all; otherwise None: what is off is paid by its cost

    >>> most_off("percent", 10, 80.0), most_off("percent", 10, 80.0, maximum=5)
    (8.0, 5)
    >>> most_off("per_order", 5, 80.0), most_off("per_order", 5, 3.0)
    (5, 3.0)
    >>> most_off("per_point", 0.1, 80.0), most_off("per_point", 0.1, 80.0, balance=50)
    (80.0, 5.0)
    """
    most = {
        "percent": goods * value / 100,
        "per_order": value,
        "per_point": goods if balance is None else balance * value,
    }[mode]
    return min(most, goods, maximum or most)


def broken_conditions(conditions, spent, discount, order_amount, day, tolerance=0.01):
    """Conditions that spending breaks.

    :param conditions: :class:`Conditions`
    :param spent: points spent in the order, Decimal
    :param discount: what they take off the bill, in the order's currency
    :param order_amount: the bill before that, in the order's currency
    :param date day: the store's day of the order
    :param tolerance: how far ``discount`` and ``order_amount`` may be off by rounding
    :return: list of 'minimum', 'multiple', 'share' and 'period'

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> day = date(2026, 3, 2)
    >>> conditions = Conditions(minimum=100, multiple=50, share=20, periods=((date(2026, 3, 1), date(2026, 3, 7)),))
    >>> broken_conditions(conditions, Decimal(150), 7.5, 80.0, day)
    []
    >>> broken_conditions(conditions, Decimal(75), 20.0, 80.0, date(2026, 3, 8))
    ['minimum', 'multiple', 'share', 'period']
    """
    broken = {
        "minimum": spent < as_decimal(conditions.minimum),
        "multiple": conditions.multiple and spent % as_decimal(conditions.multiple),
        # Rounding is nobody's fault.
        "share": conditions.share
        and as_decimal(discount)
        > as_decimal(order_amount) * as_decimal(conditions.share) / 100 + as_decimal(tolerance),
        "period": conditions.periods and not any(_is_in(day, *period) for period in conditions.periods),
    }
    return [name for name, is_broken in broken.items() if is_broken]


def _is_in(day, first, last):
    return (first is None or first <= day) and (last is None or day <= last)
