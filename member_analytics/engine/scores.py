"""RFM: recency, frequency and monetary scores, and the groups that they make.

A score is 1 plus the number of cut values that lie strictly below a member's value. So members with the same value get
the same score, whoever they are, and who stands on a cut belongs below it. Recency is turned round: few days are good.
"""

from math import ceil


def quantile_cuts(values, parts=5):
    """Cut values that divide members into parts as equal as ties allow.

    The nearest-rank quantile, which is a value that a member has (PostgreSQL's ``percentile_disc``).

    :return: list of parts - 1 ascending values; [] for nobody

    >>> quantile_cuts([5, 1, 4, 2, 3])
    [1, 2, 3, 4]
    >>> quantile_cuts([1, 1, 1, 1, 9])
    [1, 1, 1, 1]
    >>> quantile_cuts([])
    []
    """
    ranked = sorted(values)
    return [ranked[ceil(len(ranked) * part / parts) - 1] for part in range(1, parts)] if ranked else []


def score(value, cuts):
    """
    >>> [score(value, [1, 2, 3, 4]) for value in (1, 2, 3, 4, 5)]
    [1, 2, 3, 4, 5]
    >>> [score(value, [1, 1, 1, 1]) for value in (1, 9)]
    [1, 5]
    """
    return 1 + sum(value > cut for cut in cuts)


def recency_score(days, cuts):
    """
    :param days: since the last purchase
    :param cuts: ascending days

    >>> [recency_score(days, [30, 60, 90, 180]) for days in (0, 30, 31, 181)]
    [5, 5, 4, 1]
    """
    return len(cuts) + 2 - score(days, cuts)


# (name, lowest and highest recency score, lowest and highest mean of frequency and monetary score); the first that
# fits counts. Scores of other scales are brought to 1–5 first.
GROUPS = (
    ("champion", (4, 5), (4, 5)),
    ("loyal", (3, 5), (3, 5)),
    ("recent", (5, 5), (1, 2)),
    ("promising", (3, 5), (1, 3)),
    ("at_risk", (1, 3), (4, 5)),
    ("slipping", (2, 3), (1, 4)),
    ("hibernating", (1, 2), (1, 4)),
)


def rfm_group(recency, frequency, monetary, parts=5):
    """The named group of three scores.

    :return: one of the names of ``GROUPS``

    >>> rfm_group(5, 5, 5), rfm_group(1, 5, 5), rfm_group(5, 1, 1), rfm_group(1, 1, 1)
    ('champion', 'at_risk', 'recent', 'hibernating')
    >>> {rfm_group(r, f, m) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)} == {g[0] for g in GROUPS}
    True
    """
    recent = scaled(recency, parts)
    value = (scaled(frequency, parts) + scaled(monetary, parts)) / 2
    for name, (low, high), (least, most) in GROUPS:
        if low <= recent <= high and least <= value <= most:
            return name
    raise ValueError(f"no group for {recency}, {frequency}, {monetary} of {parts}")


def scaled(number, parts):
    """A score of another scale as one of 1–5.

    >>> [scaled(number, 3) for number in (1, 2, 3)], [scaled(number, 10) for number in (1, 5, 6, 10)]
    ([1, 3, 5], [1, 3, 3, 5])
    >>> [scaled(number, 5) for number in range(1, 6)]
    [1, 2, 3, 4, 5]
    """
    return 1 + (8 * (number - 1) + parts - 1) // (2 * (parts - 1)) if parts > 1 else 1
