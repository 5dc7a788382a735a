"""What points are worth, and how many of them nobody will ever spend."""

from dataclasses import dataclass
from decimal import Decimal

from .rounding import as_decimal

#: with fewer lots that came to their end, a share would be a guess
ENOUGH_LOTS = 100


@dataclass(frozen=True)
class Reward:
    """A reward as far as its price matters.

    :param required: points that it asks for
    :param discount: what it takes off a bill; by point when ``per_point``, else by order
    """

    required: float
    discount: float
    per_point: bool = False


def point_value(rewards):
    """What one point takes off a bill: by the discount per point if there is one, else by the best reward.

    :param rewards: list of :class:`Reward`; those whose discount depends on the bill are left out by the caller
    :return: Decimal in the program's currency, 0 when no reward has a value in money

    >>> point_value([Reward(100, 5), Reward(80, 8)])
    Decimal('0.1')
    >>> point_value([Reward(80, 8), Reward(1, 0.05, per_point=True)])
    Decimal('0.05')
    >>> point_value([])
    Decimal('0')
    """
    per_point = [as_decimal(reward.discount) for reward in rewards if reward.per_point]
    if per_point:
        return max(per_point)
    return max(
        (as_decimal(reward.discount) / as_decimal(reward.required) for reward in rewards if reward.required),
        default=Decimal(0),
    )


def breakage(expired, spent, lots):
    """The share of points that expired, among the lots that came to their end.

    :param expired: points of these lots that expired
    :param spent: points of these lots that were spent or taken back
    :param lots: how many lots ended
    :return: share between 0 and 1, or None when the history is too short to tell

    >>> breakage(250, 750, lots=400)
    Decimal('0.25')
    >>> breakage(250, 750, lots=3) is None
    True
    """
    ended = as_decimal(expired) + as_decimal(spent)
    if lots < ENOUGH_LOTS or not ended:
        return None
    return as_decimal(expired) / ended
