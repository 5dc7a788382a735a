"""The one question that members are asked, and what their marks say."""

from datetime import timedelta

#: the marks, from the worst to the best
LOWEST, HIGHEST = 0, 10
#: the least mark of those who would recommend the shop, and the highest of those who wouldn't
PROMOTES, DETRACTS = 9, 6
#: so long an answer may be changed: who slipped on a phone sees it at once, who thinks again the next day is asked anew
FRESH = timedelta(hours=24)
#: so many days a link is good for: later than that nobody remembers what the question was about
LINK_DAYS = 30


def kind(mark):
    """Which of three groups a mark belongs to. The limits are those of F. Reichheld, "The One Number You Need to Grow",
    Harvard Business Review 81 (12), 2003.

    :param int mark: 0 to 10
    :return: 'advocate' (a promoter), 'passive' or 'detractor'

    >>> [kind(mark) for mark in (10, 9, 8, 7, 6, 0)]
    ['advocate', 'advocate', 'passive', 'passive', 'detractor', 'detractor']
    """
    if mark >= PROMOTES:
        return "advocate"
    return "detractor" if mark <= DETRACTS else "passive"


def shares(mark):
    """What one answer adds to the shares of a group of answers, whose average they are.

    :return: dict of promoters and detractors (percent), and score: their difference, the net promoter score

    >>> shares(9), shares(3)["score"], shares(7)["score"]
    ({'promoters': 100, 'detractors': 0, 'score': 100}, -100, 0)
    """
    promoters, detractors = 100 * (kind(mark) == "advocate"), 100 * (kind(mark) == "detractor")
    return {"promoters": promoters, "detractors": detractors, "score": promoters - detractors}


def read_mark(value):
    """
    :param value: what a browser or a form says the mark is
    :return: int, 0 to 10; None for whatever isn't a mark

    >>> read_mark("7"), read_mark(0), read_mark("10")
    (7, 0, 10)
    >>> [read_mark(value) for value in ("11", "-1", "", None, True, 7.0, "seven", "1" * 5000, "\u0667", [7])]
    [None, None, None, None, None, None, None, None, None, None]
    """
    if type(value) is int:
        return value if LOWEST <= value <= HIGHEST else None
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > len(str(HIGHEST)):
        return None
    return read_mark(int(value))


def is_fresh(answered, now):
    """
    :param datetime answered: when it was answered first
    :return: bool, whether the answer may still be changed

    >>> from datetime import datetime
    >>> is_fresh(datetime(2026, 5, 4, 12), datetime(2026, 5, 5, 11)), is_fresh(datetime(2026, 5, 4), datetime(2026, 5, 5))
    (True, False)
    """
    return now - answered < FRESH
