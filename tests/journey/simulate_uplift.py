"""Half a year of the real purchases in which two plans call: one wakes six points more, one wakes nobody.

    setup/shell -d DB < tests/journey/simulate_uplift.py
    SEEDS=20 setup/shell -d DB < tests/journey/simulate_uplift.py

Each plan starts, looks for sleeping members week by week with the clock of that week, and is read on the day that was
fixed at its start, by the product's own methods; every seed draws anew who is held out. The purchases are the shop's own.
The effect is planted: of the members whom the plan contacts and who don't come by themselves, as many buy as makes six of a
hundred. Ends with an error if the intervals hold the planted effect in fewer than 90 of 100 seeds, or if anything was told
before the day; writes nothing.
"""

import os
import sys
import time
from datetime import datetime, timedelta
from random import Random

from freezegun import freeze_time

from odoo.tools import SQL

env = env  # noqa: F821 - the shell's
SEEDS = int(os.environ.get("SEEDS", "100"))
HALF_YEAR, WEEK, ONE_DAY = timedelta(days=182), timedelta(days=7), timedelta(days=1)
LAST = env["member.purchase"].search([], order="local_date desc", limit=1).local_date
FIRST = LAST - HALF_YEAR
MONTHS_ASLEEP = 1


def clock(day):
    return freeze_time(datetime(day.year, day.month, day.day, 6))


def start(seed):
    plan = env["member.followup.plan"].create(
        {
            "name": f"Simulated {seed}",
            "trigger": "dormant",
            "trigger_months": MONTHS_ASLEEP,
            "again": "occasion",
            "holdout": "usual",
            "holdout_days": HALF_YEAR.days,
            "step_ids": [(0, 0, {"name": "Call"})],
        }
    )
    # Else each run of this script would draw others.
    plan.sudo().holdout_salt = f"salt of seed {seed}"
    with clock(FIRST):
        plan._start()
    return plan


def half_year(seed, effect, alone, looks=False):
    """
    :param effect: share of one that the plan wakes
    :param alone: share of one that comes by itself
    :param looks: whether somebody looks every day
    :return: dict as of ``_uplift``, and how many texts were seen before the day
    """
    lot, plan, after, texts = Random(f"{seed} {effect}"), start(seed), 0, set()
    day = FIRST
    while day < LAST:
        day = min(day + WEEK, LAST)
        with clock(day):
            plan._here()._find(day)
        if effect:
            after = plant(plan, after, effect / (1 - alone), lot)
    for number in range(HALF_YEAR.days if looks else 0):
        with clock(FIRST + number * ONE_DAY):
            plan.invalidate_recordset(["uplift_text"])
            assert plan._uplift() is None, "nothing is told before the day"
            texts.add(plan.uplift_text)
    with clock(plan.date_read):
        return plan._uplift(), texts


def plant(plan, after, share, lot):
    """Some of those whom the plan contacts since the last week buy, unless they come by themselves.

    :return: the last run that was looked at
    """
    runs = env.execute_query(
        SQL(
            """
            SELECT run.id, run.partner_id, run.date_start,
                   EXISTS (SELECT FROM member_purchase p
                            WHERE p.partner_id = run.partner_id AND p.amount_net > 0
                              AND p.local_date > run.date_start - 1
                              AND p.local_date <= run.date_start + %(window)s) AS comes,
                   EXISTS (SELECT FROM member_followup_run past
                            WHERE past.plan_id = run.plan_id AND past.partner_id = run.partner_id
                              AND past.id < run.id) AS was_in
              FROM member_followup_run run
             WHERE run.plan_id = %(plan)s AND run.id > %(after)s AND COALESCE(run.end_reason, '') != 'held_out'
          ORDER BY run.partner_id, run.date_start, run.id
            """,
            plan=plan.id,
            after=after,
            window=plan.holdout_window,
        )
    )
    first_of = {partner: (day, comes) for _run, partner, day, comes, was_in in reversed(runs) if not was_in}
    woken = [
        (partner, day + timedelta(days=lot.randint(1, plan.holdout_window)))
        for partner, (day, comes) in sorted(first_of.items())
        if not comes and lot.random() < share
    ]
    if woken:
        env.execute_query(
            SQL(
                """
                INSERT INTO member_purchase (key, source, partner_id, company_id, date, local_date, amount_net, amount_gross)
                SELECT 'planted/' || %(plan)s || '/' || member, 'import', member, %(company)s, day, day, 20, 20
                  FROM UNNEST(%(members)s, %(days)s::date[]) planted(member, day) RETURNING 1
                """,
                plan=plan.id,
                company=env.company.id,
                members=[partner for partner, _day in woken],
                days=[day for _partner, day in woken],
            )
        )
    return max((run for run, *_rest in runs), default=after)


def simulated(*args, **options):
    with env.cr.savepoint(flush=True) as savepoint:
        result = half_year(*args, **options)
        savepoint.rollback()
    env.invalidate_all()
    return result


def told_of(effect, alone):
    begin = time.monotonic()
    told = [simulated(seed, effect, alone)[0]["told"] for seed in range(SEEDS)]
    holds = sum(one.low <= effect <= one.high for one in told)
    print(
        f"{100 * effect:4.1f} points planted: the interval holds it in {holds} of {SEEDS} seeds; "
        f"mean difference {100 * sum(one.difference for one in told) / SEEDS:5.2f} points, "
        f"told in {sum(one.is_told for one in told)}; seen from {100 * told[0].detectable:.1f} points; "
        f"{time.monotonic() - begin:.0f} s"
    )
    return holds


result, texts = simulated("looked at", 0.0, 0.0, looks=True)
entered, came = result["asked"] + result["held_out"], result["came"] + result["came_out"]
print(f"{FIRST} to {LAST}: {entered:,} members entered, {result['held_out']:,} held out, {came:,} came by themselves")
print(f"looked at on {HALF_YEAR.days} days before the day it is read on: {len(texts)} text, {' | '.join(texts)}")
holding = [told_of(effect, came / entered) for effect in (0.06, 0.0)]
env.cr.rollback()
if len(texts) != 1 or any(held < 0.9 * SEEDS for held in holding):
    sys.exit("The intervals don't hold what was planted, or something was told before the day.")
