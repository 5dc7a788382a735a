"""The one place where points are rounded."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

POINT_DIGITS = 2
SMALLEST = Decimal(1).scaleb(-POINT_DIGITS)
METHODS = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN, "up": ROUND_UP}


def as_decimal(number):
    """The decimal that a float stands for: its shortest notation, so 1.005 is one half and not a hair less.

    :param number: float, int or Decimal

    >>> as_decimal(1.005)
    Decimal('1.005')
    """
    return number if isinstance(number, Decimal) else Decimal(repr(number))


def round_points(points, unit=SMALLEST, method="half_up"):
    """Round an amount of points, by default half up (away from zero), as the till does.

    :param points: points as float, int or Decimal
    :param unit: smallest step, a power of ten, as Decimal
    :param method: 'half_up', 'down' or 'up'; down is towards zero, up away from it
    :return: Decimal with ``POINT_DIGITS`` decimals

    >>> round_points(1.005)
    Decimal('1.01')
    >>> round_points(-2.675)
    Decimal('-2.68')
    >>> round_points(7)
    Decimal('7.00')
    >>> round_points(19.99, Decimal(1), "down")
    Decimal('19.00')
    """
    return as_decimal(points).quantize(unit, METHODS[method]).quantize(SMALLEST)
