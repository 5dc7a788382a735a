"""Which accounts a movement of stored value moves when no line of an order does it."""

from dataclasses import dataclass
from decimal import Decimal

#: kinds that the lines of their order book: top-up and payment with a wallet stand in the sale
CARRIED_BY_ORDER = ("top_up", "redeem", "restore", "refund")

#: kinds that share a journal entry
GROUPS = {
    "bonus": ("bonus", "void", "earn", "clawback"),
    "expiry": ("expire",),
    "opening": ("opening",),
    "correction": ("adjust", "transfer", "write_off"),
    "other": CARRIED_BY_ORDER,
}


@dataclass(frozen=True)
class Item:
    """One line of a journal entry.

    :param account: role of the account: liability, bonus, breakage, equity or suspense
    :param balance: debit, or credit when negative
    """

    account: str
    kind: str
    bucket: str
    balance: Decimal


def group_of(kind):
    """
    >>> group_of("void"), group_of("transfer")
    ('bonus', 'correction')
    """
    return next(group for group, kinds in GROUPS.items() if kind in kinds)


def counterpart(kind, bucket):
    """Role of the account that stands against the liability.

    Bonus that expires was a cost that never came about: it reverses the cost. Paid money that expires is income.
    An opening balance was money of an earlier time; what the shop takes on itself (goodwill, a loss) is a cost. Money
    that moved without a journal being named waits where such money waits.

    >>> counterpart("expire", "bonus"), counterpart("expire", "principal")
    ('bonus', 'breakage')
    >>> counterpart("adjust", "principal"), counterpart("opening", "principal"), counterpart("top_up", "principal")
    ('bonus', 'equity', 'suspense')
    """
    if kind == "expire":
        return "bonus" if bucket == "bonus" else "breakage"
    if kind == "opening":
        return "equity"
    return "suspense" if kind in CARRIED_BY_ORDER else "bonus"


def items(kind, bucket, credited, debited):
    """Lines of the journal entry for what a kind added to a bucket and what it took from it; never netted.

    :param credited: Decimal that was added to wallets, positive
    :param debited: Decimal that was taken from wallets, positive
    :return: list of :class:`Item` that balance

    >>> [(item.account, item.balance) for item in items("bonus", "bonus", Decimal(10), Decimal(0))]
    [('liability', Decimal('-10')), ('bonus', Decimal('10'))]
    >>> [(item.account, item.balance) for item in items("expire", "principal", Decimal(0), Decimal(7))]
    [('liability', Decimal('7')), ('breakage', Decimal('-7'))]
    """
    other = counterpart(kind, bucket)
    return [
        Item(account, kind, bucket, balance)
        for amount in (credited, -debited)
        if amount
        for account, balance in (("liability", -amount), (other, amount))
    ]
