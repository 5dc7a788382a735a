"""What a member gets back who wants their stored value in money again."""

from dataclasses import dataclass
from decimal import Decimal

from .rounding import round_points


@dataclass(frozen=True)
class TopUp:
    """One top-up, and what is left of it.

    :param paid: what the member paid, Decimal
    :param bonus: bonus that the member received with it and could spend: neither on the way, nor expired, nor voided
    :param principal_left: of what was paid
    :param bonus_left: of the bonus
    """

    paid: Decimal
    bonus: Decimal
    principal_left: Decimal
    bonus_left: Decimal

    @property
    def used(self):
        return self.paid + self.bonus - self.principal_left - self.bonus_left

    @property
    def paid_share(self):
        """How much of the value was paid for, from 0 to 1."""
        return self.paid / (self.paid + self.bonus) if self.paid else Decimal(0)


@dataclass(frozen=True)
class Refund:
    """What is paid back, from which bucket, and what is voided."""

    from_principal: Decimal
    from_bonus: Decimal
    void_principal: Decimal
    void_bonus: Decimal

    @property
    def amount(self):
        return self.from_principal + self.from_bonus


def refund(policy, top_up):
    """Divide what is left of a top-up between the member and the shop.

    'unused_principal' pays back what is left of the principal, and voids the bonus.

    'paid_share' takes every unit used at the share of it that was paid for, whichever bucket it was taken from:
    ``paid − used × paid ÷ (paid + bonus)``, which is ``left × paid ÷ (paid + bonus)``. The share is the one that
    Chinese courts look at for prepaid cards: of 3,000 paid with a bonus of 1,000 it is 75 %.

    :param policy: 'unused_principal' or 'paid_share'
    :param top_up: :class:`TopUp`
    :return: :class:`Refund`; its four amounts add up to what was left

    >>> used_bonus = TopUp(Decimal(3000), Decimal(1000), Decimal(3000), Decimal(0))
    >>> refund("unused_principal", used_bonus).amount, refund("paid_share", used_bonus).amount
    (Decimal('3000'), Decimal('2250.00'))
    >>> refund("paid_share", used_bonus).void_principal
    Decimal('750.00')
    >>> used_principal = TopUp(Decimal(3000), Decimal(1000), Decimal(0), Decimal(1000))
    >>> refund("unused_principal", used_principal).amount, refund("paid_share", used_principal).amount
    (Decimal('0'), Decimal('750.00'))
    >>> refund("paid_share", TopUp(Decimal(3000), Decimal(1000), Decimal(3000), Decimal(1000))).amount
    Decimal('3000.00')
    """
    left = top_up.principal_left + top_up.bonus_left
    amount = top_up.principal_left if policy == "unused_principal" else round_points(left * top_up.paid_share)
    from_principal = min(amount, top_up.principal_left)
    from_bonus = amount - from_principal
    return Refund(from_principal, from_bonus, top_up.principal_left - from_principal, top_up.bonus_left - from_bonus)
