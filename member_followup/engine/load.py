"""Who makes which contact: people with a capacity for each day, their absence, and the store's list.

Everybody of a store shares its work. What stands on the store's list is taken by whoever has time, so that it uses up
the capacity that the store's people have left together.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from .hours import Hours

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """
    :param capacity: contacts a day
    :param absent: frozenset of dates
    :param given: contacts given lately, for those in turn: who had fewer goes first when today's are equal
    """

    id: int
    store: int
    capacity: int
    absent: frozenset = frozenset()
    given: int = 0


@dataclass(frozen=True)
class Task:
    """A contact that somebody has to make.

    :param who: ids of the people it belongs to; the first who is present makes it
    :param otherwise: when none of them is: 'list' (the store's), 'turn' (equal load in the store), 'wait'
    :param priority: the higher goes first, then the earlier planned, then the lower id
    :param hours: on whose days it is made; None: on any day
    """

    id: int
    store: int
    planned: date
    last: date
    who: tuple = ()
    otherwise: str = "list"
    priority: int = 0
    hours: Hours | None = None


@dataclass(frozen=True)
class Share:
    """
    :param person: id of who makes the contact; None while it stands on the store's list, or waits
    :param reason: why it waits: 'capacity', 'absent', or 'unstaffed' where nobody makes such contacts; '' when it doesn't
    """

    person: int | None = None
    reason: str = ""


def belongs_to(mode, owner=None, seller=None, specialist=None, supervisor=None):
    """Whom a contact belongs to, in the order in which they stand in for each other.

    :param mode: 'owner', 'seller' (who enrolled the member, or sold), 'specialist' (with the supervisor behind), or
        'list' and 'turn', which name nobody
    :return: tuple of ids

    >>> belongs_to("specialist", specialist=4, supervisor=9), belongs_to("owner"), belongs_to("turn", owner=4)
    ((4, 9), (), ())
    """
    named = {"owner": [owner], "seller": [seller], "specialist": [specialist, supervisor]}.get(mode, [])
    return tuple(person for person in named if person is not None)


def share(tasks, people, day, booked=()):
    """Who does what on a day. Over capacity the highest priority goes first, and the rest waits.

    :param tasks: iterable of :class:`Task` for the day
    :param people: iterable of :class:`Person`
    :param booked: iterable of (person or None for the store's list, store, day) that were given out before, or made
    :return: dict of the task's id to :class:`Share`

    >>> day = date(2026, 7, 1)
    >>> people = [Person(4, store=1, capacity=1), Person(5, store=1, capacity=1, absent=frozenset({day}))]
    >>> tasks = [Task(id, 1, day, day, who=(who,), otherwise="wait") for id, who in ((1, 4), (2, 4), (3, 5))]
    >>> list(share(tasks, people, day).values())
    [Share(person=4, reason=''), Share(person=None, reason='capacity'), Share(person=None, reason='absent')]
    """
    room, shares = _Room(people, booked), {}
    ranked = sorted(tasks, key=_rank)
    for task in ranked:
        room.expect(task, day, 1)
    for task in ranked:
        room.expect(task, day, -1)
        person, reason = room.performer(task, day)
        if not reason:
            room.take(person, task.store, day)
        shares[task.id] = Share(None if reason else person, reason)
    return shares


def smooth(tasks, people, first, booked=()):
    """Spread tasks over the days that they may be done on, so that each person's days are even and within capacity.

    The highest priority chooses first, and among equals who has the fewest days to choose from. Who has a choice keeps
    off the days of those who have none.

    :param tasks: iterable of :class:`Task`
    :param first: the first day to plan for
    :param booked: iterable of (person or None for the store's list, store, day) that were planned before
    :return: dict of the task's id to a date; None when all its days are full, or its people absent

    >>> day = date(2026, 7, 1)
    >>> tasks = [Task(id, 1, day, day + 2 * ONE_DAY, who=(4,)) for id in range(4)]
    >>> [chosen.day for chosen in smooth(tasks, [Person(4, store=1, capacity=2)], day).values()]
    [1, 2, 3, 1]
    """
    room = _Room(people, booked)
    ranked, days = sorted(tasks, key=_choice_rank), {}
    for task in ranked:
        _expect_on_its_only_day(room, task, first, 1)
    for task in ranked:
        _expect_on_its_only_day(room, task, first, -1)
        days[task.id] = _evenest_day(room, task, max(task.planned, first))
    return days


def hand_over(tasks, leaver, heirs):
    """Who makes the open contacts of somebody who leaves. What is done stays theirs: pass what is open alone.

    :param tasks: iterable of (id, member, tuple of the people it belongs to)
    :param heirs: tuple of people, who take members in turn: all contacts of a member go to one of them
    :return: dict of the task's id to the new tuple, for those that change

    >>> hand_over([(1, 120, (4, 9)), (2, 121, (4,)), (3, 120, (4,)), (4, 122, (5,))], 4, (6, 7))
    {1: (6, 9), 3: (6,), 2: (7,)}
    """
    theirs = [task for task in tasks if leaver in task[2]]
    members = sorted({member for _id, member, _who in theirs})
    heir_of = {member: heirs[place % len(heirs)] for place, member in enumerate(members)}
    return {
        # An heir who stood behind the leaver already doesn't stand there twice.
        id: tuple(dict.fromkeys(heir_of[member] if person == leaver else person for person in who))
        for id, member, who in sorted(theirs, key=lambda task: (task[1], task[0]))
    }


def _rank(task):
    return -task.priority, task.planned, task.id


def _choice_rank(task):
    return -task.priority, task.last - task.planned, task.planned, task.id


def _expect_on_its_only_day(room, task, first, count):
    if task.last == max(task.planned, first):
        room.expect(task, task.last, count)


def _evenest_day(room, task, first):
    best = min(_choices(room, task, first), default=None)
    if best is None:
        return None
    _stand_in, _load, day, person = best
    room.take(person, task.store, day)
    return day


def _choices(room, task, first):
    """The days on which a task can be done: better by whom it belongs to than by who stands in, and where there is
    less to do.

    :return: iterable of (place of who makes it, what there is to do, day, who makes it), the least is the best
    """
    for count in range((task.last - first).days + 1):
        day = first + ONE_DAY * count
        if task.hours and not task.hours.is_open(day):
            continue
        person, reason = room.performer(task, day)
        if not reason:
            place = task.who.index(person) if person in task.who else len(task.who)
            yield place, room.load(task, person, day), day, person


class _Room:
    """What capacity is left: of each person, and of each store's people together."""

    def __init__(self, people, booked):
        self.people = {person.id: person for person in people}
        self.staff = defaultdict(list)
        for person in self.people.values():
            self.staff[person.store].append(person)
        #: contacts by (person, day), and by (store, day)
        self.by_person, self.by_store = Counter(), Counter()
        self.expected_by_person, self.expected_by_store = Counter(), Counter()
        self.present_staff = {}
        for person, store, day in booked:
            self.take(person, store, day)

    def expect(self, task, day, count):
        """A task that has a place already, if there is one when it comes to it.

        :param count: 1, or -1 when it comes to it
        """
        person = self._named(task, day)
        if person:
            self.expected_by_person[person.id, day] += count
        self.expected_by_store[person.store if person else task.store, day] += count

    def performer(self, task, day):
        """:return: (id of who makes a task, None for the store's list; why nobody can, or '')"""
        if person := self._named(task, day):
            return (person.id, "") if self._is_free(person, day) else (None, "capacity")
        present, capacity = self._present(task.store, day)
        if task.otherwise == "wait" or not present:
            expected = task.who if task.otherwise == "wait" else task.who or self.staff[task.store]
            return None, "absent" if expected else "unstaffed"
        if self.by_store[task.store, day] >= capacity:
            return None, "capacity"
        return (self._next_in_turn(present, day) if task.otherwise == "turn" else None), ""

    def take(self, person, store, day):
        """:param person: None: it goes on the store's list"""
        if person in self.people:
            self.by_person[person, day] += 1
            store = self.people[person].store
        self.by_store[store, day] += 1

    def load(self, task, person, day):
        """What is even: the days of whom a task belongs to, else those of the store."""
        if person in task.who:
            return self._load_of(person, day)
        return self.by_store[task.store, day] + self.expected_by_store[task.store, day]

    def _load_of(self, person, day):
        return self.by_person[person, day] + self.expected_by_person[person, day]

    def _named(self, task, day):
        """:return: :class:`Person`, the first of those it belongs to who is present"""
        people = (self.people.get(id) for id in task.who)
        return next((person for person in people if person and day not in person.absent), None)

    def _is_free(self, person, day):
        _present, capacity = self._present(person.store, day)
        return self.by_person[person.id, day] < person.capacity and self.by_store[person.store, day] < capacity

    def _present(self, store, day):
        """:return: (list of who is there, what they can do together)"""
        if (store, day) not in self.present_staff:
            present = [person for person in self.staff[store] if day not in person.absent]
            self.present_staff[store, day] = present, sum(person.capacity for person in present)
        return self.present_staff[store, day]

    def _next_in_turn(self, present, day):
        """Somebody is free where their store is: nobody has more than their capacity. Who has work of their own waiting
        comes later.
        """

        def rank(person):
            load = self._load_of(person.id, day)
            return load >= person.capacity, load, person.given, person.id

        free = [person for person in present if self.by_person[person.id, day] < person.capacity]
        return min(free, key=rank).id
