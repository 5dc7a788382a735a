"""Whole plans over many days: what a plain loop finds, too, and what a crash doesn't change."""

from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from random import Random
from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.member_followup.engine.hours import Hours
from odoo.addons.member_followup.engine.manners import Cap, Member
from odoo.addons.member_followup.engine.steps import Delay, Retries, Step, Version

from followup_plans import LADDER, THREES
from followup_shop import AGREED, Crash, Plan, Shop

ONE_DAY = timedelta(days=1)
FIRST = date(2025, 1, 1)
SUNDAYS_OFF = Hours(weekdays=frozenset(range(6)))
TABLES = ("runs", "ends", "contacts", "opened", "results")
ANSWERS = ("reached", *["no_answer"] * 4, "promised", "declined", "stop", "wrong_number")


def days(count):
    return [FIRST + ONE_DAY * number for number in range(count)]


def drawn_purchases(members, period, seed):
    """Purchases of members who come with the months, buy more or less often, and some of them only once."""
    random, bought = Random(seed), {}
    for member in range(members):
        usual, at, own = random.choice((9, 30, 80, 150, 9999)), random.randrange(period), []
        while at < period:
            own.append(FIRST + ONE_DAY * at)
            at += 1 + int(random.expovariate(1 / usual))
        bought[member] = own
    return bought


def months_later(day, months):
    """:return: date so many months later; the last of the month where it has no such day"""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue


def plain_contacts(bought, period):
    """What both plans yield, found day by day without keys, runs or an engine; the ladder rests on Sundays."""
    found, waiting = set(), set()
    for day in days(period):
        for member, own in bought.items():
            past = [at for at in own if at <= day]
            if not past:
                continue
            threes = {
                "days": past[0] + ONE_DAY * 3,
                "weeks": past[0] + ONE_DAY * 21,
                "months": months_later(past[0], 3),
            }
            found |= {(1, member, name, 1, day) for name, due in threes.items() if due == day}
            for name, months in (("ask", 2), ("voucher", 4), ("coupon", 6)):
                if months_later(past[-1], months) == day:
                    waiting.add((member, name))
            if past[-1] == day:
                waiting -= {(member, name) for name in ("ask", "voucher", "coupon")}
        if day.isoweekday() != 7:
            found |= {(2, member, name, 1, day) for member, name in waiting}
            waiting.clear()
    return found


def test_a_year_yields_what_a_plain_loop_finds():
    bought = drawn_purchases(500, 365, seed=19)
    plans = [Plan(1, THREES, "first_purchase"), Plan(2, LADDER, "dormant", exits=True, hours=SUNDAYS_OFF)]
    shop = Shop(plans, bought, lambda key: ("reached", "no_answer")[crc32(key.encode()) % 2])
    for day in days(365):
        shop.live(day)
    plain = plain_contacts(bought, 365)
    assert shop.done() == plain
    found = Counter(step for _plan, _member, step, _attempt, _day in plain)
    assert found.keys() == {"days", "weeks", "months", "ask", "voucher", "coupon"} and min(found.values()) > 30


RESTLESS = Version(
    (
        Step("call", "phone", tolerance=4, retries=Retries(1, 1), branches={"declined": "last"}),
        Step("again", "phone", tolerance=4, counted_from="done"),
        Step("last", "phone", tolerance=1, counted_from="done"),
    ),
    failures=2,
)


def busy_shop(seed):
    """Little time between contacts, so that a crash meets all kinds of work; caps and closed days in the way."""
    plans = [
        Plan(1, RESTLESS, "first_purchase", hours=SUNDAYS_OFF, priority=1, exclusive=True),
        Plan(2, RESTLESS, "dormant", Delay(days=4), exits=True, exclusive=True),
        Plan(3, RESTLESS, "first_purchase"),
    ]
    known = {0: Member(), 1: Member(consents=AGREED.consents, stopped=True)}
    bought = {member: own[:6] for member, own in drawn_purchases(7, 40, seed).items()}

    def answer(key):
        return ANSWERS[crc32(f"{seed}{key}".encode()) % len(ANSWERS)]

    return Shop(plans, bought, answer, known, [Cap(1, 2), Cap(3, 9)])


def lived(shop, period, crashes=()):
    """Live some days. After a crash the day begins again, with what was recorded.

    :param crashes: numbers of writes after which the process ends, each counted from the one before
    """
    crashes = list(crashes)
    shop.book.writes = crashes.pop(0) if crashes else None
    for day in days(period):
        while True:
            try:
                shop.live(day)
                break
            except Crash:
                shop = Shop(shop.plans, shop.bought, shop.answer, shop.known, shop.caps, deepcopy(shop.book))
                shop.book.writes = crashes.pop(0) if crashes else None
    return shop


@settings(max_examples=25)
@given(seed=st.integers(0, 99), crashes=st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_a_crash_at_any_write_changes_nothing(seed, crashes):
    whole, crashed = lived(busy_shop(seed), 75), lived(busy_shop(seed), 75, crashes)
    for table in TABLES:
        assert getattr(whole.book, table) == getattr(crashed.book, table), table


def test_a_crash_at_each_write_changes_nothing():
    whole = lived(busy_shop(3), 75)
    writes = sum(len(getattr(whole.book, table)) for table in TABLES)
    assert writes > 100
    assert lived(busy_shop(3), 75, [1] * writes).done() == whole.done()
    for write in range(0, writes, 7):
        assert lived(busy_shop(3), 75, [write]).done() == whole.done()


@settings(max_examples=25)
@given(seed=st.integers(0, 999))
def test_what_is_done_keeps_to_the_rules_day_after_day(seed):
    shop = lived(busy_shop(seed), 75)
    book, done = shop.book, shop.done()
    assert lived(busy_shop(seed), 75).done() == done, "the same input gives the same contacts"
    assert not {member for _plan, member, *_rest in done} & {0, 1}, "without consent, or after a wish to stop"
    for plan, member, _step, _attempt, day in done:
        own = [at for _plan, other, _step, _attempt, at in done if other == member]
        assert sum(0 <= (day - at).days < 2 for at in own) <= 1 and sum(0 <= (day - at).days < 9 for at in own) <= 3
        assert plan != 1 or day.weekday() != 6
    for key, opened in book.opened.items():
        run, due = book.contacts[key]
        assert due.planned <= opened
        assert run not in book.ends or opened <= book.ends[run][0], "contacted after the end of the run"
    for key, result in book.results.items():
        if result.outcome == "stop":
            run = book.contacts[key][0]
            assert all(opened <= result.day for one, opened in book.opened.items() if book.contacts[one][0] == run)
    assert len(done) == len(book.opened)


def test_a_busy_shop_is_busy():
    """Else what holds above would hold for want of work."""
    shops = [lived(busy_shop(seed), 75) for seed in range(10)]
    results = [result.outcome for shop in shops for result in shop.book.results.values()]
    reasons = {reason for shop in shops for _day, reason in shop.book.ends.values()}
    assert {*ANSWERS, "dropped"} <= set(results)
    assert {"exit", "failures", "stopped", "finished", "wrong_number"} <= reasons
    assert any(contact[1].attempt == 2 for shop in shops for contact in shop.book.contacts.values())
