"""What an employee is paid for a month's credits, by the rules of the shop.

A month is paid by what it comes to as a whole: whatever is found later (a refund, a sale that arrives late) changes what it
comes to, and the difference to what was paid is the correction. So the sum of all that is paid for a month is always what
the rules give for its credits, in whatever order they came.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Rule:
    """
    :param id: of the record
    :param rate: money for a unit, or percent of the amount
    :param of_amount: it is a share of the amount; else by units
    :param threshold: units, or amount, below which nothing is paid
    :param above_only: only what lies above the threshold is paid; else all of it, once the threshold is reached
    :param cap: at most so much money a month; None: no limit
    """

    id: int
    rate: Decimal
    of_amount: bool = False
    threshold: Decimal = ZERO
    above_only: bool = False
    cap: Decimal | None = None


def pays(rule, units, amount, digits=2):
    """What a rule pays for a month.

    :param units: Decimal, the month's credits of the rule's kind, less what was taken back; less than none counts as none
    :param amount: Decimal, their net revenue
    :param digits: of the currency
    :return: Decimal, rounded once, half away from zero

    >>> pays(Rule(1, Decimal("0.50")), Decimal(121), ZERO)
    Decimal('60.50')
    >>> from_ten = Rule(1, Decimal(3), threshold=Decimal(10))
    >>> [int(pays(from_ten, Decimal(units), ZERO)) for units in (9, 10, 12)]
    [0, 30, 36]
    >>> above_ten = Rule(1, Decimal(3), threshold=Decimal(10), above_only=True)
    >>> [int(pays(above_ten, Decimal(units), ZERO)) for units in (9, 10, 12)]
    [0, 0, 6]
    >>> pays(Rule(1, Decimal("1.5"), of_amount=True, cap=Decimal(40)), Decimal(3), Decimal("2333.30"))
    Decimal('35.00')
    >>> pays(Rule(1, Decimal("1.5"), of_amount=True), Decimal(3), Decimal("2333.50"), digits=0)
    Decimal('35')
    """
    counted = max(amount if rule.of_amount else units, ZERO)
    if counted < rule.threshold:
        counted = ZERO
    elif rule.above_only:
        counted -= rule.threshold
    money = counted * rule.rate / (100 if rule.of_amount else 1)
    if rule.cap is not None:
        money = min(money, rule.cap)
    return money.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def month(rules, sums, cap=None, digits=2):
    """What a month comes to for one employee.

    :param rules: list of (kind, :class:`Rule`)
    :param sums: dict of kind to (units, amount)
    :param cap: of the whole month, money; None: no limit
    :return: dict of the rule's id to Decimal; under None what the cap takes away, negative, if it does

    >>> rules = [("contact", Rule(1, Decimal("0.50"))), ("woken", Rule(2, Decimal(3)))]
    >>> {rule: str(money) for rule, money in month(rules, {"contact": (Decimal(120), ZERO), "woken": (Decimal(8), ZERO)}).items()}
    {1: '60.00', 2: '24.00'}
    >>> str(month(rules, {"contact": (Decimal(120), ZERO), "woken": (Decimal(8), ZERO)}, cap=Decimal(80))[None])
    '-4.00'
    """
    paid = {rule.id: pays(rule, *sums.get(kind, (ZERO, ZERO)), digits) for kind, rule in rules}
    over = sum(paid.values()) - cap if cap is not None else ZERO
    return {**paid, None: -over} if over > 0 else paid


def corrections(comes_to, was_paid):
    """What is still to be paid, or to be taken back, of a month.

    :param comes_to: dict as of :func:`month`
    :param was_paid: dict of the same keys to what earlier tables paid
    :return: dict of key to difference, without those that are even

    >>> corrections({1: Decimal(57), 2: Decimal(24)}, {1: Decimal(60), 2: Decimal(24), None: Decimal(-4)})
    {1: Decimal('-3'), None: Decimal('4')}
    """
    keys = [*comes_to, *(key for key in was_paid if key not in comes_to)]
    due = {key: comes_to.get(key, ZERO) - was_paid.get(key, ZERO) for key in keys}
    return {key: money for key, money in due.items() if money}
