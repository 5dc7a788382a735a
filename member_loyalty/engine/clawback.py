"""What a refund takes back, so that partial refunds add up to the whole."""

from decimal import Decimal

from .rounding import as_decimal, round_points


def due(earned, sold, returned, already):
    """Points to take back now for all that has been returned of an order so far.

    Cumulative: each refund takes the rounded share of everything returned, less what earlier ones took. The
    roundings so never add up to more or less than the order earned.

    :param earned: points that the order earned
    :param sold: what all of the order weighs: its amount, or its lines' shares in the points
    :param returned: the same of what was returned so far, this refund included, positive
    :param already: points that earlier refunds took back
    :return: Decimal, 0 when nothing is left to take

    >>> due(Decimal(10), 30.0, 10.0, Decimal(0))
    Decimal('3.33')
    >>> due(Decimal(10), 30.0, 20.0, Decimal('3.33'))
    Decimal('3.34')
    >>> due(Decimal(10), 30.0, 30.0, Decimal('6.67'))
    Decimal('3.33')
    """
    if not sold:
        return Decimal(0)
    share = min(as_decimal(returned) / as_decimal(sold), Decimal(1))
    return max(round_points(earned * share) - already, Decimal(0))
