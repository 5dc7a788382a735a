"""Who is credited with what of one member: told anew from what happened, whenever it is asked."""

from dataclasses import dataclass
from datetime import date, datetime

from . import padding

#: states in which somebody can be woken
ASLEEP = ("dormant", "lost")
#: units are told with so many digits
DIGITS = 6


@dataclass(frozen=True)
class Rule:
    """What holds on a day.

    :param id: of the record; None while a company has none
    :param days: within which a purchase follows a contact
    :param give: to whom: 'last' or 'first' who contacted the member, 'owner', or 'shares'
    :param shares: for 'shares': parts of one for the first, the last and the owner, which sum to one
    :param seconds: less is no call
    :param again_days: a contact with the same member counts again after so many days
    :param promises: so many promises in a month can be a habit
    :param kept: part of one; below, it is one
    :param visit_days: a promise is kept until so many days after its day
    :param cover_days: a member is covered who wasn't spoken to for so long
    """

    id: int | None = None
    days: int = 30
    give: str = "last"
    shares: tuple = (0.0, 1.0, 0.0)
    seconds: int = 20
    again_days: int = 3
    promises: int = 5
    kept: float = 0.25
    visit_days: int = 3
    cover_days: int = 120


@dataclass(frozen=True)
class Contact:
    """A contact that somebody made.

    :param timed: its duration is known, because it was a call
    :param came: the member bought by the day that was promised
    :param owner: who looked after the member when it was planned
    :param state: of the member when it was planned
    :param frozen: the day on which it was planned
    """

    id: int
    person: int
    day: date
    moment: datetime
    talked: bool = True
    timed: bool = True
    seconds: int = 0
    promised: date | None = None
    came: bool = False
    owner: int | None = None
    state: str | None = None
    frozen: date | None = None
    plan: int | None = None
    store: int | None = None

    @property
    def order(self):
        return self.day, self.moment, self.id


@dataclass(frozen=True)
class Purchase:
    """:param net: without taxes, less what has come back"""

    id: int
    day: date
    moment: datetime
    net: float
    store: int | None = None

    @property
    def order(self):
        return self.day, self.moment, self.id


@dataclass(frozen=True)
class Deed:
    """What somebody did for a member once: an enrollment, or a complaint solved."""

    kind: str
    id: int
    person: int
    day: date
    store: int | None = None


@dataclass(frozen=True)
class Credit:
    """
    :param key: of the same fact and person always the same
    :param excluded: a key of ``const.PADDING``; '' counts
    """

    key: str
    kind: str
    person: int
    day: date
    units: float = 1.0
    amount: float = 0.0
    excluded: str = ""
    contact: int | None = None
    purchase: int | None = None
    deed: int | None = None
    plan: int | None = None
    store: int | None = None
    rule: int | None = None


def of_member(contacts, purchases, deeds, rule_on, own=frozenset(), habits=frozenset(), digits=2):
    """All credits that one member brings.

    :param contacts: iterable of :class:`Contact`
    :param purchases: iterable of :class:`Purchase`
    :param deeds: iterable of :class:`Deed`
    :param rule_on: function of a date to :class:`Rule`
    :param own, habits: as for :func:`.padding.reasons`
    :param digits: of the currency
    :return: list of :class:`Credit`

    >>> call = Contact(1, 7, date(2026, 6, 1), datetime(2026, 6, 1, 10), seconds=60, state="dormant",
    ...                frozen=date(2026, 5, 30))
    >>> bought = Purchase(5, date(2026, 6, 9), datetime(2026, 6, 9, 12), 80.0)
    >>> told = of_member([call], [bought], [], lambda day: Rule())
    >>> [(one.kind, one.person, one.units, one.amount) for one in told]
    [('contact', 7, 1.0, 0.0), ('coverage', 7, 1.0, 0.0), ('woken', 7, 1.0, 0.0), ('revenue', 7, 1.0, 80.0)]
    """
    contacts = sorted(contacts, key=lambda one: one.order)
    purchases = sorted((one for one in purchases if one.net > 0), key=lambda one: one.order)
    reasons = padding.reasons(contacts, rule_on, own, habits)
    talked = [one for one in contacts if one.id in reasons]
    return [
        *_of_contacts(talked, reasons, rule_on),
        *_of_purchases("woken", purchases, _wakers(talked, purchases), reasons, rule_on, own, digits),
        *_of_purchases("revenue", purchases, dict.fromkeys(purchases, talked), reasons, rule_on, own, digits),
        *_of_deeds(deeds, rule_on, own),
    ]


def _of_contacts(talked, reasons, rule_on):
    """Each contact in which the member was spoken to, and the first in so long a time for coverage."""
    last = None
    for contact in talked:
        rule, excluded = rule_on(contact.day), reasons[contact.id]
        known = {"contact": contact.id, "plan": contact.plan, "store": contact.store, "rule": rule.id}
        key = f"{contact.id}/{contact.person}"
        yield Credit(f"contact/{key}", "contact", contact.person, contact.day, excluded=excluded, **known)
        if excluded:
            continue
        if last is None or (contact.day - last).days >= rule.cover_days:
            yield Credit(f"coverage/{key}", "coverage", contact.person, contact.day, **known)
        last = contact.day


def _wakers(talked, purchases):
    """:return: dict of purchase to the contacts that it is the first one after: since it was planned, too, so that
    nobody wakes who was awake by then"""
    wakers = {}
    for contact in talked:
        if contact.state in ASLEEP:
            first = next((one for one in purchases if one.day >= contact.frozen), None)
            wakers.setdefault(first, []).append(contact)
    return wakers


def _of_purchases(kind, purchases, contacts, reasons, rule_on, own, digits):
    for purchase in purchases:
        rule = rule_on(purchase.day)
        before = [one for one in contacts.get(purchase, ()) if _leads_to(one, purchase, rule)]
        # What counts for nothing takes nothing from what counts.
        chosen = [one for one in before if not reasons[one.id]] or before
        if not chosen:
            continue
        parts = shares(chosen, rule)
        amounts = split(purchase.net if kind == "revenue" else 0, [part for _who, _contact, part in parts], digits)
        units = split(1, [part for _who, _contact, part in parts], DIGITS)
        for (person, contact, _part), amount, unit in zip(parts, amounts, units, strict=True):
            yield Credit(
                f"{kind}/{purchase.id}/{person}",
                kind,
                person,
                purchase.day,
                unit,
                amount,
                reasons[contact.id] or ("own" if person in own else ""),
                contact.id,
                purchase.id,
                plan=contact.plan,
                store=contact.store or purchase.store,
                rule=rule.id,
            )


def _leads_to(contact, purchase, rule):
    is_before = (contact.day, contact.moment) <= (purchase.day, purchase.moment)
    return is_before and (purchase.day - contact.day).days <= rule.days


def _of_deeds(deeds, rule_on, own):
    for deed in deeds:
        excluded = "own" if deed.person in own else ""
        yield Credit(
            f"{deed.kind}/{deed.id}/{deed.person}",
            deed.kind,
            deed.person,
            deed.day,
            excluded=excluded,
            deed=deed.id,
            store=deed.store,
            rule=rule_on(deed.day).id,
        )


def shares(contacts, rule):
    """To whom the rule gives.

    :param contacts: of one member, in their order; not empty
    :return: list of (person, contact that speaks for them, part of one); nobody stands there twice. Without an owner,
        the last has the owner's part

    >>> first, last = (Contact(number, number, date(2026, 6, number), datetime(2026, 6, number), owner=3)
    ...                for number in (1, 2))
    >>> [(person, part) for person, _contact, part in shares([first, last], Rule(give="shares", shares=(.3, .5, .2)))]
    [(1, 0.3), (2, 0.5), (3, 0.2)]
    >>> [(person, part) for person, _contact, part in shares([first], Rule(give="first"))]
    [(1, 1.0)]
    """
    first, last = contacts[0], contacts[-1]
    whole = {"first": (1.0, 0.0, 0.0), "last": (0.0, 1.0, 0.0), "owner": (0.0, 0.0, 1.0)}
    people = ((first.person, first), (last.person, last), (last.owner or last.person, last))
    parts = {}
    for (person, contact), part in zip(people, whole.get(rule.give, rule.shares), strict=True):
        if part:
            speaker, sofar = parts.get(person, (contact, 0.0))
            parts[person] = speaker, sofar + part
    return [(person, contact, part) for person, (contact, part) in parts.items()]


def split(whole, parts, digits):
    """Divide so that the parts sum to the whole: the last has what rounding leaves.

    :param parts: of one, which sum to one
    :param digits: after the point
    :return: list of numbers

    >>> split(10.0, [1 / 3, 1 / 3, 1 / 3], 2), split(0.01, [0.5, 0.5], 2)
    ([3.33, 3.33, 3.34], [0.0, 0.01])
    """
    scale = 10**digits
    left = round(whole * scale)
    units = [int(left * part + 1e-9) for part in parts[:-1]]
    return [unit / scale for unit in [*units, left - sum(units)]]
