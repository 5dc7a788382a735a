"""When a lot of points or bonus expires."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Policy:
    """A program's rule.

    :param mode: 'never', 'months' (so long after the day), 'month_end' (at the end of that month), 'yearly' (a fixed
        day of the year) or 'inactivity' (so long after the member's last activity)
    :param months: for 'months', 'month_end' and 'inactivity'
    :param day: day of the month, for 'yearly'; the 31st is the last day of any month
    :param month: 1 to 12, for 'yearly'
    """

    mode: str = "never"
    months: int = 12
    day: int = 31
    month: int = 12


def expiration(policy, day):
    """The last day on which a lot is good.

    :param policy: :class:`Policy`
    :param date day: when the lot was earned, or the member's last activity for 'inactivity'
    :return: date, or None when it never expires

    >>> day = date(2026, 8, 31)
    >>> expiration(Policy("months", 6), day), expiration(Policy("month_end", 1), day)
    (datetime.date(2027, 2, 28), datetime.date(2026, 9, 30))
    >>> expiration(Policy("yearly", day=31, month=12), day), expiration(Policy("yearly", day=31, month=8), day)
    (datetime.date(2026, 12, 31), datetime.date(2027, 8, 31))
    >>> expiration(Policy("never"), day)
    """
    if policy.mode == "never":
        return None
    if policy.mode == "yearly":
        # What is earned on the day itself lasts to the next one.
        this_year = _day_in(day.year, policy)
        return this_year if day < this_year else _day_in(day.year + 1, policy)
    later = day + relativedelta(months=policy.months)
    return later + relativedelta(day=31) if policy.mode == "month_end" else later


def _day_in(year, policy):
    return date(year, policy.month, min(policy.day, monthrange(year, policy.month)[1]))
