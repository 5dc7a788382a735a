"""What planning costs: a night of ten contact plans for a million members, against the bare selects of their candidates.

In process, on a crowd that is put back as it was found. A night looks at a week again, because tills send late: so do the
bare selects. ``MEMBERS`` of the environment makes the crowd smaller.
"""

import contextlib
import os
from datetime import timedelta

from crowd import Crowd
from paired import in_turn, seconds

MEMBERS = int(os.environ.get("MEMBERS", "1000000"))
PAIRS = 3
#: trigger, and what is said of it; each with the 3-3-3's calls
PLANS = (
    {"trigger": "first_purchase"},
    {"trigger": "purchase", "again": "after", "again_days": 60},
    {"trigger": "nth_purchase", "trigger_number": 5},
    {"trigger": "dormant", "trigger_months": 2, "again": "occasion", "exit_on_purchase": True},
    {"trigger": "dormant", "trigger_days": 300, "again": "occasion", "exit_on_purchase": True},
    {"trigger": "birthday", "trigger_days": -7, "again": "occasion"},
    {"trigger": "anniversary", "again": "occasion"},
    {"trigger": "points_expiry", "trigger_days": -30, "again": "occasion"},
    {"trigger": "new_member"},
    {"trigger": "coverage", "trigger_months": 4, "again": "occasion"},
)


def run(shop):
    """Ratios of time, and seconds."""
    planner = _Planner(Crowd(MEMBERS))
    planner.put_back()  # what a run that was killed has left
    try:
        planner.prepare()
        yield {"metric": f"{MEMBERS:,} members, ten plans, first night", "value": seconds(planner.night), "unit": "s"}
        yield {"metric": "runs begun", "value": planner.runs(), "unit": "runs"}
        planner.vacuum()
        nights = in_turn(planner.next_night, planner.bare, PAIRS)
        yield nights.row(f"{MEMBERS:,} members, ten plans, a night, to the bare selects", limit=3)
        yield {"metric": "the night", "value": min(nights.ours), "unit": "s"}
        yield {"metric": "the bare selects", "value": min(nights.reference), "unit": "s"}
        yield {"metric": "preview of 30 days of the first plan", "value": seconds(planner.preview), "unit": "s"}
    finally:
        planner.put_back()


class _Planner:
    def __init__(self, crowd):
        self.crowd = crowd

    def plans(self, env):
        return env["member.followup.plan"].search([("name", "=", "Bench")], order="id")

    def prepare(self):
        """Plans that have been running for a year, and have found what was there two days ago."""
        with self.crowd.env() as env:
            today = env.company._member_today()
            # On all days of the year.
            env.cr.execute(
                "UPDATE res_partner SET birthdate_date = DATE '1990-01-01' + MOD(hashint4(id), 5000)"
                " WHERE member_number IS NOT NULL"
            )
            for values in PLANS:
                plan = env["member.followup.plan"].create({"name": "Bench", **values})
                plan.version_id.step_ids = [
                    (0, 0, {"name": "Days", "delay_days": 3}),
                    (0, 0, {"name": "Weeks", "delay_weeks": 3}),
                    (0, 0, {"name": "Months", "delay_months": 3}),
                ]
            self.plans(env).write(
                {
                    "state": "running",
                    "date_start": today - timedelta(days=365),
                    "date_found": today - timedelta(days=2),
                }
            )
            env.cr.commit()
        self.vacuum()

    def vacuum(self):
        with contextlib.closing(self.crowd.connect()) as connection:
            connection.cursor().execute(
                "VACUUM ANALYZE member_purchase, res_partner, member_followup_run, member_followup"
            )

    def night(self, commits=True, days=1):
        """As of yesterday."""
        with self.crowd.env() as env:
            day = env.company._member_today() - timedelta(days=days)
            for plan in self.plans(env):
                plan._here()._find(day)
            env.flush_all()
            if commits:
                env.cr.commit()

    def next_night(self):
        """Each time the same one: nothing is kept."""
        self.night(commits=False, days=0)

    def bare(self):
        from odoo.tools import SQL

        with self.crowd.env() as env:
            day = env.company._member_today()
            for plan in self.plans(env):
                env.execute_query(
                    SQL("SELECT COUNT(*) FROM (%s) c", plan._here()._occasions(day - timedelta(days=8), day))
                )

    def preview(self):
        with self.crowd.env() as env:
            day = env.company._member_today()
            self.plans(env)[0]._preview(day - timedelta(days=30), day)

    def runs(self):
        with self.crowd.env() as env:
            return env["member.followup.run"].search_count([("plan_id.name", "=", "Bench")])

    def put_back(self):
        with self.crowd.env() as env:
            plans = self.plans(env)
            env.cr.execute("UPDATE res_partner SET birthdate_date = NULL WHERE birthdate_date IS NOT NULL")
            env.cr.execute("DELETE FROM member_followup WHERE plan_id = ANY(%s)", [plans.ids])
            env.cr.execute("DELETE FROM member_followup_run WHERE plan_id = ANY(%s)", [plans.ids])
            plans.with_context(active_test=False).unlink()
            env.cr.commit()
