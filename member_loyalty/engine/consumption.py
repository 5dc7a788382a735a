"""Which bucket of a wallet pays, and what comes back when goods do."""

from decimal import Decimal

from .rounding import round_points


def consume(order, amount, principal, bonus):
    """Split what is spent over the buckets.

    :param order: 'principal_first', 'bonus_first' or 'pro_rata'
    :param amount: what is spent, positive Decimal
    :param principal: what is there, Decimal; below zero counts as nothing
    :param bonus: likewise
    :return: dict of 'principal' and 'bonus' to Decimal; what neither covers is owed on the principal

    >>> consume("principal_first", Decimal(70), Decimal(50), Decimal(30))
    {'principal': Decimal('50'), 'bonus': Decimal('20')}
    >>> consume("bonus_first", Decimal(70), Decimal(50), Decimal(30))
    {'principal': Decimal('40'), 'bonus': Decimal('30')}
    >>> consume("pro_rata", Decimal(40), Decimal(50), Decimal(30))
    {'principal': Decimal('25.00'), 'bonus': Decimal('15.00')}
    >>> consume("bonus_first", Decimal(100), Decimal(50), Decimal(30))
    {'principal': Decimal('70'), 'bonus': Decimal('30')}
    """
    principal, bonus = max(principal, Decimal(0)), max(bonus, Decimal(0))
    covered = min(amount, principal + bonus)
    if order == "principal_first":
        from_bonus = covered - min(covered, principal)
    elif order == "bonus_first" or not covered:
        from_bonus = min(covered, bonus)
    else:
        from_bonus = min(round_points(covered * bonus / (principal + bonus)), bonus)
        # The other bucket may be a cent short of its share.
        from_bonus = max(from_bonus, covered - principal)
    return {"principal": amount - from_bonus, "bonus": from_bonus}


def give_back(order, spent, before, due):
    """What each bucket gets back, so that the rest stands as if only the rest had ever been bought.

    :param order: as for :func:`consume`
    :param spent: dict of bucket to what the purchase took from it, positive Decimals
    :param before: dict of bucket to what earlier refunds gave back
    :param due: what comes back now, at most what is left of the purchase
    :return: dict of bucket to Decimal; the sum is ``due``, whatever the order was at the time of the purchase

    >>> spent, nothing = {"principal": Decimal(50), "bonus": Decimal(10)}, {"principal": 0, "bonus": 0}
    >>> give_back("principal_first", spent, nothing, Decimal(30))
    {'principal': Decimal('20'), 'bonus': Decimal('10')}
    >>> give_back("bonus_first", spent, {"principal": Decimal(20), "bonus": Decimal(10)}, Decimal(30))
    {'principal': Decimal('30'), 'bonus': Decimal('0')}
    >>> give_back("principal_first", {"points": Decimal(50)}, {"points": Decimal(10)}, Decimal(30))
    {'points': Decimal('30')}
    """
    capacity = {bucket: amount - before[bucket] for bucket, amount in spent.items()}
    wanted = dict(capacity)
    if len(spent) == 2:
        kept = consume(order, sum(capacity.values()) - due, **spent)
        wanted = {bucket: min(max(capacity[bucket] - kept[bucket], Decimal(0)), due) for bucket in spent}
    back = {}
    for bucket in sorted(spent):
        back[bucket] = min(wanted[bucket], due - sum(back.values()))
    for bucket in sorted(spent, reverse=True):
        back[bucket] += min(capacity[bucket] - back[bucket], due - sum(back.values()))
    return {bucket: back[bucket] for bucket in spent}


def last_used_first(parts, before, now):
    """Which parts of a debit are undone: what was used last comes back first.

    :param parts: list of (key, amount) in the order of use
    :param before: what was given back earlier, Decimal
    :param now: what is given back now, Decimal
    :return: list of (key, amount) that come back now

    >>> parts = [("a", Decimal(50)), ("b", Decimal(20))]
    >>> last_used_first(parts, Decimal(0), Decimal(30))
    [('b', Decimal('20')), ('a', Decimal('10'))]
    >>> last_used_first(parts, Decimal(30), Decimal(40))
    [('a', Decimal('40'))]
    """
    undone = []
    for key, amount in reversed(parts):
        skipped = min(amount, before)
        back = min(amount - skipped, now)
        before, now = before - skipped, now - back
        if back:
            undone.append((key, back))
    return undone
