"""The rules of contact over all plans: who may be contacted today, who later, and who not at all.

Each decision follows from what is known of the member, the day and the contacts of that member that rank before:
neither the order in which contacts are looked at nor the other members matter.
"""

from bisect import insort
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from .hours import Hours, next_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Contact:
    """A contact that is due.

    :param channel: by which it is made
    :param purpose: what the member must have agreed to, as 'marketing'
    :param last: the day after which it is too late
    :param priority: the higher goes first, then the earlier planned, then the lower id
    :param run: id of the run it belongs to; None for one that was made by hand
    :param hours: None: at any time
    """

    id: int
    member: int
    channel: str
    purpose: str
    planned: date
    last: date
    priority: int = 0
    run: int | None = None
    hours: Hours | None = None


@dataclass(frozen=True)
class Run:
    """A run of a member that goes on.

    :param exclusive: its plan doesn't run beside other plans that are exclusive, too
    """

    id: int
    plan: int
    began: date
    priority: int = 0
    exclusive: bool = True

    @property
    def rank(self):
        return -self.priority, self.began, self.plan, self.id


@dataclass(frozen=True)
class Member:
    """What is known of a member.

    :param consents: frozenset of (channel, purpose) agreed to and not withdrawn; 'all' is every channel
    :param blocked: frozenset of channels on whose blacklist the member's number or address stands
    :param stopped: wants no contacts at all
    :param had: tuple of (date, channel), contacts made, or given out to be made
    :param runs: tuple of :class:`Run`, all that go on
    """

    consents: frozenset = frozenset()
    blocked: frozenset = frozenset()
    stopped: bool = False
    had: tuple = ()
    runs: tuple = ()
    zone: str = "UTC"


@dataclass(frozen=True)
class Cap:
    """At most so many contacts of a member in so many days, the day itself among them.

    :param channel: None: all channels together
    """

    count: int
    days: int
    channel: str | None = None


@dataclass(frozen=True)
class Decision:
    """
    :param action: 'do' (today), 'postpone' or 'drop'
    :param until: the day on which a postponed contact is decided again
    :param reason: 'stopped', 'exit' (its run is over), 'blacklisted', 'no_consent', 'late', 'not_due', 'hours',
        'other_plan', 'cap'; '' for 'do'
    """

    action: str
    until: date | None = None
    reason: str = ""


DO = Decision("do")


def decide(contacts, members, caps, day):
    """
    :param contacts: iterable of :class:`Contact`, of each member all that are due and not yet given out
    :param members: dict of member to :class:`Member`
    :param caps: list of :class:`Cap`
    :param day: the local day, wherever the member is
    :return: dict of the contact's id to :class:`Decision`

    >>> day = date(2026, 7, 1)
    >>> agreed = Member(consents=frozenset({("all", "marketing")}), had=((date(2026, 6, 28), "phone"),))
    >>> calls = [Contact(id, 120, "phone", "marketing", day, day + 5 * ONE_DAY, priority=id) for id in (1, 2)]
    >>> [(id, decision.action, decision.until) for id, decision in decide(calls, {120: agreed}, [Cap(2, 7)], day).items()]
    [(2, 'do', None), (1, 'postpone', datetime.date(2026, 7, 5))]
    """
    ranked = sorted(contacts, key=lambda contact: (contact.member, -contact.priority, contact.planned, contact.id))
    decisions, open_days = {}, _OpenDays()
    for id, own in groupby(ranked, key=lambda contact: contact.member):
        member = members.get(id, Member())
        days_had = [_days_had(cap, member) for cap in caps]
        for contact in own:
            decisions[contact.id] = _decide(contact, member, caps, days_had, day, open_days)
    return decisions


def forbidden(contact, member):
    """Why a contact may never be made, whatever the day. Tested when it is decided, and again when it is made.

    :return: 'stopped', 'exit', 'blacklisted', 'no_consent', or '' for nothing against it
    """
    if member.stopped:
        return "stopped"
    if contact.run is not None and all(run.id != contact.run for run in member.runs):
        return "exit"
    if contact.channel in member.blocked:
        return "blacklisted"
    agreed = {(contact.channel, contact.purpose), ("all", contact.purpose)} & member.consents
    return "" if agreed else "no_consent"


def _decide(contact, member, caps, days_had, day, open_days):
    reason = forbidden(contact, member) or ("late" if day > contact.last else "")
    if reason:
        return Decision("drop", reason=reason)
    if day < contact.planned:
        return Decision("postpone", contact.planned, "not_due")
    open_day = open_days.next(day, contact.hours, member.zone)
    if open_day is None or open_day > contact.last:
        return Decision("drop", reason="hours")
    if open_day > day:
        return Decision("postpone", open_day, "hours")
    if _is_held(contact, member):
        return _put_off(contact, day + ONE_DAY, "other_plan", day)
    free = max((_free_of(cap, had, contact, day) for cap, had in zip(caps, days_had, strict=True)), default=day)
    if free > day:
        return _put_off(contact, free, "cap", day)
    _count(contact, caps, days_had, day)
    return DO


def _put_off(contact, until, reason, day):
    """Dropped on the last day alone. What is in the way may go before, and a day that is decided again after a crash
    comes to the same, although what ranks behind was given out already.
    """
    if day == contact.last:
        return Decision("drop", reason=reason)
    return Decision("postpone", min(until, contact.last), reason)


def _is_held(contact, member):
    """Whether a run of another plan has to end before this contact's run goes on: one that ranks before it."""
    own = next((run for run in member.runs if run.id == contact.run), None)
    if own is None or not own.exclusive:
        return False
    return any(run.exclusive and run.plan != own.plan and run.rank < own.rank for run in member.runs)


def _days_had(cap, member):
    """:return: list of dates, the latest last"""
    return sorted(day for day, channel in member.had if cap.channel in (None, channel))


def _free_of(cap, days_had, contact, day):
    """:return: the first day on which a cap lets the contact pass"""
    if cap.channel not in (None, contact.channel) or len(days_had) < cap.count:
        return day
    # It passes when the last but so many is out of the window.
    return max(days_had[-cap.count] + timedelta(days=cap.days), day) if cap.count else date.max


def _count(contact, caps, days_had, day):
    for cap, had in zip(caps, days_had, strict=True):
        if cap.channel in (None, contact.channel):
            insort(had, day)


class _OpenDays:
    """The next open day by hours and zone, found once for a batch."""

    def __init__(self):
        self.found = {}

    def next(self, day, hours, zone):
        if hours is None:
            return day
        key = day, hours, zone
        if key not in self.found:
            self.found[key] = next_day(*key)
        return self.found[key]
