"""How often somebody comes, and when they should come again."""

from datetime import timedelta
from itertools import pairwise
from statistics import median


def gaps(days):
    """
    :param days: dates of purchases, in any order, a day as often as it had purchases
    :return: list of the days between one purchase day and the next

    >>> from datetime import date
    >>> gaps([date(2024, 2, 28), date(2024, 3, 1), date(2024, 3, 1), date(2024, 3, 4)])
    [2, 3]
    >>> gaps([date(2024, 2, 28)])
    []
    """
    distinct = sorted(set(days))
    return [(later - earlier).days for earlier, later in pairwise(distinct)]


def mean_interval(days):
    """:return: mean days between purchase days; None for less than two of them

    >>> from datetime import date
    >>> mean_interval([date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 12)])
    5.5
    """
    found = gaps(days)
    return sum(found) / len(found) if found else None


def median_interval(days):
    """:return: median days between purchase days, halfway between the middle two; None for less than two days

    >>> from datetime import date
    >>> median_interval([date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 12), date(2026, 1, 15)])
    3
    """
    found = gaps(days)
    return median(found) if found else None


def expected_on(days):
    """The day of the next purchase, if the member keeps to their median interval.

    :return: date, a broken day counted as a whole one; None for less than two purchase days

    >>> from datetime import date
    >>> expected_on([date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 12)])
    datetime.date(2026, 1, 18)
    """
    interval = median_interval(days)
    return interval and max(days) + timedelta(days=-int(-interval // 1))
