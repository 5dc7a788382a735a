"""What a claimed reward costs in points."""

from dataclasses import dataclass

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
