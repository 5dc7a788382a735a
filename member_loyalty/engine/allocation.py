"""Which credits pay a debit: soonest expiry first, then oldest."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Credit:
    """An open credit: its ledger id, what is left of it and when it expires (None: never)."""

    id: int
    left: Decimal
    expires: date | None = None


def allocate(debit, credits):
    """Spread a debit over credits.

    :param debit: positive Decimal
    :param credits: list of :class:`Credit`
    :return: list of (credit id, amount); their sum is less than the debit when credits run short

    >>> from datetime import date
    >>> allocate(Decimal(70), [Credit(1, Decimal(50)), Credit(2, Decimal(30), date(2026, 1, 31))])
    [(2, Decimal('30')), (1, Decimal('40'))]
    >>> allocate(Decimal(70), [Credit(1, Decimal(50))])
    [(1, Decimal('50'))]
    """
    taken = []
    for credit in sorted(credits, key=lambda credit: (credit.expires or date.max, credit.id)):
        amount = min(debit, credit.left)
        if amount > 0:
            taken.append((credit.id, amount))
            debit -= amount
    return taken
