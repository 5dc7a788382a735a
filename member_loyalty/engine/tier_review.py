"""Who rises, stays or falls, and until when."""

from dataclasses import dataclass
from datetime import date, timedelta

from .tiers import Figures, Tier, reached_tier


@dataclass(frozen=True)
class Hold:
    """A tier that somebody gave by hand, apart from the rules.

    :param until: last good day; None: until somebody lifts it
    :param floor: the rules may give more, never less; else they may give less, never more
    """

    tier: Tier | None
    until: date | None = None
    floor: bool = True

    def holds(self, day):
        return self.until is None or day <= self.until


@dataclass(frozen=True)
class Standing:
    """Where the rules have put a member.

    :param tier: by the rules alone; None: no tier reached
    :param until: last good day of it; None: it never ends
    """

    tier: Tier | None = None
    until: date | None = None


@dataclass(frozen=True)
class Outcome:
    """What a review makes of a standing.

    :param move: 'up', 'down', 'keep' (good for another period) or 'none'
    :param grounds: the measures behind it, dict of measure to (figure, threshold)
    """

    move: str
    standing: Standing
    grounds: dict


@dataclass(frozen=True)
class Sudden:
    """Whose terms to stay are looked at now, whenever their tier ends, because their rule was changed.

    :param tiers: ids of the tiers
    :param for_life: those, too, whose tier never ends
    """

    tiers: tuple = ()
    for_life: bool = False

    def meets(self, tier_id, until):
        """
        >>> [Sudden((2,)).meets(2, None), Sudden((2,), for_life=True).meets(2, None), Sudden((3,)).meets(2, None)]
        [False, True, False]
        """
        return tier_id in self.tiers and (self.for_life or bool(until))


NOBODY = Sudden()


def judge(ladder, standing, figures, staying, day, since, at_once=False):
    """Review one member.

    Up at once, whenever the terms of a higher tier are met. Down only when the validity of the tier has ended, the
    terms to stay weren't met by then, nor in the days of grace.

    :param ladder: list of :class:`Tier`
    :param figures: dict of tier id to :class:`Figures` as of ``day``
    :param staying: :class:`Figures` for the present tier's terms to stay: those of :func:`staying_days`
    :param date day: the day of the review
    :param date since: when the membership began
    :param at_once: don't wait for the end of the validity, as when a rule was changed
    :return: :class:`Outcome`
    """
    present = standing.tier
    reached, grounds = reached_tier(ladder, figures)
    if reached and (present is None or reached.rank > present.rank):
        return Outcome("up", Standing(reached, reached.validity.last_day(day, since)), grounds)
    is_over = standing.until is not None and day > standing.until
    if present is None or not (at_once or is_over):
        return Outcome("none", standing, {})
    met = present.staying.met_by(staying)
    if met is not None:
        renewed = _next_end if is_over else _same_end
        end = renewed(present, standing.until, day, since)
        return Outcome("none" if end == standing.until else "keep", Standing(present, end), met)
    if reached and reached.rank == present.rank:
        return Outcome("keep", Standing(present, present.validity.last_day(day, since)), grounds)
    if not at_once and day <= standing.until + timedelta(days=present.grace):
        return Outcome("none", standing, {})
    lower = _lower_tier(ladder, present, figures)
    grounds = {name: (getattr(staying, name), threshold) for name, threshold in present.staying.asked.items()}
    return Outcome("down", Standing(lower, lower.validity.last_day(day, since) if lower else None), grounds)


def staying_days(tier, until, day):
    """The days whose purchases count for staying, as of a review.

    The window is the one that the validity ends in; purchases in the days of grace count in it, too.

    :param until: end of the validity; None, as for a rule that is applied at once: the window of the day itself
    :return: the day that the window ends in, and the last day that counts

    >>> gold = Tier(3, 20, grace=30)
    >>> [str(one) for one in staying_days(gold, date(2026, 6, 30), date(2026, 7, 8))]
    ['2026-06-30', '2026-07-08']
    >>> [str(one) for one in staying_days(gold, date(2026, 6, 30), date(2026, 6, 1))]
    ['2026-06-30', '2026-06-01']
    """
    if until is None:
        return day, day
    return until, min(day, until + timedelta(days=tier.grace))


def effective_tier(standing, hold, day):
    """The tier that counts: by the rules, unless a hand holds it higher or lower.

    >>> silver, gold = Tier(2, 10), Tier(3, 20)
    >>> effective_tier(Standing(silver), Hold(gold, date(2026, 5, 31)), date(2026, 5, 31)).id
    3
    >>> effective_tier(Standing(silver), Hold(gold, date(2026, 5, 31)), date(2026, 6, 1)).id
    2
    >>> effective_tier(Standing(gold), Hold(silver, floor=False), date(2026, 5, 1)).id
    2
    """
    if hold is None or not hold.holds(day):
        return standing.tier
    choose = max if hold.floor else min
    return choose(standing.tier, hold.tier, key=lambda tier: tier.rank if tier else float("-inf"))


def next_look(standing, hold, notice, day):
    """The next day on which the calendar may change something, so that nobody is looked at before.

    :param notice: days before the end of the validity on which a member is told
    :return: date after ``day``, or None

    >>> gold = Tier(3, 20, grace=10)
    >>> [str(next_look(Standing(gold, date(2026, 6, 30)), None, 14, date(2026, month, 30))) for month in (5, 6)]
    ['2026-06-16', '2026-07-01']
    >>> str(next_look(Standing(gold, date(2026, 6, 30)), None, 14, date(2026, 7, 1)))
    '2026-07-11'
    >>> str(next_look(Standing(gold), Hold(gold, date(2026, 6, 30)), 14, date(2026, 6, 30)))
    '2026-07-01'
    """
    days = []
    if hold and hold.until:
        days.append(hold.until + timedelta(days=1))
    if standing.until:
        days += [
            standing.until - timedelta(days=notice),
            standing.until + timedelta(days=1),
            standing.until + timedelta(days=standing.tier.grace + 1),
        ]
    return min((one for one in days if one > day), default=None)


def _next_end(tier, until, day, since):
    """Who stays goes on from the end of the period before, unless that is long ago."""
    end = tier.validity.next_last_day(until, since)
    return end if end is None or end >= day else tier.validity.last_day(day, since)


def _same_end(tier, until, day, since):
    """A period that isn't over goes on, unless the rule was changed between lifetime and a term."""
    end = tier.validity.last_day(day, since)
    return end and (until or end)


def _lower_tier(ladder, present, figures):
    """What a member falls to: what the figures give, and not below one step where the tier says so."""
    below = sorted((tier for tier in ladder if tier.rank < present.rank), key=lambda tier: tier.rank, reverse=True)
    if present.downgrade == "one":
        return below[0] if below else None
    for tier in below:
        found = figures.get(tier.id, Figures())
        if tier.entry.met_by(found) is not None or tier.staying.met_by(found) is not None:
            return tier
    return None
