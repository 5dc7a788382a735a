"""The days that a tier counts purchases on, and the days that it is good for."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """Where purchases count.

    :param kind: 'rolling' (the last so many months), 'calendar' (this calendar year), 'membership' (this year of the
        membership) or 'lifetime'
    :param months: for 'rolling'
    """

    kind: str = "rolling"
    months: int = 12

    def first_day(self, day, since=None):
        """The first day that counts, as of a day.

        :param date since: when the membership began, for 'membership'
        :return: date; ``date.min`` where all days count

        >>> Window("rolling", 12).first_day(date(2026, 6, 9))
        datetime.date(2025, 6, 10)
        >>> Window("rolling", 1).first_day(date(2026, 3, 31))
        datetime.date(2026, 3, 1)
        >>> Window("calendar").first_day(date(2026, 6, 9))
        datetime.date(2026, 1, 1)
        >>> Window("membership").first_day(date(2026, 6, 9), since=date(2024, 9, 1))
        datetime.date(2025, 9, 1)
        >>> Window("lifetime").first_day(date(2026, 6, 9)) == date.min
        True
        """
        if self.kind == "rolling":
            return day - relativedelta(months=self.months) + ONE_DAY
        if self.kind == "calendar":
            return day.replace(month=1, day=1)
        if self.kind == "membership":
            return membership_year(since, day)[0]
        return date.min


@dataclass(frozen=True)
class Validity:
    """How long a tier is good once it is reached or kept.

    :param kind: 'lifetime', 'months', 'year_end' (of the same year), 'next_year_end' or 'membership' (the end of that
        year of the membership)
    :param months: for 'months'
    """

    kind: str = "lifetime"
    months: int = 12

    def last_day(self, day, since=None):
        """The last good day of a tier that was reached on a day.

        :return: date, or None when it never ends

        >>> Validity("months", 12).last_day(date(2026, 3, 15))
        datetime.date(2027, 3, 14)
        >>> Validity("next_year_end").last_day(date(2026, 3, 15))
        datetime.date(2027, 12, 31)
        >>> Validity("membership").last_day(date(2026, 3, 15), since=date(2024, 2, 29))
        datetime.date(2027, 2, 27)
        >>> Validity("lifetime").last_day(date(2026, 3, 15))
        """
        if self.kind == "months":
            return day + relativedelta(months=self.months) - ONE_DAY
        if self.kind == "year_end":
            return date(day.year, 12, 31)
        if self.kind == "next_year_end":
            return date(day.year + 1, 12, 31)
        if self.kind == "membership":
            return membership_year(since, day)[1]
        return None

    def next_last_day(self, last_day, since=None):
        """The last good day of the period that follows one.

        :return: date, or None when it never ends

        >>> Validity("next_year_end").next_last_day(date(2026, 12, 31))
        datetime.date(2027, 12, 31)
        >>> Validity("months", 6).next_last_day(date(2026, 2, 27))
        datetime.date(2026, 8, 27)
        """
        # A year begins on the next day, whichever year the tier was reached in.
        kind = "year_end" if self.kind == "next_year_end" else self.kind
        return Validity(kind, self.months).last_day(last_day + ONE_DAY, since)


def membership_year(since, day):
    """The year of the membership that a day lies in. Who joined on 29 February has the 28th in common years.

    :return: its first and its last day

    >>> membership_year(date(2024, 2, 29), date(2026, 2, 28))
    (datetime.date(2026, 2, 28), datetime.date(2027, 2, 27))
    >>> membership_year(date(2024, 2, 29), date(2026, 2, 27))
    (datetime.date(2025, 2, 28), datetime.date(2026, 2, 27))
    """
    years = day.year - since.year
    if since + relativedelta(years=years) > day:
        years -= 1
    return since + relativedelta(years=years), since + relativedelta(years=years + 1) - ONE_DAY
