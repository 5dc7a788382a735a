"""What a member receives for paying in advance."""

from dataclasses import dataclass
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from .rounding import round_points

# What counts for more when the best offer is chosen.
RECEIVES = ("coupon", "points", "bonus")


@dataclass(frozen=True)
class Offer:
    """Pay so much, receive so much.

    :param pay: Decimal, in the company's currency
    :param mode: 'least' (that much or more), 'exact' (no more and no less) or 'each' (as often as it is paid in full)
    :param receive: 'bonus' (money), 'points' or 'coupon'
    :param amount: Decimal, what is received once: currency, points or number of coupons
    """

    id: int
    pay: Decimal
    receive: str
    amount: Decimal
    mode: str = "least"


def received(offer, paid):
    """What one offer gives for a payment: currency, points or number of coupons; 0 when it doesn't apply.

    >>> hundred = Offer(1, Decimal(100), "bonus", Decimal(10))
    >>> [received(hundred, Decimal(paid)) for paid in (99, 100, 250)]
    [Decimal('0.00'), Decimal('10.00'), Decimal('10.00')]
    >>> received(Offer(1, Decimal(100), "bonus", Decimal(10), "each"), Decimal(250))
    Decimal('20.00')
    >>> received(Offer(1, Decimal(100), "bonus", Decimal(10), "exact"), Decimal(250))
    Decimal('0.00')
    """
    if offer.mode == "each":
        times = paid // offer.pay
    elif offer.mode == "exact":
        times = int(paid == offer.pay)
    else:
        times = int(paid >= offer.pay)
    return round_points(offer.amount * times)


def given(offers, paid, rule, chosen=None):
    """Which offers a payment is given, when several apply.

    :param offers: list of :class:`Offer` that the member may have, in the shop's order
    :param paid: positive Decimal
    :param rule: 'all', or 'best': the one that the member chose; else money before points before coupons, then the
        most of it, then the shop's order
    :param chosen: id of the offer that the member chose, if it applies
    :return: list of (offer, amount received)

    >>> ten = Offer(1, Decimal(100), "bonus", Decimal(10))
    >>> points = Offer(2, Decimal(100), "points", Decimal(500))
    >>> fifty = Offer(3, Decimal(500), "bonus", Decimal(75))
    >>> [offer.id for offer, _amount in given([ten, points, fifty], Decimal(500), "best")]
    [3]
    >>> [offer.id for offer, _amount in given([ten, points, fifty], Decimal(500), "best", chosen=2)]
    [2]
    >>> [offer.id for offer, _amount in given([ten, points, fifty], Decimal(100), "best", chosen=3)]
    [1]
    >>> [offer.id for offer, _amount in given([ten, points, fifty], Decimal(500), "all")]
    [1, 2, 3]
    """
    apply = [(offer, amount) for offer in offers if (amount := received(offer, paid))]
    if rule == "all" or not apply:
        return apply
    return [max(apply, key=lambda gift: (gift[0].id == chosen, RECEIVES.index(gift[0].receive), gift[1]))]


def monthly_parts(amount, parts, day, months_good=0):
    """Release an amount in equal monthly parts, the first one at once.

    The parts are rounded cumulatively, so that they add up to the amount exactly.

    :param date day: of the payment
    :param months_good: how long a part is good after its release, 0 for ever
    :return: list of (first good day, last good day or None, Decimal)

    >>> from datetime import date
    >>> for part in monthly_parts(Decimal(10), 3, date(2026, 1, 31), 12):
    ...     print(*part)
    2026-01-31 2027-01-31 3.33
    2026-02-28 2027-02-28 3.34
    2026-03-31 2027-03-31 3.33
    >>> monthly_parts(Decimal(10), 1, date(2026, 1, 31))
    [(datetime.date(2026, 1, 31), None, Decimal('10.00'))]
    """
    schedule, before = [], Decimal(0)
    for number in range(parts):
        now = round_points(amount * (number + 1) / parts)
        first = day + relativedelta(months=number)
        schedule.append((first, first + relativedelta(months=months_good) if months_good else None, now - before))
        before = now
    return schedule


def broken_limits(paid, balance_after, paid_today, most, most_balance, most_a_day):
    """Limits that a top-up breaks; a limit of 0 limits nothing.

    :param paid: of this top-up, Decimal
    :param balance_after: of the card, bonus included, Decimal
    :param paid_today: of all top-ups of the day, this one included, Decimal
    :return: list of 'topup', 'balance' and 'day'

    >>> broken_limits(Decimal(500), Decimal(600), Decimal(700), 400, 0, 600)
    ['topup', 'day']
    >>> broken_limits(Decimal(500), Decimal(600), Decimal(500), 500, 600, 500)
    []
    """
    amounts = {"topup": (paid, most), "balance": (balance_after, most_balance), "day": (paid_today, most_a_day)}
    return [name for name, (amount, limit) in amounts.items() if limit and amount > round_points(limit)]
