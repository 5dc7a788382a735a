"""Classes of members: by value (ABC), by number and money (quadrants), by recency, and how attached they are."""


def abc(spends, limits=(0.8, 0.95)):
    """Class A, B or C, by the share of all spend that better members bring *before* this one.

    So the member who crosses a limit is still above it, and one member alone is an A. Of equal spends the lower id
    comes first. Who spent nothing, or got back more than they paid, is a C and no part of the whole.

    :param spends: dict of id to spend
    :return: dict of id to 'a', 'b' or 'c'

    >>> abc({1: 50, 2: 30, 3: 10, 4: 6, 5: 4, 6: 0})
    {1: 'a', 2: 'a', 3: 'b', 4: 'b', 5: 'c', 6: 'c'}
    >>> abc({7: 1}), abc({7: -1}), abc({})
    ({7: 'a'}, {7: 'c'}, {})
    >>> abc({1: 10, 2: 10, 3: 10, 4: 10}, limits=(0.5, 0.75))
    {1: 'a', 2: 'a', 3: 'b', 4: 'c'}
    """
    first, second = limits
    whole = sum(spend for spend in spends.values() if spend > 0)
    found, before = {}, 0
    for member, spend in sorted(spends.items(), key=lambda item: (-item[1], item[0])):
        if spend <= 0:
            found[member] = "c"
            continue
        found[member] = "a" if before < whole * first else "b" if before < whole * second else "c"
        before += spend
    return {member: found[member] for member in spends}


QUADRANTS = {(True, True): "friend", (False, True): "butterfly", (True, False): "barnacle", (False, False): "stranger"}


def quadrant(purchases, spend, purchases_line, spend_line):
    """True friends (many, much), butterflies (few, much), barnacles (many, little), strangers (few, little).

    Who stands on a line is above it.

    >>> quadrant(4, 100, 4, 100), quadrant(3, 100, 4, 100), quadrant(4, 99, 4, 100), quadrant(0, 0, 4, 100)
    ('friend', 'butterfly', 'barnacle', 'stranger')
    """
    return QUADRANTS[purchases >= purchases_line, spend >= spend_line]


STATES = ("active", "edge", "dormant", "lost")


def recency_state(last, starts):
    """
    :param date last: day of the last purchase; None: never bought
    :param starts: the first days, latest first, of being active, on the edge and dormant
    :return: 'never' or one of ``STATES``

    >>> from datetime import date
    >>> starts = date(2026, 3, 31), date(2025, 12, 31), date(2025, 6, 30)
    >>> [recency_state(day, starts) for day in (date(2026, 3, 31), date(2026, 3, 30), date(2024, 1, 1), None)]
    ['active', 'edge', 'lost', 'never']
    """
    if last is None:
        return "never"
    return STATES[sum(last < start for start in starts)]


def attachment(first, visits, new_from, regular, die_hard):
    """How attached a member is: by when they first bought, and their purchase days in the window.

    :param date first: first purchase; None: never bought
    :param date new_from: whoever first bought from this day on is new
    :param int regular: purchase days that make a regular
    :param int die_hard: purchase days that make a die-hard
    :return: 'none', 'new', 'occasional', 'regular' or 'die_hard'

    >>> from datetime import date
    >>> day = date(2026, 5, 1)
    >>> [attachment(date(2025, 1, 1), visits, day, 6, 24) for visits in (0, 5, 6, 24)]
    ['occasional', 'occasional', 'regular', 'die_hard']
    >>> attachment(day, 30, day, 6, 24), attachment(None, 0, day, 6, 24)
    ('new', 'none')
    """
    if first is None:
        return "none"
    if first >= new_from:
        return "new"
    return "die_hard" if visits >= die_hard else "regular" if visits >= regular else "occasional"
