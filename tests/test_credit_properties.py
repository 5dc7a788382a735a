"""Credits: what must hold whatever happens, in whichever order it becomes known."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.member_followup.engine import credit
from odoo.addons.member_followup.engine.credit import Contact, Purchase, Rule

START = date(2026, 6, 1)
DAYS = st.integers(0, 60)


def day(number):
    return START + timedelta(days=number)


@st.composite
def contacts(draw):
    number, made = draw(st.integers(1, 6)), draw(DAYS)
    return Contact(
        number,
        draw(st.integers(1, 3)),
        day(made),
        datetime.combine(day(made), time(draw(st.integers(9, 17)))),
        talked=draw(st.booleans()),
        seconds=draw(st.sampled_from((5, 60))),
        owner=draw(st.sampled_from((None, 1, 4))),
        state=draw(st.sampled_from(("dormant", "lost", "active", None))),
        frozen=day(made - draw(st.integers(0, 9))),
    )


@st.composite
def purchases(draw):
    number, bought = draw(st.integers(1, 6)), draw(DAYS)
    moment = datetime.combine(day(bought), time(draw(st.integers(9, 17))))
    return Purchase(number, day(bought), moment, draw(st.integers(-1, 9999)) / 100)


@st.composite
def rules(draw):
    first = draw(st.integers(0, 100))
    last = draw(st.integers(0, 100 - first))
    return Rule(
        days=draw(st.sampled_from((1, 30))),
        give=draw(st.sampled_from(("last", "first", "owner", "shares"))),
        shares=(first / 100, last / 100, (100 - first - last) / 100),
        again_days=draw(st.integers(1, 4)),
    )


def different(records):
    return list({record.id: record for record in records}.values())


FACTS = (
    st.lists(contacts(), max_size=6).map(different),
    st.lists(purchases(), max_size=6).map(different),
    rules(),
    st.frozensets(st.integers(1, 4), max_size=2),
)


def counted(calls, bought, rule, own=frozenset()):
    return credit.of_member(calls, bought, [], lambda _day: rule, own)


@given(*FACTS)
def test_credits_of_a_sale_sum_to_one_at_most(calls, bought, rule, own):
    units, amounts, nets = defaultdict(float), defaultdict(float), {one.id: one.net for one in bought}
    for one in counted(calls, bought, rule, own):
        if one.purchase:
            units[one.kind, one.purchase] += one.units
            amounts[one.kind, one.purchase] += one.amount
    for (kind, purchase), total in units.items():
        assert abs(total - 1) < 1e-9
        assert abs(amounts[kind, purchase] - (nets[purchase] if kind == "revenue" else 0)) < 1e-6


@given(*FACTS)
def test_woken_by_the_first_purchase_after_a_real_contact(calls, bought, rule, own):
    known, sales = {one.id: one for one in calls}, {one.id: one for one in bought}
    for one in counted(calls, bought, rule, own):
        if one.kind == "woken":
            call, sale = known[one.contact], sales[one.purchase]
            assert call.talked and call.state in credit.ASLEEP and sale.net > 0
            assert call.order[:2] <= sale.order[:2] and (sale.day - call.day).days <= rule.days
            before = [other for other in bought if other.net > 0 and other.order < sale.order]
            assert not [other for other in before if other.day >= call.frozen]


@given(*FACTS)
def test_one_member_and_day_has_one_credit(calls, bought, rule, own):
    for kind in ("woken", "contact"):
        days = defaultdict(float)
        for one in counted(calls, bought, rule, own):
            if one.kind == kind and not one.excluded:
                days[one.day] += one.units
        assert all(total <= 1 + 1e-9 for total in days.values())


@given(*FACTS)
def test_nobody_is_credited_for_their_own(calls, bought, rule, own):
    assert all(one.excluded for one in counted(calls, bought, rule, own) if one.person in own)


@given(*FACTS)
def test_nobody_stands_twice(calls, bought, rule, own):
    keys = [one.key for one in counted(calls, bought, rule, own)]
    assert len(keys) == len(set(keys))


@given(*FACTS, st.randoms())
def test_order_in_which_it_is_known_says_nothing(calls, bought, rule, own, random):
    told = counted(calls, bought, rule, own)
    random.shuffle(calls)
    random.shuffle(bought)
    assert counted(calls, bought, rule, own) == told


@given(*FACTS)
def test_all_returned_is_as_if_never_sold(calls, bought, rule, own):
    back = [replace(one, net=0) for one in bought[:2]]
    assert counted(calls, back + bought[2:], rule, own) == counted(calls, bought[2:], rule, own)


@given(st.integers(0, 10**7), st.lists(st.integers(1, 99), min_size=1, max_size=5))
def test_split_loses_nothing(cents, weights):
    parts = credit.split(cents / 100, [weight / sum(weights) for weight in weights], 2)
    assert round(sum(parts), 2) == cents / 100
    assert all(part >= 0 for part in parts)
