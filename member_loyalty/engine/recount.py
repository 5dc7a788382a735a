"""Whether the amounts that a till sends are those that were counted again, as far as rounding lets them differ."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """A line as it was counted again, in the order's currency, negative for what is returned or taken off.

    :param untaxed: rounded amount without taxes
    :param total: rounded amount with taxes
    :param raw: amount with taxes before it was rounded
    :param taxes: ids of the taxes on the line
    """

    untaxed: float
    total: float
    raw: float
    taxes: tuple = ()

    @property
    def amounts(self):
        """:return: how many amounts of the line are rounded: its own, and one a tax"""
        return len(self.taxes) + 1


def line_tolerance(line, count, step):
    """How far a line may be off: half a step for itself and a step a tax, which tills round in more than one order; and
    what rounding leaves of the whole order, half a step an amount, which core puts on one of its lines.

    :param count: lines of the order
    :param step: smallest amount of the currency

    >>> round(line_tolerance(Counted(10, 12.1, 12.1, (1,)), 1, 0.01), 4)
    0.025
    >>> round(line_tolerance(Counted(10, 12.1, 12.1, (1,)), 5, 0.01), 4)
    0.065
    """
    return step * (len(line.taxes) + 0.5 + count * line.amounts / 2)


def is_within(sent, counted, tolerance):
    """Whether two amounts are the same; what isn't a number is no amount.

    >>> is_within(12.11, 12.1, 0.015), is_within(float("nan"), 12.1, 0.015)
    (True, False)
    """
    # Far below a cent, far above what binary fractions lose.
    return abs(sent - counted) <= tolerance + 1e-6


def is_line(untaxed, total, line, count, step):
    """Whether a line was sent as it was counted. The sign isn't compared: a till sends the lines of a refund with the
    sign of a sale.

    Without taxes it may be less than counted, see :func:`is_untaxed`, but no more than either amount.

    >>> line = Counted(10, 12.1, 12.1, (1,))
    >>> is_line(10, 12.1, line, 1, 0.01), is_line(-10, -12.1, line, 1, 0.01), is_line(10, 121, line, 1, 0.01)
    (True, True, False)
    >>> is_line(9, 12.1, line, 1, 0.01), is_line(13, 12.1, line, 1, 0.01)
    (True, False)
    """
    tolerance = line_tolerance(line, count, step)
    most = max(abs(line.untaxed), abs(line.total)) + tolerance
    return is_within(abs(total), abs(line.total), tolerance) and abs(untaxed) <= most


def is_untaxed(untaxed, line, step):
    """Whether the amount without taxes is as counted. Core's rounding of a whole order moves more of it between lines,
    and between a line and its taxes, than can be told from the line: where it isn't, the count is taken.

    >>> line = Counted(10, 12.1, 12.1, (1,))
    >>> is_untaxed(10.01, line, 0.01), is_untaxed(-10, line, 0.01), is_untaxed(11, line, 0.01)
    (True, True, False)
    """
    return is_within(abs(untaxed), abs(line.untaxed), step * (len(line.taxes) + 0.5))


def total_tolerance(lines, step, cash_step=0):
    """How far the sum of an order may be off: a step for itself and each of its taxes, sold and returned apart, and half
    a step for each amount of its lines.

    >>> round(total_tolerance([Counted(10, 12.1, 12.1, (1,))] * 4, 0.01), 4)
    0.06
    """
    taxes = {tax for line in lines for tax in line.taxes}
    return step * (len(taxes) + 1 + sum(line.amounts for line in lines) / 2) + cash_step


def is_total(total, sent, counted, lines, step, cash_step=0):
    """Whether an order's total is that of its lines, and what was sent of them adds up to it: many lines, each a little
    off, would make something together.

    :param sent: sum of the lines as they were sent
    :param counted: the same, as they were counted again, with the signs of what was sent
    :param cash_step: what cash is rounded to, 0 when it isn't

    >>> lines = [Counted(0.33, 0.4, 0.396, (1,))] * 10
    >>> [is_total(total, 4.0, 3.96, lines, 0.01) for total in (3.96, 4.0, 3.5, -3.96)]
    [True, True, False, False]
    >>> is_total(3.96, 4.4, 3.96, lines, 0.01)
    False
    """
    lines = list(lines)
    tolerance = total_tolerance(lines, step, cash_step)
    return is_within(total, sum(line.raw for line in lines), tolerance) and is_within(sent, counted, tolerance)


def is_paid(paid, lines, step, cash_step=0):
    """Whether as much was paid as was sold; of a return, no more paid out.

    >>> lines = [Counted(100, 110, 110, (1,))]
    >>> [is_paid(paid, lines, 0.01) for paid in (110, 120, 1, -110)]
    [True, True, False, False]
    """
    lines = list(lines)
    due = sum(line.raw for line in lines)
    return paid > due or is_within(paid, due, total_tolerance(lines, step, cash_step))
