"""Contact plans of the trade as data, and a short way to write down what comes of their contacts."""

import re
from datetime import date

import pytest

from odoo.addons.member_followup.engine.steps import Delay, Due, Result, Step, Version, after, start

#: after a first purchase: three days, three weeks, three months
THREES = Version(
    (
        Step("days", "phone", Delay(days=3), "occasion", tolerance=3),
        Step("weeks", "phone", Delay(weeks=3), "occasion", tolerance=5),
        Step("months", "phone", Delay(months=3), "occasion", tolerance=10),
    )
)
#: without a purchase for two, four, six months, each with a larger offer; three failures end it
LADDER = Version(
    (
        Step("ask", "phone", Delay(months=2), "occasion", tolerance=7),
        Step("voucher", "phone", Delay(months=4), "occasion", tolerance=7),
        Step("coupon", "phone", Delay(months=6), "occasion", tolerance=7),
    ),
    failures=3,
)
ANSWER = re.compile(r"([a-z_]+)(?:\+(\d+))?(?:@(\d\d-\d\d))?")


def cases(names, table):
    """:param table: list of (name of the case, value of each of the names …)"""
    assert len({row[0] for row in table}) == len(table), "two cases have the same name"
    return pytest.mark.parametrize(names.split(), [row[1:] for row in table], ids=[row[0] for row in table])


def day(text):
    """:param text: '2026-07-01', or '07-01' of 2026"""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def result(answer, due):
    """
    :param answer: the outcome; '+2' when it came two days late, '@07-01' for the day that was agreed on, as in
        'promised+2@07-01'
    """
    outcome, late, agreed = ANSWER.fullmatch(answer).groups()
    made = date.fromordinal(due.planned.toordinal() + int(late or 0))
    agreed = agreed and day(agreed)
    return Result(outcome, made, **{{"no_answer": "again", "promised": "promised"}[outcome]: agreed} if agreed else {})


def walk(version, occasion, answers):
    """
    :return: str: each contact with its day, and how the run ends or what is due
    """
    due, trail = start(version, day(occasion)), []
    for answer in answers.split():
        trail.append(f"{due.step} {due.planned:%m-%d}")
        due = after(version, day(occasion), due, result(answer, due))
    return ", ".join([*trail, f"{due.step} {due.planned:%m-%d}?" if isinstance(due, Due) else due.reason])
