"""What a claimed reward costs in points, and whether the program's conditions allow it."""

from dataclasses import dataclass
from decimal import Decimal

from .rounding import as_decimal, round_points


@dataclass(frozen=True)
class Claim:
    """One reward claimed in an order: all lines with the same identifier.

    :param per_point: currency that one point takes off the bill; 0 when the reward has a fixed price in points
    :param required: points that the reward asks for, each time
    :param takes_all: the reward uses the whole balance
    :param discount: what the claim takes off the bill with taxes, positive, in the order's currency
    :param times: how often a fixed reward was claimed (free units ÷ units per reward)
    """

    required: float
    per_point: float = 0
    takes_all: bool = False
    discount: float = 0
    times: float = 1


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
    """Points that a claim costs.

    :param balance: points of the card before the claim
    :return: Decimal, rounded

    >>> from decimal import Decimal
    >>> cost(Claim(required=200, times=2), Decimal(1000))
    Decimal('400.00')
    >>> cost(Claim(required=1, per_point=0.05, discount=12.5), Decimal(1000))
    Decimal('250.00')
    >>> cost(Claim(required=100, takes_all=True), Decimal(1000))
    Decimal('1000.00')
    """
    if claim.takes_all:
        return round_points(balance)
    if claim.per_point:
        points = as_decimal(claim.discount) / as_decimal(claim.per_point)
        return max(round_points(points), round_points(claim.required))
    return round_points(as_decimal(claim.required) * as_decimal(claim.times))


def broken_conditions(conditions, spent, discount, order_amount, day):
    """Conditions that spending breaks.

    :param conditions: :class:`Conditions`
    :param spent: points spent in the order, Decimal
    :param discount: what they take off the bill, in the order's currency
    :param order_amount: the bill before that, in the order's currency
    :param date day: the store's day of the order
    :return: list of 'minimum', 'multiple', 'share' and 'period'

    >>> from datetime import date
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
        # A cent of rounding is nobody's fault.
        "share": conditions.share
        and as_decimal(discount) > as_decimal(order_amount) * as_decimal(conditions.share) / 100 + Decimal("0.01"),
        "period": conditions.periods and not any(_is_in(day, *period) for period in conditions.periods),
    }
    return [name for name, is_broken in broken.items() if is_broken]


def _is_in(day, first, last):
    return (first is None or first <= day) and (last is None or day <= last)
