"""The one place where points are rounded."""

from decimal import ROUND_HALF_UP, Decimal

POINT_DIGITS = 2


def as_decimal(number):
    """The decimal that a float stands for: its shortest notation, so 1.005 is one half and not a hair less.

    :param number: float, int or Decimal

    >>> as_decimal(1.005)
    Decimal('1.005')
    """
    return number if isinstance(number, Decimal) else Decimal(repr(number))


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
    return as_decimal(points).quantize(Decimal(1).scaleb(-POINT_DIGITS), ROUND_HALF_UP)
