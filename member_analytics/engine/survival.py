"""How long until something happens, told honestly of who hasn't been watched for long yet."""


def kaplan_meier(happened, unseen):
    """The share to whom it hasn't happened yet, by the estimator of Kaplan and Meier (1958).

    Whoever was watched for a time only counts among those it could happen to up to that time, not as one to whom it never
    will.

    :param happened: dict of time to the number of those to whom it happened then
    :param unseen: dict of time to the number of those who were watched so long without it
    :return: list of pairs of time and share, rising in time; before the first it is 1

    >>> kaplan_meier({10: 1, 20: 1}, {})
    [(10, 0.5), (20, 0.0)]
    >>> kaplan_meier({10: 1, 30: 1}, {20: 2})
    [(10, 0.75), (30, 0.0)]
    >>> kaplan_meier({10: 1}, {10: 1})
    [(10, 0.5)]
    >>> kaplan_meier({}, {5: 3})
    []
    """
    watched = sum(happened.values()) + sum(unseen.values())
    share, curve = 1.0, []
    for time in sorted({*happened, *unseen}):
        if happened.get(time):
            share *= 1 - happened[time] / watched
            curve.append((time, share))
        watched -= happened.get(time, 0) + unseen.get(time, 0)
    return curve


def by_time(curve, time):
    """The share to whom it has happened by a time.

    >>> [by_time([(10, 0.75), (30, 0.0)], time) for time in (9, 10, 29, 30)]
    [0.0, 0.25, 0.25, 1.0]
    """
    return 1 - next((share for reached, share in reversed(curve) if reached <= time), 1.0)
