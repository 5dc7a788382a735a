"""A version of a contact plan as data, and how a member's run goes through it.

A run goes forward only: faults() refuses a way back, so that a run meets a step once, and a contact is told from all
others by its run, its step and the number of the attempt.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from .outcomes import MEANINGS

STOP = "stop"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Delay:
    """Months are counted first, and end with the month where it has no such day."""

    days: int = 0
    weeks: int = 0
    months: int = 0

    def after(self, day):
        """
        >>> Delay(months=1).after(date(2026, 1, 31)), Delay(weeks=3).after(date(2026, 1, 31))
        (datetime.date(2026, 2, 28), datetime.date(2026, 2, 21))
        """
        if self.months:
            year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
            day = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        return day + timedelta(days=self.days, weeks=self.weeks)


@dataclass(frozen=True)
class Retries:
    """What follows when nobody answers.

    :param times: attempts after the first
    :param days: days from an attempt to the next, unless a day was agreed on
    """

    times: int = 0
    days: int = 1


@dataclass(frozen=True)
class Step:
    """
    :param channel: by which it is made, as 'phone' or 'sms'
    :param counted_from: where the delay begins: 'occasion' (what began the run), or the step before, as it was
        'planned' or 'done'
    :param tolerance: days by which it may be late; then it is dropped
    :param branches: dict of outcome to the key of a step, STOP, or None for the next step; what isn't named goes on
        to the next step, or ends the run as the outcome's meaning says
    :param conditions: frozenset of names that must be true when the step is due; else its outcome is 'skipped'
    """

    key: str
    channel: str
    delay: Delay = Delay()
    counted_from: str = "planned"
    tolerance: int = 0
    branches: dict = field(default_factory=dict)
    conditions: frozenset = frozenset()
    retries: Retries = Retries()

    def is_wanted(self, true_names):
        """:param true_names: set of the names of conditions that are true"""
        return self.conditions <= true_names

    def target(self, outcome):
        """:return: key of the step that an outcome leads to, STOP, or None for the next one"""
        meaning = MEANINGS[outcome]
        if meaning.withdraws:
            return STOP
        return self.branches.get(outcome, STOP if meaning.ends else None)


@dataclass(frozen=True)
class Version:
    """
    :param steps: tuple of :class:`Step`
    :param failures: failed steps after which the run ends; 0: it goes on
    """

    steps: tuple
    failures: int = 0

    @cached_property
    def places(self):
        return {step.key: place for place, step in enumerate(self.steps)}

    def step(self, key):
        return self.steps[self.places[key]]


@dataclass(frozen=True)
class Due:
    """A contact that is to be made.

    :param step: key of the step
    :param planned: the day
    :param first_planned: the day of the first attempt; what is counted from 'planned' begins there
    :param failures: failed steps before it
    """

    step: str
    planned: date
    first_planned: date
    attempt: int = 1
    failures: int = 0


@dataclass(frozen=True)
class Result:
    """What came of a contact.

    :param outcome: a key of ``MEANINGS``
    :param day: when it was made, skipped or dropped
    :param again: the day agreed on for the next attempt, for 'no_answer'
    :param promised: the day on which the member wants to come, for 'promised'
    """

    outcome: str
    day: date
    again: date | None = None
    promised: date | None = None


@dataclass(frozen=True)
class End:
    """
    :param reason: 'finished' (no step is left), 'failures' (too many of them), 'stopped' (the member wants no more)
        or the outcome that ended the run
    """

    reason: str


def start(version, occasion, begins=date.min):
    """The first contact of a run.

    :param occasion: date that the run counts from
    :param begins: date on which the run begins; nothing is planned before
    :return: :class:`Due`

    >>> start(Version((Step("call", "phone", Delay(days=3)),)), date(2026, 2, 27)).planned
    datetime.date(2026, 3, 2)
    """
    first = version.steps[0]
    planned = max(first.delay.after(occasion), begins)
    return Due(first.key, planned, planned)


def after(version, occasion, due, result):
    """What follows a contact. Nothing is planned before the day of the contact itself.

    :param occasion: date that the run counts from
    :param due: :class:`Due`, the contact
    :return: :class:`Due` or :class:`End`

    >>> version = Version((Step("call", "phone", retries=Retries(1, 2)), Step("card", "post", Delay(weeks=1))))
    >>> call = start(version, date(2026, 3, 2))
    >>> again = after(version, date(2026, 3, 2), call, Result("no_answer", date(2026, 3, 3)))
    >>> again.step, again.planned, again.attempt
    ('call', datetime.date(2026, 3, 5), 2)
    >>> card = after(version, date(2026, 3, 2), again, Result("no_answer", date(2026, 3, 5)))
    >>> card.step, card.planned, card.failures
    ('card', datetime.date(2026, 3, 9), 1)
    >>> after(version, date(2026, 3, 2), card, Result("sent", date(2026, 3, 9)))
    End(reason='finished')
    """
    step, meaning = version.step(due.step), MEANINGS[result.outcome]
    if result.outcome == "no_answer" and due.attempt <= step.retries.times:
        return _next_attempt(step, due, result)
    failures = due.failures + meaning.failed
    if meaning.failed and 0 < version.failures <= failures:
        return End("failures")
    following = _following(version, step, result.outcome)
    if isinstance(following, End):
        return following
    planned = max(following.delay.after(_counted_from(following, occasion, due, result)), result.day)
    if result.promised:
        # Who said when to come isn't asked before.
        planned = max(planned, result.promised + ONE_DAY)
    return Due(following.key, planned, planned, failures=failures)


def course(version, occasion, outcome="reached", begins=date.min):
    """The contacts of a run in which each is made on its day and ends the same way.

    :param begins: as for :func:`start`
    :return: list of :class:`Due`

    >>> version = Version((Step("call", "phone", Delay(days=3)), Step("card", "post", Delay(weeks=1))))
    >>> [due.planned.day for due in course(version, date(2026, 3, 2))]
    [5, 12]
    """
    dues, due = [], start(version, occasion, begins)
    # No run is longer, unless it turns back.
    while isinstance(due, Due) and len(dues) < len(version.steps):
        dues.append(due)
        due = after(version, occasion, due, Result(outcome, due.planned))
    return dues


def _next_attempt(step, due, result):
    planned = max(result.again, result.day) if result.again else result.day + ONE_DAY * step.retries.days
    return Due(step.key, planned, due.first_planned, due.attempt + 1, due.failures)


def _following(version, step, outcome):
    """:return: the :class:`Step` that an outcome leads to, or :class:`End`"""
    target = step.target(outcome)
    if target == STOP:
        return End("stopped" if MEANINGS[outcome].withdraws else outcome)
    place = version.places[step.key] + 1 if target is None else version.places[target]
    return version.steps[place] if place < len(version.steps) else End("finished")


def _counted_from(step, occasion, due, result):
    return {"occasion": occasion, "planned": due.first_planned, "done": result.day}[step.counted_from]
