"""When a friend's purchases earn the reward of a referral, and whether the referrer has had enough."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Terms:
    """:param number: the how many-th purchase counts
    :param least: net amount that each of them has to reach, in the company's currency
    :param days: after enrollment within which it must come, 0 for ever
    """

    number: int = 1
    least: Decimal = Decimal(0)
    days: int = 0

    def last_day(self, enrolled):
        """:return: the last day on which a purchase counts, None when there is none

        >>> from datetime import date
        >>> str(Terms(days=30).last_day(date(2026, 1, 31)))
        '2026-03-02'
        """
        return enrolled + timedelta(days=self.days) if self.days else None


def kept_of(purchases):
    """What was kept of each purchase, where goods came back without naming it: they are taken off the latest before.

    :param purchases: triplets of id, day and net amount, oldest first; a negative amount is such a return
    :return: list of the triplets of the purchases

    >>> kept_of([(1, None, Decimal(50)), (2, None, Decimal(30)), (3, None, Decimal(-40)), (4, None, Decimal(20))])
    [(1, None, Decimal('40')), (2, None, Decimal('0')), (4, None, Decimal('20'))]
    """
    kept = []
    for purchase, day, amount in purchases:
        if amount >= 0:
            kept.append((purchase, day, amount))
            continue
        for place in reversed(range(len(kept))):
            taken = min(kept[place][2], -amount)
            amount += taken
            kept[place] = (*kept[place][:2], kept[place][2] - taken)
    return kept


def qualifying(terms, enrolled, purchases):
    """The purchase that earns the reward.

    :param date enrolled: day on which the friend became a member
    :param purchases: triplets of id, day and net amount less what came back since, oldest first
    :return: id, or None as long as there is none

    >>> from datetime import date
    >>> day = date(2026, 3, 1)
    >>> qualifying(Terms(least=Decimal(20)), day, [(1, day, Decimal("19.99")), (2, day, Decimal(20))])
    2
    >>> qualifying(Terms(number=2, least=Decimal(20)), day, [(1, day, Decimal(50)), (2, day, Decimal(5))])
    >>> late = date(2026, 4, 1)
    >>> qualifying(Terms(days=30), day, [(1, late, Decimal(50))]), qualifying(Terms(days=31), day, [(1, late, 50)])
    (None, 1)
    """
    last_day = terms.last_day(enrolled)
    counting = [
        purchase
        for purchase, day, kept in purchases
        if kept > 0 and kept >= terms.least and enrolled <= day and (not last_day or day <= last_day)
    ]
    return counting[terms.number - 1] if len(counting) >= terms.number else None


def cap_reached(rewarded_this_month, rewarded, month_cap, total_cap):
    """Which cap keeps a referrer from another reward.

    :param month_cap: 0 for none, as ``total_cap``
    :return: 'month', 'total' or None

    >>> cap_reached(3, 3, 3, 0), cap_reached(0, 10, 3, 10), cap_reached(2, 9, 3, 10), cap_reached(50, 50, 0, 0)
    ('month', 'total', None, None)
    """
    if total_cap and rewarded >= total_cap:
        return "total"
    return "month" if month_cap and rewarded_this_month >= month_cap else None
