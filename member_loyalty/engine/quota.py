"""How often a benefit may be used: periods, and what is left of them."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta


def period(kind, day, since=None):
    """The period that a day falls in.

    A membership year begins on the anniversary of enrollment; who enrolled on 29 February begins on the 28th where the
    year has no 29th.

    :param str kind: 'month', 'year', 'membership_year' or 'once'
    :param date day:
    :param date since: day of enrollment
    :return: (first day, last day), or (None, None) for 'once': all the time

    >>> from datetime import date
    >>> [str(one) for one in period("month", date(2028, 2, 29))]
    ['2028-02-01', '2028-02-29']
    >>> [str(one) for one in period("year", date(2026, 11, 22))]
    ['2026-01-01', '2026-12-31']
    >>> [str(one) for one in period("membership_year", date(2026, 11, 22), date(2024, 11, 23))]
    ['2025-11-23', '2026-11-22']
    >>> leap = date(2024, 2, 29)
    >>> [str(one) for one in period("membership_year", date(2025, 2, 28), leap)]
    ['2025-02-28', '2026-02-27']
    >>> [str(one) for one in period("membership_year", date(2028, 2, 28), leap)]
    ['2027-02-28', '2028-02-28']
    >>> period("once", date(2026, 11, 22))
    (None, None)
    """
    if kind == "month":
        return _run(day.replace(day=1), relativedelta(months=1))
    if kind == "year":
        return _run(day.replace(month=1, day=1), relativedelta(years=1))
    if kind == "membership_year":
        return _membership_year(day, since)
    return None, None


def left(quota, used):
    """How many uses are left.

    :param int quota: 0 for without limit
    :return: int, or None when there is no limit

    >>> left(3, 1), left(3, 5), left(0, 9)
    (2, 0, None)
    """
    return max(quota - used, 0) if quota else None


def free_slot(taken):
    """The lowest number from 1 on that isn't taken: two uses at once choose the same, and one of them fails.

    :param taken: numbers of the uses that stand

    >>> free_slot([]), free_slot([1, 2]), free_slot([2, 3])
    (1, 3, 1)
    """
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _run(first, length):
    return first, first + length - timedelta(days=1)


def _membership_year(day, since):
    # Each anniversary is counted from the first day, so that 29 February comes back in leap years.
    years = day.year - since.year
    if since + relativedelta(years=years) > day:
        years -= 1
    return since + relativedelta(years=years), since + relativedelta(years=years + 1) - timedelta(days=1)
