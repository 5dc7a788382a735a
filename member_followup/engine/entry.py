"""Who enters a plan, when, and how often: occasions, entering again, and what history counts at the start."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from .steps import course


@dataclass(frozen=True)
class Occasion:
    """What may begin a run of one member.

    :param source: tuple of what tells it from the member's other occasions, as ("purchase", 5301)
    :param day: when the run begins
    :param counted: the day that steps count from, as the last purchase of somebody dormant; None: ``day``
    """

    source: tuple
    day: date
    counted: date | None = None

    @property
    def counted_day(self):
        return self.counted or self.day


@dataclass(frozen=True)
class Entry:
    """Whether a member may enter a plan again.

    :param again: 'never', 'after' (so many days after the last run ended) or 'occasion' (each occasion has its own
        run, beside those that still go on)
    """

    again: str = "never"
    days: int = 0


@dataclass(frozen=True)
class Past:
    """A run that a member already has in the plan, in any version.

    :param ended: None while it goes on
    """

    key: str
    ended: date | None = None


def occasion_key(plan, member, source):
    """What a run is known by: the same occasion begins one run, however often it is looked at.

    :param source: tuple of words, numbers and dates
    :return: str; no two sources give the same

    >>> occasion_key(7, 120, ("purchase", 5301)), occasion_key(7, 120, ("birthday", date(2026, 2, 28)))
    ('7/120/purchase/5301', '7/120/birthday/2026-02-28')
    >>> occasion_key(7, 120, ("a/b", "c")) == occasion_key(7, 120, ("a", "b/c"))
    False
    """
    return "/".join(quote(str(part), safe="") for part in (plan, member, *source))


def contact_key(run_key, due):
    """What a contact of a run is known by: a run meets a step once, and a step makes its attempts one by one.

    :param due: :class:`.steps.Due`
    """
    return f"{run_key}/{quote(due.step, safe='')}/{due.attempt}"


def refusal(entry, key, day, pasts):
    """Why a member can't enter.

    :param key: of the occasion
    :param day: on which the member would enter
    :param pasts: iterable of :class:`Past`, all runs of the member in the plan
    :return: 'known' (this occasion had its run), 'running', 'entered_before', 'too_soon'; '' for nothing against it

    >>> pasts = [Past("7/120/purchase/5301", date(2026, 3, 1))]
    >>> refusal(Entry("after", 30), "7/120/purchase/5302", date(2026, 3, 30), pasts)
    'too_soon'
    >>> refusal(Entry("after", 30), "7/120/purchase/5302", date(2026, 3, 31), pasts)
    ''
    """
    pasts = list(pasts)
    if any(past.key == key for past in pasts):
        return "known"
    if entry.again == "occasion" or not pasts:
        return ""
    if any(past.ended is None for past in pasts):
        return "running"
    if entry.again == "never":
        return "entered_before"
    return "too_soon" if (day - max(past.ended for past in pasts)).days < entry.days else ""


def admitted(entry, found, pasts):
    """Which of a member's occasions begin a run, each run standing in the way of those after it.

    :param found: iterable of (key, day on which the member would enter)
    :param pasts: as for :func:`refusal`
    :return: list of keys, in the order of their days

    >>> found = [("7/120/purchase/5302", date(2026, 3, 1)), ("7/120/purchase/5301", date(2026, 3, 1))]
    >>> admitted(Entry(), found, []), len(admitted(Entry("occasion"), found, []))
    (['7/120/purchase/5301'], 2)
    """
    keys, pasts = [], list(pasts)
    for day, key in sorted((day, key) for key, day in found):
        if not refusal(entry, key, day, pasts):
            keys.append(key)
            pasts.append(Past(key))
    return keys


def counting(occasions, history, start):
    """The occasions of a member that count when a plan starts.

    :param occasions: list of :class:`Occasion`
    :param history: of the occasions before the start: 'none' count; 'as_if' the plan had run all the time, so that
        what is ahead is still done (see :func:`first_ahead`); 'from_now' the last one counts as if it were today's
    :return: list of :class:`Occasion`, in the order of their days

    >>> bought = [Occasion(("purchase", number), date(2026, 1, number)) for number in (1, 5, 9)]
    >>> [[(occasion.source[1], occasion.day.day) for occasion in counting(bought, history, date(2026, 1, 6))]
    ...  for history in ("none", "as_if", "from_now")]
    [[(9, 9)], [(1, 1), (5, 5), (9, 9)], [(5, 6), (9, 9)]]
    """
    occasions = sorted(occasions, key=lambda occasion: (occasion.day, str(occasion.source)))
    before = [occasion for occasion in occasions if occasion.day < start]
    ahead = occasions[len(before) :]
    if history == "as_if":
        return occasions
    return [_moved(occasion, start) for occasion in before[-1:]] + ahead if history == "from_now" else ahead


def first_ahead(version, occasion, start):
    """The first contact that a plan which starts today makes, as if it had run all the time and reached everybody.

    :param occasion: :class:`Occasion`
    :return: :class:`.steps.Due`; None when all of the run lies behind
    """
    return next((due for due in course(version, occasion.counted_day) if due.planned >= start), None)


def _moved(occasion, start):
    return replace(occasion, day=start, counted=occasion.counted_day + (start - occasion.day))
