"""Who makes which contact and when: what must hold for any people, absences and contacts."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.member_followup.engine import load
from odoo.addons.member_followup.engine.hours import Hours
from odoo.addons.member_followup.engine.load import Person, Task

from followup_plans import cases, day

TODAY, ONE_DAY = day("07-01"), timedelta(days=1)
AWAY = frozenset({TODAY})
ANA, BEA, CAI = Person(1, 10, 2), Person(2, 10, 2), Person(3, 10, 2)
BOSS = Person(9, 90, 1)


def task(id, *who, otherwise="list", store=10, priority=0, late=0):
    return Task(id, store, TODAY - ONE_DAY * late, TODAY + ONE_DAY * 5, who, otherwise, priority)


def absent(person):
    return replace(person, absent=AWAY)


def turns(count, **values):
    return [task(id, otherwise="turn", **values) for id in range(1, count + 1)]


BUSY, LITTLE = replace(ANA, capacity=3), replace(BEA, capacity=1)
LISTED = [task(id) for id in range(1, 6)]
OWN = [task(id, 1, otherwise="turn", priority=-1) for id in (7, 8)]

# Each task with who makes it, '-' for the store's list, or why it waits.
SHARES = [
    ("the owner", [task(1, 1), task(2, 2)], [ANA, BEA], "1:1 2:2"),
    ("the owner is full", [task(1, 1), task(2, 1), task(3, 1)], [ANA, BEA], "1:1 2:1 3:capacity"),
    ("the higher priority first", [task(1, 1), task(2, 1), task(3, 1, priority=1)], [ANA], "1:1 2:capacity 3:1"),
    ("then the earlier planned", [task(1, 1), task(2, 1), task(3, 1, late=1)], [ANA], "1:1 2:capacity 3:1"),
    ("absent, the store's list", [task(1, 1)], [absent(ANA), BEA], "1:-"),
    ("absent, in turn", [task(1, 1, otherwise="turn")], [absent(ANA), BEA], "1:2"),
    ("absent, waits", [task(1, 1, otherwise="wait")], [absent(ANA), BEA], "1:absent"),
    ("absent, a substitute", [task(1, 1, 2)], [absent(ANA), BEA], "1:2"),
    ("present, no substitute", [task(1, 1, 2), task(2, 1, 2), task(3, 1, 2)], [ANA, BEA], "1:1 2:1 3:capacity"),
    ("left, the store's list", [task(1, 7)], [ANA], "1:-"),
    ("no owner at all, waits", [task(1, otherwise="wait")], [ANA], "1:unstaffed"),
    ("the supervisor of another store", [task(1, 1, 9), task(2, 1, 9)], [absent(ANA), BEA, BOSS], "1:9 2:capacity"),
    ("the list within what the store can do", LISTED, [ANA, BEA], "1:- 2:- 3:- 4:- 5:capacity"),
    ("the list without those absent", LISTED[:3], [ANA, absent(BEA)], "1:- 2:- 3:capacity"),
    ("the list, everybody absent", LISTED[:1], [absent(ANA)], "1:absent"),
    ("the list of a store without people", [task(1, store=11)], [ANA], "1:unstaffed"),
    ("the list leaves room for the owner", [*LISTED[:3], task(9, 1, priority=1)], [ANA, BEA], "1:- 2:- 3:- 9:1"),
    ("the list uses up the owner's time", [*LISTED[:4], task(9, 1, priority=-1)], [ANA, BEA], "1:- 2:- 3:- 4:- 9:capacity"),
    ("in turn", turns(4), [ANA, BEA, CAI], "1:1 2:2 3:3 4:1"),
    ("in turn, who had fewer begins", turns(2), [replace(ANA, given=5), BEA, replace(CAI, given=2)], "1:2 2:3"),
    ("in turn, without those absent", turns(3), [ANA, absent(BEA), CAI], "1:1 2:3 3:1"),
    ("in turn, until everybody is full", turns(5), [ANA, BEA], "1:1 2:2 3:1 4:2 5:capacity"),
    ("in turn, who has work of their own last", [*turns(2), *OWN], [ANA, BEA], "1:2 2:2 7:1 8:1"),
    ("in turn, over work of their own", [*turns(3), *OWN], [ANA, BEA], "1:2 2:2 3:1 7:1 8:capacity"),
    ("in turn, who can do no more last", [*turns(1), *OWN, task(9, 2, priority=-1)], [BUSY, LITTLE], "1:1 7:1 8:1 9:2"),
    ("nobody can do anything", turns(1), [replace(ANA, capacity=0)], "1:capacity"),
]  # fmt: skip


@cases("tasks people expected", SHARES)
def test_share(tasks, people, expected):
    shares = load.share(tasks, people, TODAY)
    assert " ".join(f"{id}:{one.reason or one.person or '-'}" for id, one in sorted(shares.items())) == expected


def test_whom_a_contact_belongs_to():
    names = {"owner": 1, "seller": 2, "specialist": 3, "supervisor": 4}
    found = [load.belongs_to(mode, **names) for mode in ("owner", "seller", "specialist", "list", "turn")]
    assert found == [(1,), (2,), (3, 4), (), ()]
    assert load.belongs_to("specialist", supervisor=4) == (4,)


near = st.integers(0, 6).map(lambda count: TODAY + ONE_DAY * count)
people = st.lists(
    st.builds(
        Person,
        id=st.integers(1, 6),
        store=st.integers(10, 11),
        capacity=st.integers(0, 3),
        absent=st.frozensets(near, max_size=4),
        given=st.integers(0, 2),
    ),
    max_size=6,
    unique_by=lambda person: person.id,
)
tasks = st.lists(
    st.builds(
        lambda planned, tolerance, **values: Task(planned=planned, last=planned + ONE_DAY * tolerance, **values),
        id=st.integers(1, 99),
        store=st.integers(10, 11),
        planned=near,
        tolerance=st.integers(0, 4),
        who=st.lists(st.integers(1, 7), max_size=2, unique=True).map(tuple),
        otherwise=st.sampled_from(["list", "turn", "wait"]),
        priority=st.integers(0, 2),
    ),
    max_size=20,
    unique_by=lambda task: task.id,
)


@given(work=tasks, staff=people)
def test_nobody_has_more_than_they_can_do(work, staff):
    shares = load.share(work, staff, TODAY)
    assert shares.keys() == {task.id for task in work}
    known = {person.id: person for person in staff}
    done = [(task, shares[task.id].person) for task in work if not shares[task.id].reason]
    persons = Counter(person for _task, person in done if person)
    stores = Counter(known[person].store if person else task.store for task, person in done)
    for id, count in persons.items():
        assert count <= known[id].capacity and TODAY not in known[id].absent
    for store, count in stores.items():
        assert count <= sum(one.capacity for one in staff if one.store == store and TODAY not in one.absent)
    for task, person in done:
        there = [id for id in task.who if id in known and TODAY not in known[id].absent]
        assert (
            person == there[0] if there else task.otherwise != "wait" and (person is None) == (task.otherwise == "list")
        )


@given(work=tasks, staff=people, data=st.data())
def test_the_order_of_processing_decides_nothing(work, staff, data):
    mixed, others = data.draw(st.permutations(work)), data.draw(st.permutations(staff))
    assert load.share(work, staff, TODAY) == load.share(mixed, others, TODAY)
    assert load.smooth(work, staff, TODAY) == load.smooth(mixed, others, TODAY)


@given(work=tasks, staff=people)
def test_what_waits_waits_for_a_priority_as_high(work, staff):
    """Whoever waits would wait without all that ranks behind, too."""
    shares = load.share(work, staff, TODAY)
    for lowest in (1, 2):
        high = load.share([task for task in work if task.priority >= lowest], staff, TODAY)
        assert all(bool(one.reason) == bool(shares[id].reason) for id, one in high.items())


@given(count=st.integers(0, 20), size=st.integers(1, 6), given=st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_turns_differ_by_one_at_most_where_all_are_free(count, size, given):
    staff = [Person(id, 10, 20, given=given[id]) for id in range(size)]
    had = Counter(share.person for share in load.share(turns(count), staff, TODAY).values())
    counts = [had[person.id] for person in staff]
    assert sum(counts) == count and max(counts) - min(counts) <= 1
    fewest = [person.given for person in staff if had[person.id] == max(counts)]
    assert max(counts) == min(counts) or max(fewest) <= min(one.given for one in staff if had[one.id] < max(counts))


@given(work=tasks, staff=people)
def test_days_are_chosen_in_time_and_nobody_is_full_by_then(work, staff):
    """What was spread over the days, finds room on each of them."""
    days = load.smooth(work, staff, TODAY + ONE_DAY)
    assert days.keys() == {task.id for task in work}
    for task in work:
        assert days[task.id] is None or max(task.planned, TODAY + ONE_DAY) <= days[task.id] <= task.last
    for chosen in set(filter(None, days.values())):
        shares = load.share([task for task in work if days[task.id] == chosen], staff, chosen)
        assert not any(share.reason for share in shares.values())


@given(count=st.integers(0, 60), width=st.integers(1, 7), otherwise=st.sampled_from(["list", "turn"]))
def test_days_are_even(count, width, otherwise):
    staff = [Person(1, 10, 30), Person(2, 10, 30)]
    last = TODAY + ONE_DAY * (width - 1)
    for who in ((), (1,)):
        work = [Task(id, 10, TODAY, last, who, otherwise) for id in range(min(count, 30 * width))]
        had = Counter(load.smooth(work, staff, TODAY).values())
        counts = [had[TODAY + ONE_DAY * place] for place in range(width)]
        assert max(counts) - min(counts) <= 1


def test_days_that_were_planned_before_count():
    booked = [(1, 10, TODAY), (None, 10, TODAY + ONE_DAY), (7, 10, TODAY + ONE_DAY)]
    work = [Task(1, 10, TODAY, TODAY + ONE_DAY, (1,))]
    assert load.smooth(work, [Person(1, 10, 1)], TODAY, booked) == {1: None}
    assert load.smooth(work, [Person(1, 10, 2)], TODAY, booked[1:2]) == {1: TODAY}
    assert load.smooth(work, [Person(1, 10, 2)], TODAY, booked) == {1: TODAY}
    colleague = [(2, 10, TODAY), (2, 10, TODAY), (1, 10, TODAY + ONE_DAY)]
    assert load.smooth(work, [Person(1, 10, 3), Person(2, 10, 3)], TODAY, colleague) == {1: TODAY}


def test_who_has_a_choice_of_days_keeps_off_those_of_who_has_none():
    later = TODAY + ONE_DAY
    for who in ((), (1,)):
        work = [Task(1, 10, TODAY, TODAY, who), Task(2, 10, TODAY, later, who, priority=1)]
        assert load.smooth(work, [Person(1, 10, 1)], TODAY) == {1: TODAY, 2: later}
        work = [Task(1, 10, TODAY, TODAY, who), Task(2, 10, TODAY, TODAY, who, priority=1)]
        assert load.smooth(work, [Person(1, 10, 1)], TODAY) == {1: None, 2: TODAY}


def test_an_owner_who_comes_back_in_time_is_waited_for():
    work = [Task(1, 10, TODAY, TODAY + ONE_DAY * 3, (1, 2))]
    assert load.smooth(work, [absent(ANA), BEA], TODAY) == {1: TODAY + ONE_DAY}


@given(
    work=st.lists(
        st.tuples(st.integers(1, 9), st.lists(st.integers(1, 5), max_size=3, unique=True).map(tuple)), max_size=20
    ),
    heirs=st.lists(st.integers(6, 9), min_size=1, unique=True).map(tuple),
)
def test_what_is_handed_over_stays_together(work, heirs):
    work = [(id, member, who) for id, (member, who) in enumerate(work)]
    changed = load.hand_over(work, 1, heirs)
    assert changed.keys() == {id for id, _member, who in work if 1 in who}
    heir_of = {}
    for id, member, who in work:
        if id in changed:
            [heir] = set(changed[id]) & set(heirs)
            assert heir_of.setdefault(member, heir) == heir
            assert changed[id] == tuple(heir if person == 1 else person for person in who)
    had = Counter(heir_of.values())
    assert not heir_of or max(had.values()) - min(had[heir] for heir in heirs) <= 1


def test_what_was_given_out_before_takes_up_capacity():
    booked = [(1, 10, TODAY), (None, 10, TODAY), (7, 10, TODAY), (2, 10, TODAY - ONE_DAY)]
    shares = load.share([task(1, 1), task(2, 2), task(3, 2)], [ANA, BEA], TODAY, booked)
    assert [share.reason for share in shares.values()] == ["", "capacity", "capacity"]


@given(
    work=tasks,
    staff=people,
    booked=st.lists(st.tuples(st.none() | st.integers(1, 7), st.integers(10, 11), st.just(TODAY)), max_size=9),
)
def test_nobody_gets_more_than_is_left(work, staff, booked):
    shares = load.share(work, staff, TODAY, booked)
    had, given = Counter(person for person, *_rest in booked), Counter(share.person for share in shares.values())
    for person in staff:
        assert not given[person.id] or given[person.id] + had[person.id] <= person.capacity


def test_days_that_are_closed_are_not_chosen():
    closed = Hours(closed=frozenset({TODAY, TODAY + ONE_DAY}))
    work = [replace(task(1), hours=closed), replace(task(2), hours=Hours(weekdays=frozenset()))]
    assert load.smooth(work, [ANA], TODAY) == {1: TODAY + ONE_DAY * 2, 2: None}
