"""What makes contacts look like more than they are, and which of them therefore count for nothing."""


def reasons(contacts, rule_on, own=frozenset(), habits=frozenset()):
    """Why each contact counts for nothing.

    Contacts are looked at in the order in which they were made: one that counts stands in the way of another with the
    same member soon after, whoever makes it; one that doesn't stands in nobody's way.

    :param contacts: iterable of :class:`.credit.Contact`, of one member
    :param rule_on: function of a date to :class:`.credit.Rule`
    :param own: ids of people whose own card, or whose household's, the member has
    :param habits: set of (person, first day of a month) who promise what doesn't come
    :return: dict of the ids of contacts in which the member was spoken to, to a key of ``const.PADDING``; '' counts

    >>> from .credit import Contact, Rule
    >>> from datetime import date, datetime
    >>> def call(number, day, seconds=60, **values):
    ...     return Contact(number, 1, date(2026, 6, day), datetime(2026, 6, day, 10), seconds=seconds, **values)
    >>> reasons([call(1, 1, 5), call(2, 1), call(3, 2), call(4, 4)], lambda day: Rule(seconds=20, again_days=3))
    {1: 'short', 2: '', 3: 'again', 4: ''}
    >>> reasons([call(1, 1)], lambda day: Rule(), own={1})
    {1: 'own'}
    >>> reasons([call(1, 1, promised=date(2026, 6, 3))], lambda day: Rule(), habits={(1, date(2026, 6, 1))})
    {1: 'promises'}
    """
    told, last = {}, None
    for contact in sorted(contacts, key=lambda one: one.order):
        if not contact.talked:
            continue
        told[contact.id] = _reason(contact, rule_on(contact.day), last, own, habits)
        if not told[contact.id]:
            last = contact.day
    return told


def _reason(contact, rule, last, own, habits):
    if contact.person in own:
        return "own"
    if contact.timed and contact.seconds < rule.seconds:
        return "short"
    if last and (contact.day - last).days < rule.again_days:
        return "again"
    is_empty = contact.promised and not contact.came
    return "promises" if is_empty and (contact.person, contact.day.replace(day=1)) in habits else ""


def has_habit(promised, kept, rule):
    """Whether somebody's promises of a month are too many that nobody kept.

    :param promised: how many whose day is over
    :param kept: how many of them brought a visit

    >>> from .credit import Rule
    >>> [has_habit(promised, kept, Rule(promises=5, kept=0.25)) for promised, kept in ((4, 0), (5, 1), (8, 2))]
    [False, True, False]
    """
    return promised >= rule.promises and kept < rule.kept * promised
