"""Half a year of a shop with effects that are planted: does the interval hold them, as often as it says?"""

from random import Random

from odoo.addons.member_followup.engine import holdout
from odoo.addons.member_followup.engine.uplift import uplift

SEEDS, MEMBERS, SHARE = 100, 2500, holdout.usual_share(2500)
#: of dormant members who come back by themselves within the window
ALONE = 0.08


def half_year(seed, effect):
    """A plan that calls members as they fall asleep, for half a year; read at its end.

    :param effect: how many more of one come back because of the call
    :return: :class:`Uplift`
    """
    lot, salt = Random(seed), f"salt {seed} {effect}"
    groups = {True: [0, 0], False: [0, 0]}
    for member in range(MEMBERS):
        is_out = holdout.is_held_out(salt, member, SHARE)
        # Half of those who are to be called can't be reached: the effect is that of the plan, not of the call.
        called = not is_out and lot.random() < 0.5
        group = groups[is_out]
        group[0] += 1
        group[1] += lot.random() < ALONE + (2 * effect if called else 0)
    (asked, came), (held_out, came_out) = groups[False], groups[True]
    return uplift(came, asked, came_out, held_out)


def holding(effect):
    return sum(told.low <= effect <= told.high for told in (half_year(seed, effect) for seed in range(SEEDS)))


def test_interval_holds_six_points():
    assert 90 <= holding(0.06) <= 100


def test_interval_holds_nothing():
    assert 90 <= holding(0.0) <= 100


def test_a_plan_that_wakes_none_is_seldom_said_to_wake():
    assert sum(half_year(seed, 0.0).is_told for seed in range(SEEDS)) <= 10


def test_a_plan_that_wakes_six_points_more_is_mostly_seen():
    told = [half_year(seed, 0.06) for seed in range(SEEDS)]
    assert sum(one.is_told for one in told) >= 75
    # Groups of these sizes could see it: that is said beside.
    assert all(one.detectable < 0.07 for one in told)
