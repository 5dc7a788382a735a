"""The days on which something happens for a member: anniversaries, a certain purchase, a product used up,
nothing for a long time."""

from calendar import isleap
from datetime import date, timedelta
from itertools import pairwise
from math import ceil

from .entry import Occasion


def anniversary(day, year):
    """Who has 29 February has the 28th in common years: the month of the birthday stays the same.

    >>> anniversary(date(2004, 2, 29), 2026), anniversary(date(2004, 2, 29), 2028)
    (datetime.date(2026, 2, 28), datetime.date(2028, 2, 29))
    """
    is_moved = (day.month, day.day) == (2, 29) and not isleap(year)
    return date(year, 2, 28) if is_moved else day.replace(year=year)


def anniversaries(kind, day, shift, first, last):
    """The anniversaries whose contact, so many days before or after, falls in a period.

    :param kind: word for the source, as 'birthday'
    :param day: date of the first time, which isn't an anniversary itself
    :param shift: days from the anniversary to the contact, negative for before
    :return: list of :class:`.entry.Occasion`; the source names the anniversary, so that a new shift isn't a new one

    >>> anniversaries("birthday", date(1990, 1, 3), -7, date(2025, 12, 20), date(2026, 12, 20))
    [Occasion(source=('birthday', 2026), day=datetime.date(2025, 12, 27), counted=None)]
    """
    moved = timedelta(days=shift)
    years = range(max((first - moved).year, day.year + 1), (last - moved).year + 1)
    found = [Occasion((kind, year), anniversary(day, year) + moved) for year in years]
    return [occasion for occasion in found if first <= occasion.day <= last]


def nth_purchase(purchases, number):
    """
    :param purchases: iterable of (date, id of the purchase), in any order
    :param number: 1 for the first
    :return: :class:`.entry.Occasion`, or None

    >>> nth_purchase([(date(2026, 2, 1), 8), (date(2026, 1, 1), 9)], 2)
    Occasion(source=('purchase', 8), day=datetime.date(2026, 2, 1), counted=None)
    """
    chosen = sorted(purchases)[number - 1 : number]
    return Occasion(("purchase", chosen[0][1]), chosen[0][0]) if chosen else None


def used_up_on(purchases, days_per_unit):
    """When what was bought of a product is used up, if the first unit is used at once, and one after the other.

    :param purchases: list of (date, units), in any order
    :param days_per_unit: how long a unit lasts
    :return: the first day without it; None when nothing was bought

    >>> used_up_on([(date(2026, 1, 1), 1)], 30), used_up_on([(date(2026, 1, 1), 1), (date(2026, 1, 21), 2)], 30)
    (datetime.date(2026, 1, 31), datetime.date(2026, 4, 1))
    """
    end = None
    for day, units in sorted(purchases):
        end = max(end or day, day) + timedelta(days=ceil(units * days_per_unit))
    return end


def quiet_spells(kind, days, delay, until):
    """The spells in which nothing happened for so long, as no purchase of somebody dormant, or no contact; one
    occasion each, known by the day before it.

    :param kind: word for the source, as 'dormant'
    :param days: dates on which it happened, in any order
    :param delay: :class:`.steps.Delay` after which a spell counts
    :param until: last day that is known
    :return: list of :class:`.entry.Occasion`; steps count from the last day on which it happened

    >>> from .steps import Delay
    >>> bought = [date(2025, 12, 31), date(2026, 2, 28), date(2026, 3, 1)]
    >>> [(spell.day, spell.counted) for spell in quiet_spells("dormant", bought, Delay(months=2), date(2026, 5, 1))]
    [(datetime.date(2026, 5, 1), datetime.date(2026, 3, 1))]
    """
    spells = [(last, delay.after(last), following) for last, following in pairwise([*sorted(set(days)), None])]
    return [
        Occasion((kind, last), begins, last)
        for last, begins, following in spells
        # Who comes on the very day ends the spell before it counts.
        if begins <= until and (following is None or begins < following)
    ]
