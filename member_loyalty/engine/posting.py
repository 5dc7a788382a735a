"""Amounts that no ledger takes."""

from decimal import Decimal

from .rounding import as_decimal

# Beyond this, sums of floats in the browser and in core's own columns lose their cents.
MOST = Decimal(10) ** 12


def amount_problem(amount):
    """What is wrong with an amount before it is rounded.

    :param amount: float, int or Decimal
    :return: 'number', 'infinite', 'large' or None

    >>> amount_problem(12.5), amount_problem(Decimal("-3")), amount_problem(10**12)
    (None, None, 'large')
    >>> amount_problem(float("nan")), amount_problem(float("-inf")), amount_problem("12"), amount_problem(True)
    ('number', 'infinite', 'number', 'number')
    """
    if isinstance(amount, bool) or not isinstance(amount, (int, float, Decimal)):
        return "number"
    number = as_decimal(amount)
    if number.is_nan():
        return "number"
    if number.is_infinite():
        return "infinite"
    return "large" if abs(number) >= MOST else None
