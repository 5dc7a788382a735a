"""What opening each report costs the server: its blocks one after the other, as a manager asks for them.

In process, without the network and the drawing. The crowd has no lines, tills, ages or incomes: the questions are asked,
and the answer is "not told".
"""

import statistics

from crowd import Crowd
from paired import seconds

MEMBERS = 1_000_000
RUNS = 3
REPORTS = ("classes", "ends", "groups", "habits", "recency", "rfm")
LIMIT = 2


def run(shop):
    """Seconds of each report, and of its slowest block."""
    with Crowd(MEMBERS).env() as env:
        manager = env.ref("base.user_admin")
        metrics, day = env["member.metrics"], env.company._member_today()
        definition = env["member.metrics.definition"]._of(env.company)
        metrics._refresh_all(definition, day)
        env["member.metrics.snapshot"]._take(definition, definition._compared_with(day))
        env.cr.execute("ANALYZE member_metrics, member_metrics_snapshot")
        for name in REPORTS:
            report = env[f"member.report.{name}"].with_user(manager)
            blocks = {block: [] for block in report._blocks}
            for _run in range(RUNS):
                for block, taken in blocks.items():
                    env.invalidate_all()
                    taken.append(seconds(lambda block=block, report=report: report.read_block(block, {})))
            medians = {block: statistics.median(taken) for block, taken in blocks.items()}
            slowest = max(medians, key=medians.get)
            yield {
                "metric": f"{name}, {MEMBERS:,} members",
                "value": sum(medians.values()),
                "unit": "s",
                "limit": LIMIT,
            }
            yield {"metric": f"{name}, slowest block: {slowest}", "value": medians[slowest], "unit": "s"}
