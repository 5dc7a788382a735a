"""The one place where points are rounded."""

from decimal import ROUND_HALF_UP, Decimal

POINT_DIGITS = 2


def round_points(points):
    """Round an amount of points half up (away from zero), as the till does.

    :param points: points as float, int or Decimal
    :return: Decimal with ``POINT_DIGITS`` decimals

    >>> round_points(1.005)
    Decimal('1.01')
    >>> round_points(-2.675)
    Decimal('-2.68')
    >>> round_points(7)
    Decimal('7.00')
    """
    # ``repr`` gives the shortest decimal of a float, so 1.005 is one half and not a hair less.
    value = points if isinstance(points, Decimal) else Decimal(repr(points))
    return value.quantize(Decimal(1).scaleb(-POINT_DIGITS), ROUND_HALF_UP)
