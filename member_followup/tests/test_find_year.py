from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .common_find import DAY, FindCase, days

MEMBERS = 60
PERIOD = 365
THREES = {"days": relativedelta(days=3), "weeks": relativedelta(weeks=3), "months": relativedelta(months=3)}
LADDER = {f"after {months}": relativedelta(months=months) for months in (2, 4, 6)}


def drawn_purchases(members, seed):
    """Members who come with the months and buy more or less often, some of them only once.

    :return: dict of member to sorted list of dates
    """
    random, bought = Random(seed), {}
    for member in members:
        usual, at, own = random.choice((9, 30, 80, 150, 9999)), random.randrange(PERIOD), []
        while at < PERIOD:
            own.append(days(at))
            at += 1 + int(random.expovariate(1 / usual))
        bought[member] = own
    return bought


def plain_contacts(bought):
    """The contacts of a year, found day by day without runs, keys or SQL.

    :return: Counter by step and week
    """
    found = Counter()
    for day in map(days, range(PERIOD)):
        for own in bought.values():
            past = [at for at in own if at <= day]
            if past:
                names = [name for name, delay in THREES.items() if past[0] + delay == day]
                names += [name for name, delay in LADDER.items() if past[-1] + delay == day]
                found.update((name, (day - DAY).days // 7) for name in names)
    return found


@pytest.mark.drill
@tagged("post_install", "-at_install", "-standard", "drill")
class TestFindYear(FindCase):
    """A year of the 3-3-3 service and of the wake-up ladder, lived night by night, beside a plain computation."""

    def test_a_year_yields_what_a_plain_computation_gives(self):
        self.new_crowd()
        threes = self.started("first_purchase", exclusive=False, steps=self.steps(THREES))
        ladder = self.started(
            "dormant", trigger_months=2, again="occasion", exit_on_purchase=True, steps=self.steps(LADDER)
        )
        made = Counter()
        for day in map(days, range(PERIOD)):
            for partner, own in self.bought_by.items():
                if day in own:
                    self.bought(partner, day, 10)
            for plan in (threes, ladder):
                self.found(plan, day)
            made.update(self.made_on(day))
        self.assertEqual(made, plain_contacts(self.bought_by))
        self.assertEqual({name for name, _week in made}, {*THREES, *LADDER})
        # The same once more, foreseen on the first day.
        self.assertEqual(self.foreseen(threes) + self.foreseen(ladder), made)

    def new_crowd(self):
        people = [{"name": f"M {one}", "member_number": f"Y{one}", "member_since": DAY} for one in range(MEMBERS)]
        members = self.env["res.partner"].sudo().create(people)
        self.bought_by = drawn_purchases(members, seed=19)

    def steps(self, delays):
        return [
            {
                "name": name,
                "counted_from": "occasion",
                "delay_days": delay.days % 7,
                "delay_weeks": delay.days // 7,
                "delay_months": delay.months,
            }
            for name, delay in delays.items()
        ]

    def made_on(self, day):
        """Make the contacts of a day, each reached; in the same night the next ones of their runs are planned.

        :return: list of (step, week)
        """
        due = self.env["member.followup"].sudo().search([("state", "=", "planned"), ("date_planned", "<=", day)])
        self.assertEqual(set(due.mapped("date_planned")) - {day}, set(), "nothing is left from before")
        for contact in due:
            self.assertFalse(contact.plan_id.exit_on_purchase and contact.run_id._bought_since())
            contact._finish("reached", day=day)
        return [(contact.step_id.name, (day - DAY) // timedelta(weeks=1)) for contact in due]

    def foreseen(self, plan):
        """:return: the same Counter, as told by a preview of the year on a plan that has no runs"""
        copy = plan.copy({"name": f"{plan.name} foreseen"})
        names = {step.id: step.name for step in copy.version_id.step_ids}
        return Counter(
            (names[one["step_id"]], (one["date"] - DAY) // timedelta(weeks=1))
            for one in copy._preview(DAY, days(PERIOD - 1))
        )
