"""What one order earns under a program's rules.

The till shows the same count (utils/earning.js), the server decides it.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from .rounding import SMALLEST, as_decimal, round_points

# Far below a cent, far above what a share that doesn't end loses: three thirds are a whole.
TOLERANCE = Decimal("0.000001")


@dataclass(frozen=True)
class Line:
    """One order line.

    :param product: product id
    :param quantity: units, negative when returned
    :param total: amount with taxes, in the order's currency
    :param untaxed: amount without taxes, in the order's currency
    :param discount: per cent that the cashier took off the line, inside ``total`` and ``untaxed`` already
    :param listed: the pricelist's price by the one sold at, at most 1: what is typed higher and then discounted counts for
        no more before its discount
    :param nature: 'goods', 'discount' for one on the whole order, which lowers the goods, or 'other' for what is no
        merchandise and never earns: tips, and what is paid in advance
    :param earns: False for goods that the program leaves out
    :param is_reward: the line is a reward, ``total`` is its (negative) discount
    :param reward_program: program that gave the reward, None on an ordinary line
    :param reward_product: product given for free, None on any other line
    :param reward_is_payment: the reward is a wallet or gift card, which pays and gives no discount
    :param reward_is_automatic_discount: a discount the till applies by itself
    :param is_refund: the line returns an earlier sale
    """

    product: int
    quantity: float
    total: float
    untaxed: float
    discount: float = 0
    listed: float = 1
    nature: str = "goods"
    earns: bool = True
    is_reward: bool = False
    reward_program: int | None = None
    reward_product: int | None = None
    reward_is_payment: bool = False
    reward_is_automatic_discount: bool = False
    is_refund: bool = False


@dataclass(frozen=True)
class Rule:
    """One earning rule.

    :param mode: 'order', 'money' or 'unit'
    :param amount: points per order, per unit of currency or per unit sold
    :param minimum_quantity: units of matching products
    :param minimum_amount: of matching lines, in the order's currency
    :param minimum_with_tax: whether ``minimum_amount`` includes taxes
    :param products: ids of matching products, None for every product
    """

    mode: str
    amount: float
    minimum_quantity: float = 0
    minimum_amount: float = 0
    minimum_with_tax: bool = True
    products: frozenset | None = field(default=None)

    def matches(self, product):
        return self.products is None or product in self.products


@dataclass(frozen=True)
class Policy:
    """What a program counts, and how it rounds.

    :param with_taxes: count amounts with taxes
    :param after_discounts: count what is left after discounts, those of lines and those of other programs
    :param unit: smallest step of points, as Decimal
    :param method: 'half_up', 'down' or 'up'
    """

    with_taxes: bool = True
    after_discounts: bool = True
    unit: Decimal = SMALLEST
    method: str = "half_up"

    def amount(self, line):
        amount = as_decimal(line.total if self.with_taxes else line.untaxed)
        if self.after_discounts or not 0 < line.discount < 100:
            return amount
        before = round_points(amount * 100 / (100 - as_decimal(line.discount)) * as_decimal(line.listed))
        # What was paid counts in any case.
        return before if abs(before) > abs(amount) else amount


def earned_points(program, rules, lines, multiplier=1, policy=Policy()):
    """Points that an order's lines earn under a program.

    :param program: id of the program, to leave out its own rewards
    :param rules: iterable of :class:`Rule`
    :param lines: list of :class:`Line`
    :param multiplier: the member's tier multiplier
    :param policy: :class:`Policy`
    :return: Decimal, rounded once, after the multiplier

    >>> rules = [Rule("money", 1), Rule("order", 5, minimum_amount=100)]
    >>> lines = [Line(1, 2, 80.0, 70.0), Line(2, 1, 19.995, 17.0)]
    >>> earned_points(9, rules, lines)
    Decimal('100.00')
    >>> earned_points(9, rules, lines + [Line(3, 1, 10.0, 9.0)], multiplier=2)
    Decimal('230.00')

    A discount of another program lowers the base, the program's own reward does not:

    >>> discount = Line(4, 1, -30.0, -27.0, is_reward=True, reward_program=8)
    >>> earned_points(9, [Rule("money", 1)], [lines[0], discount])
    Decimal('50.00')
    >>> earned_points(8, [Rule("money", 1)], [lines[0], discount])
    Decimal('80.00')
    >>> earned_points(9, [Rule("money", 1)], [lines[0], discount], policy=Policy(False, False))
    Decimal('70.00')

    What the program gave for free earns nothing, nor does what is paid in advance:

    >>> gift = Line(5, 1, -40.0, -35.0, is_reward=True, reward_program=9, reward_product=1)
    >>> earned_points(9, [Rule("money", 1), Rule("unit", 10)], [lines[0], gift])
    Decimal('50.00')
    >>> earned_points(9, [Rule("money", 1)], [Line(6, 1, 500.0, 500.0, nature="other")])
    Decimal('0.00')

    A discount on the whole order is shared over its goods, and is no piece of anything:

    >>> half_off = Line(7, 1, -49.9975, -43.5, nature="discount")
    >>> earned_points(9, [Rule("money", 1, products=frozenset({1})), Rule("unit", 1)], [*lines, half_off])
    Decimal('43.00')
    """
    points = sum(points_by_rule(program, rules, lines, policy), Decimal(0))
    return round_points(points * as_decimal(multiplier), policy.unit, policy.method)


def points_by_rule(program, rules, lines, policy=Policy()):
    """:return: list of Decimal in the order of the rules, before the multiplier and its rounding"""
    earning = _that_earn(lowered(lines, policy))
    return [_rule_points(program, rule, earning, policy) for rule in rules]


def shares(program, rules, lines, policy=Policy()):
    """How much each line had its part in the points, so that a refund takes back those of the lines returned.

    :return: list of Decimal, one for each line, in points before the multiplier

    >>> rules = [Rule("money", 1, products=frozenset({1})), Rule("order", 10)]
    >>> shares(9, rules, [Line(1, 1, 30.0, 30.0), Line(2, 3, 10.0, 10.0)])
    [Decimal('37.50'), Decimal('2.5')]
    """
    result = [Decimal(0)] * len(lines)
    lines = lowered(lines, policy)
    earning = _that_earn(lines)
    for rule in rules:
        points = _rule_points(program, rule, earning, policy)
        paid = {
            place: as_decimal(line.quantity) if rule.mode == "unit" else policy.amount(line)
            for place, line in enumerate(lines)
            if _may_earn(line) and not line.is_reward and not line.is_refund and rule.matches(line.product)
        }
        whole = sum(paid.values())
        for place, part in paid.items() if whole else ():
            result[place] += points * part / whole
    return result


def lowered(lines, policy=Policy()):
    """The lines, with what a discount on the whole order takes off them: each of its goods the same part.

    A program that counts what is before discounts doesn't see it. ``_POS_GOODS`` of member.purchase does the same in SQL.

    >>> [float(line.total) for line in lowered([Line(1, 1, 60, 60), Line(2, 1, 40, 40), Line(7, 1, -5, -5, nature="discount")])]
    [57.0, 38.0, -5.0]
    """
    discounts = [line for line in lines if line.nature == "discount"]
    if not discounts or not policy.after_discounts:
        return lines
    goods = [line for line in lines if _is_lowered(line)]
    totals = _sum(line.total for line in goods), _sum(line.total for line in discounts)
    untaxed = _sum(line.untaxed for line in goods), _sum(line.untaxed for line in discounts)
    return [
        replace(line, total=_lowered(line.total, *totals), untaxed=_lowered(line.untaxed, *untaxed))
        if _is_lowered(line)
        else line
        for line in lines
    ]


def _is_lowered(line):
    return line.nature == "goods" and not line.is_reward


def _lowered(amount, whole, discount):
    return as_decimal(amount) * (whole + discount) / whole if whole else amount


def _that_earn(lines):
    return [line for line in lines if _may_earn(line)]


def _may_earn(line):
    return line.earns and line.nature == "goods"


def _rule_points(program, rule, lines, policy):
    if as_decimal(rule.minimum_amount) > _amount_tested(program, rule, lines) + TOLERANCE:
        return Decimal(0)
    paid = [line for line in lines if rule.matches(line.product) and not _is_left_out(program, line, policy)]
    quantity = _sum(line.quantity for line in paid if not line.is_reward)
    if quantity < as_decimal(rule.minimum_quantity):
        return Decimal(0)
    amount = as_decimal(rule.amount)
    if rule.mode == "order":
        return amount
    free = [line for line in lines if line.reward_program == program and _is_gift_of(rule, line)]
    if rule.mode == "unit":
        return amount * (quantity - _sum(line.quantity for line in free))
    # Rounded per rule, since the till rounds each rule before it adds them.
    return round_points(amount * sum((policy.amount(line) for line in paid + free), Decimal(0)))


def _is_gift_of(rule, line):
    return line.reward_product is not None and rule.matches(line.reward_product)


def _amount_tested(program, rule, lines):
    """Amount held against the rule's minimum: neither returns nor the program's own discounts lower it."""
    counted = [
        line
        for line in lines
        if rule.matches(line.product)
        and not line.is_refund
        and not line.reward_is_automatic_discount
        and not (line.is_reward and line.reward_program == program)
    ]
    return _sum(line.total if rule.minimum_with_tax else line.untaxed for line in counted)


def _sum(numbers):
    """Exact, as Decimal: floats that add up to a rule's minimum on paper may miss it."""
    return sum(map(as_decimal, numbers), Decimal(0))


def _is_left_out(program, line, policy):
    """Rewards of the program itself would feed back on it; payments are no discount; a returned line is clawed back
    on its own, never earned."""
    if not line.is_reward:
        return line.is_refund
    return line.is_refund or line.reward_program == program or line.reward_is_payment or not policy.after_discounts
