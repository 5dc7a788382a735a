"""What became of those whom a campaign invited, from step to step."""

from dataclasses import dataclass

#: the steps of the picture, in order; each counts guests
STEPS = ("invited", "reached", "promised", "came", "bought")
#: what a guest has answered by what came of a contact; what isn't here is no answer
ANSWERS = {
    "promised": "promised",
    "maybe": "maybe",
    "declined": "no",
    "stop": "no",
    "no_answer": "not_reached",
    "wrong_number": "not_reached",
    "undelivered": "not_reached",
}


@dataclass(frozen=True)
class Step:
    """
    :param of_before: share of one of the step before; None for the first, where nobody was in the one before, and where
        more came than had promised: these are no part of those
    :param of_all: share of one of all who were invited; None where nobody was
    """

    name: str
    count: int
    of_before: float | None
    of_all: float | None


def steps(counts):
    """
    :param counts: dict of each of STEPS to a number of guests
    :return: list of :class:`Step`

    The trade's own example: of 600 invited half promise, of these two thirds come, and half of those buy.

    >>> told = steps({"invited": 600, "reached": 500, "promised": 300, "came": 200, "bought": 100})
    >>> [(step.name, step.count, step.of_before and round(step.of_before, 2)) for step in told]
    [('invited', 600, None), ('reached', 500, 0.83), ('promised', 300, 0.6), ('came', 200, 0.67), ('bought', 100, 0.5)]
    >>> steps(dict.fromkeys(STEPS, 0))[-1]
    Step(name='bought', count=0, of_before=None, of_all=None)

    Five came, and two had promised to:

    >>> steps({"invited": 300, "reached": 10, "promised": 2, "came": 5, "bought": 1})[3].of_before
    """
    found, before, first = [], None, counts[STEPS[0]]
    for name in STEPS:
        count = counts[name]
        of_before = count / before if before and count <= before else None
        found.append(Step(name, count, of_before, count / first if first else None))
        before = count
    return found


def answer(before, outcome):
    """What a guest has answered, once another contact came to an outcome: the last word counts, and silence is none.

    :param before: a value of ANSWERS, or None
    :param outcome: a key of ``engine.outcomes.MEANINGS``

    >>> answer(None, "no_answer"), answer("not_reached", "maybe"), answer("maybe", "promised")
    ('not_reached', 'maybe', 'promised')
    >>> answer("promised", "no_answer"), answer("promised", "declined"), answer(None, "reached")
    ('promised', 'no', None)
    """
    told = ANSWERS.get(outcome)
    return before if told is None or (told == "not_reached" and before) else told


def wave_sizes(guests, wishes):
    """How many of the guests each wave is for; who is left at the end is in none.

    :param guests: how many are invited
    :param wishes: for each wave, in order, a pair of kind and number: ('share', of one), ('number', so many) or
        ('rest', anything)
    :return: list of the most of each

    >>> wave_sizes(540, [("share", 0.25), ("number", 100), ("rest", 0)])
    [135, 100, 305]
    >>> wave_sizes(10, [("number", 8), ("share", 0.5), ("rest", 0)])
    [8, 2, 0]
    """
    sizes, left = [], guests
    for kind, number in wishes:
        wanted = {"share": round(guests * number), "number": number, "rest": left}[kind]
        sizes.append(max(0, min(wanted, left)))
        left -= sizes[-1]
    return sizes
