"""Who may become a member by what they buy."""

from dataclasses import dataclass
from decimal import Decimal

from .rounding import as_decimal


@dataclass(frozen=True)
class Rule:
    """
    :param kind: 'single', one purchase of at least the amount, or 'period', all purchases together
    :param amount: net of taxes and refunds, in the company's currency
    :param days: how many days back purchases count; 1 is today alone
    """

    id: int
    kind: str
    amount: float
    days: int = 1


@dataclass(frozen=True)
class Bought:
    """What a customer bought within a rule's days, where and what the rule counts."""

    single: Decimal = Decimal(0)
    spend: Decimal = Decimal(0)


@dataclass(frozen=True)
class Met:
    """A rule, and the figure that meets it."""

    rule: Rule
    figure: Decimal


def figure(rule, bought, at_hand=0):
    """The figure that is held against a rule, with the order in hand. A return makes no larger purchase of an order.

    >>> figure(Rule(1, "single", 100), Bought(Decimal(60), Decimal(90)), 80)
    Decimal('80')
    >>> figure(Rule(2, "period", 150, 90), Bought(Decimal(60), Decimal(90)), 80)
    Decimal('170')
    """
    if rule.kind == "single":
        return max(bought.single, as_decimal(at_hand))
    return bought.spend + as_decimal(at_hand)


def first_met(rules, bought, at_hand=None):
    """The first rule that a customer meets.

    :param rules: iterable of :class:`Rule`, the most wanted first
    :param bought: dict of rule id to :class:`Bought`
    :param at_hand: dict of rule id to what the order in hand brings
    :return: :class:`Met`, or None

    >>> rules = [Rule(1, "single", 100), Rule(2, "period", 150, 90)]
    >>> first_met(rules, {2: Bought(Decimal(60), Decimal(90))}, {1: 80, 2: 80})
    Met(rule=Rule(id=2, kind='period', amount=150, days=90), figure=Decimal('170'))
    >>> first_met(rules, {}, {1: 99.99, 2: 99.99}) is None
    True
    """
    for rule in rules:
        found = figure(rule, bought.get(rule.id, Bought()), (at_hand or {}).get(rule.id, 0))
        if found >= as_decimal(rule.amount):
            return Met(rule, found)
    return None
