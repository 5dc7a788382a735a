"""Who is contacted, who later and who not: what must hold for any members, contacts and rules."""

from datetime import date, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from odoo.addons.member_followup.engine import manners
from odoo.addons.member_followup.engine.hours import Hours, windows_on
from odoo.addons.member_followup.engine.manners import Cap, Contact, Member, Run

from followup_plans import cases, day

TODAY = day("07-01")  # a Wednesday
ONE_DAY = timedelta(days=1)
AGREED = frozenset({("phone", "marketing"), ("sms", "marketing")})
OTHER_PURPOSE, ALL_OTHER_PURPOSE = (frozenset({(channel, "membership")}) for channel in ("phone", "all"))
FRIDAYS, NIGHTLY_GAP = Hours(weekdays=frozenset({4})), Hours(windows=((time(2, 15), time(2, 45)),))
NEVER = Hours(windows=())


def days(count):
    return TODAY + ONE_DAY * count


def call(id=1, late=0, tolerance=7, channel="phone", **values):
    planned = days(-late)
    return Contact(id, 120, channel, "marketing", planned, planned + ONE_DAY * tolerance, **values)


def member(*had, consents=AGREED, **values):
    """:param had: channels with the days that have passed since, as 'phone 3'"""
    past = tuple((days(-int(ago)), channel) for channel, ago in map(str.split, had))
    return Member(consents=consents, had=past, **values)


LOW, HIGH = Run(1, 10, days(-9), priority=1), Run(2, 20, days(-3), priority=5)
BESIDE, OLDER, SAME_PLAN = (
    Run(3, 30, days(-9), 9, exclusive=False),
    Run(4, 40, days(-30), priority=1),
    Run(5, 10, days(-99), priority=9),
)
WEEK, CALLS, NONE = Cap(2, 7), Cap(1, 30, "phone"), Cap(0, 7)

# Of one contact: what is decided, until when, and why.
CASES = [
    ("nothing against it", call(), member(), [], "do"),
    ("on the last day", call(late=7), member(), [], "do"),
    ("a day too late", call(late=8), member(), [], "drop late"),
    ("not due yet", call(late=-3), member(), [], "postpone 07-04 not_due"),
    ("no consent", call(), member(consents=frozenset()), [], "drop no_consent"),
    ("an unknown member", call(), None, [], "drop no_consent"),
    ("consent to another channel", call(channel="email"), member(), [], "drop no_consent"),
    ("consent to another purpose", call(), member(consents=OTHER_PURPOSE), [], "drop no_consent"),
    ("consent to all channels", call(), member(consents=frozenset({("all", "marketing")})), [], "do"),
    ("consent to all channels for another purpose", call(), member(consents=ALL_OTHER_PURPOSE), [], "drop no_consent"),
    ("no consent, not due yet", call(late=-3), member(consents=frozenset()), [], "drop no_consent"),
    ("blacklisted", call(), member(blocked=frozenset({"phone"})), [], "drop blacklisted"),
    ("blacklisted elsewhere", call(), member(blocked=frozenset({"sms"})), [], "do"),
    ("stopped", call(), member(stopped=True), [], "drop stopped"),
    ("its run is over", call(run=1), member(), [], "drop exit"),
    ("its run is over, another goes on", call(run=1), member(runs=(HIGH,)), [], "drop exit"),
    ("its run goes on", call(run=1), member(runs=(LOW,)), [], "do"),
    ("open on Fridays", call(hours=FRIDAYS), member(), [], "postpone 07-03 hours"),
    ("open on Fridays, too late then", call(hours=FRIDAYS, tolerance=1), member(), [], "drop hours"),
    ("open on Fridays, the last day", call(hours=FRIDAYS, tolerance=2), member(), [], "postpone 07-03 hours"),
    ("hours that never come", call(hours=NEVER), member(), [], "drop hours"),
    ("below the cap", call(), member("phone 3"), [WEEK], "do"),
    ("at the cap", call(), member("phone 3", "sms 5"), [WEEK], "postpone 07-03 cap"),
    ("over the cap", call(), member("phone 1", "phone 3", "sms 5"), [WEEK], "postpone 07-05 cap"),
    ("at the cap, too late then", call(tolerance=1), member("phone 3", "sms 5"), [WEEK], "postpone 07-02 cap"),
    ("at the cap, the last day", call(tolerance=0), member("phone 3", "sms 5"), [WEEK], "drop cap"),
    ("out of the window", call(), member("phone 3", "sms 7"), [WEEK], "do"),
    ("the last day in the window", call(), member("phone 3", "sms 6"), [WEEK], "postpone 07-02 cap"),
    ("today's count, too", call(), member("phone 0", "sms 0"), [WEEK], "postpone 07-08 cap"),
    ("a cap on calls", call(tolerance=30), member("phone 10"), [CALLS], "postpone 07-21 cap"),
    ("a cap on calls, other channels", call(), member("sms 10", "email 1"), [CALLS], "do"),
    ("a cap on calls isn't for messages", call(channel="sms"), member("phone 10"), [CALLS], "do"),
    ("the longer of two caps", call(tolerance=30), member("phone 3", "sms 5"), [WEEK, CALLS], "postpone 07-28 cap"),
    ("a cap of none", call(), member(), [NONE], "postpone 07-08 cap"),
    ("a cap of none, the last day", call(late=7), member(), [NONE], "drop cap"),
    ("hours before a cap", call(hours=FRIDAYS), member("sms 3", "sms 3"), [WEEK], "postpone 07-03 hours"),
    ("another plan before a cap", call(run=1), member("sms 3", runs=(LOW, HIGH)), [NONE], "postpone 07-02 other_plan"),
    ("another plan before it", call(run=1), member(runs=(LOW, HIGH)), [], "postpone 07-02 other_plan"),
    ("before another plan", call(run=2), member(runs=(LOW, HIGH)), [], "do"),
    ("another plan, the last day", call(run=1, tolerance=0), member(runs=(LOW, HIGH)), [], "drop other_plan"),
    ("another plan, as high, began before", call(run=1), member(runs=(LOW, OLDER)), [], "postpone 07-02 other_plan"),
    ("another plan, as high, began after", call(run=4), member(runs=(LOW, OLDER)), [], "do"),
    ("a plan that runs beside others", call(run=1), member(runs=(LOW, BESIDE)), [], "do"),
    ("beside a plan that wants to be alone", call(run=3), member(runs=(HIGH, BESIDE)), [], "do"),
    ("another run of the same plan", call(run=1), member(runs=(LOW, SAME_PLAN)), [], "do"),
    ("by hand, beside any plan", call(), member(runs=(HIGH,)), [], "do"),
]


@cases("contact known rules expected", CASES)
def test_decision(contact, known, rules, expected):
    decided = manners.decide([contact], {120: known} if known else {}, rules, TODAY)[contact.id]
    until = decided.until and f"{decided.until:%m-%d}"
    assert " ".join(filter(None, (decided.action, until, decided.reason))) == expected


def test_a_window_that_the_clock_skips_is_no_window():
    contact = Contact(1, 120, "phone", "marketing", date(2026, 3, 29), date(2026, 4, 2), hours=NIGHTLY_GAP)
    decided = manners.decide([contact], {120: member(zone="Europe/Madrid")}, [], date(2026, 3, 29))[1]
    assert (decided.until, decided.reason) == (date(2026, 3, 30), "hours")


def test_the_highest_priority_then_the_earliest_then_the_lowest_id_goes_first():
    contacts = [call(1), call(2, late=2), call(3, late=1), call(4, priority=3), call(5, late=1), call(6, late=-1)]
    for count, done in enumerate([{4}, {4, 2}, {4, 2, 3}, {4, 2, 3, 5}, {4, 2, 3, 5, 1}], 1):
        decided = manners.decide(contacts, {120: member()}, [Cap(count, 7)], TODAY)
        assert {id for id, decision in decided.items() if decision.action == "do"} == done


channels, purposes = st.sampled_from(["phone", "sms"]), st.sampled_from(["marketing", "membership"])
near = st.integers(-12, 4).map(days)
weekdays = st.frozensets(st.integers(0, 6))
kept_hours = st.none() | st.builds(Hours, weekdays=weekdays, closed=st.frozensets(near, max_size=3))


def drawn_contacts(member, purpose, planned, run, hours):
    drawn = st.builds(
        lambda planned, tolerance, **values: Contact(planned=planned, last=planned + ONE_DAY * tolerance, **values),
        id=st.integers(1, 99),
        member=member,
        channel=channels,
        purpose=purpose,
        planned=planned,
        tolerance=st.integers(0, 20),
        priority=st.integers(0, 2),
        run=run,
        hours=hours,
    )
    return st.lists(drawn, max_size=12, unique_by=lambda contact: contact.id)


contacts = drawn_contacts(st.integers(1, 3), purposes, near, st.sampled_from([None, None, None, 1, 2, 3]), kept_hours)
# Nothing but caps in the way of them.
wanted = drawn_contacts(st.just(120), st.just("marketing"), st.integers(-5, 0).map(days), st.none(), st.none())
runs = st.builds(Run, st.integers(1, 4), st.integers(1, 3), near, priority=st.integers(0, 1), exclusive=st.booleans())
known_members = st.builds(
    Member,
    consents=st.frozensets(st.tuples(st.sampled_from(["phone", "sms", "all"]), purposes)),
    blocked=st.frozensets(channels, max_size=1),
    stopped=st.sampled_from([False, False, False, True]),
    had=st.lists(st.tuples(st.integers(-12, 0).map(days), channels), max_size=5).map(tuple),
    runs=st.lists(runs, max_size=3, unique_by=lambda run: run.id).map(tuple),
    zone=st.sampled_from(["UTC", "Europe/Madrid"]),
)
members = st.dictionaries(st.integers(1, 3), known_members)
caps = st.lists(st.builds(Cap, st.integers(0, 3), st.integers(1, 9), st.none() | channels), max_size=3)


@given(due=contacts, known=members, rules=caps)
def test_nobody_is_contacted_against_the_rules(due, known, rules):
    decided = manners.decide(due, known, rules, TODAY)
    assert decided.keys() == {contact.id for contact in due}
    done = [contact for contact in due if decided[contact.id].action == "do"]
    for contact in done:
        person = known[contact.member]
        assert {(contact.channel, contact.purpose), ("all", contact.purpose)} & person.consents
        assert not person.stopped and contact.channel not in person.blocked
        assert contact.run is None or contact.run in [run.id for run in person.runs]
        assert contact.planned <= TODAY <= contact.last
        assert contact.hours is None or windows_on(TODAY, contact.hours, person.zone)
    for id, person in known.items():
        own = [contact for contact in done if contact.member == id]
        had = [*person.had, *((TODAY, contact.channel) for contact in own)]
        for rule in rules:
            counted = [at for at, channel in had if rule.channel in (None, channel) and (TODAY - at).days < rule.days]
            added = [contact for contact in own if rule.channel in (None, contact.channel)]
            assert not added or len(counted) <= rule.count
        plans = {run.plan for run in person.runs if run.exclusive and run.id in {contact.run for contact in own}}
        assert len(plans) <= 1


@given(due=contacts, known=members, rules=caps, data=st.data())
def test_the_order_of_processing_decides_nothing(due, known, rules, data):
    decided = manners.decide(due, known, rules, TODAY)
    assert decided == manners.decide(data.draw(st.permutations(due)), known, rules, TODAY)
    parts = [manners.decide([one for one in due if one.member == id], known, rules, TODAY) for id in (3, 1, 2)]
    assert decided == parts[0] | parts[1] | parts[2]


@given(due=contacts, known=members, rules=caps)
def test_a_lower_priority_never_takes_the_place_of_a_higher_one(due, known, rules):
    decided = manners.decide(due, known, rules, TODAY)
    for lowest in range(1, 3):
        high = [contact for contact in due if contact.priority >= lowest]
        assert manners.decide(high, known, rules, TODAY) == {one.id: decided[one.id] for one in high}


@given(due=contacts, known=members, rules=caps)
def test_what_is_postponed_is_in_time_and_what_is_dropped_could_not_be(due, known, rules):
    decided = manners.decide(due, known, rules, TODAY)
    for contact in due:
        decision = decided[contact.id]
        assert bool(decision.reason) == (decision.action != "do")
        if decision.action == "postpone":
            assert TODAY < decision.until <= max(contact.last, contact.planned)
        if decision.reason == "hours" and decision.action == "drop":
            left = [days(count) for count in range((contact.last - TODAY).days + 1)]
            assert not any(windows_on(at, contact.hours, known[contact.member].zone) for at in left)


had = st.lists(st.tuples(st.integers(-9, 0).map(days), channels), max_size=5).map(tuple)
some_caps = st.lists(st.builds(Cap, st.integers(1, 3), st.integers(1, 9), st.none() | channels), max_size=3)


@example(  # The call waits for tomorrow; with the message that was sent since, it would have to wait for too long.
    due=[call(1, tolerance=3, priority=1), call(2, channel="sms")],
    past=((days(-1), "phone"),),
    rules=[Cap(1, 2, "phone"), Cap(2, 9)],
    is_recorded=[True],
)
@given(due=wanted, past=had, rules=some_caps, is_recorded=st.lists(st.booleans(), min_size=12, max_size=12))
def test_what_was_given_out_before_a_crash_changes_nothing(due, past, rules, is_recorded):
    decided = manners.decide(due, {120: Member(AGREED, had=past)}, rules, TODAY)
    done = [contact for contact in due if decided[contact.id].action == "do"]
    recorded = [contact for contact, is_written in zip(done, is_recorded, strict=False) if is_written]
    known = Member(AGREED, had=(*past, *((TODAY, contact.channel) for contact in recorded)))
    again = manners.decide([contact for contact in due if contact not in recorded], {120: known}, rules, TODAY)
    for id, found in again.items():
        assert (found.action, found.reason) == (decided[id].action, decided[id].reason)
