"""Server time of the dashboard at a million members, block by block, and against a bare aggregate of their metrics.

A million members with ten million purchases, in process, as a manager: what the rules cost is in it. The bench puts the
database back as it found it. The crowd's purchases have no lines.
"""

import contextlib
import statistics
from functools import partial

from crowd import Crowd
from paired import in_turn, seconds

MEMBERS = 1_000_000
LIMIT = 2
RUNS = 5
REPORT = "member.report.dashboard"


def run(shop):
    """Seconds of each block and of all together, and these to a bare statement."""
    crowd = Crowd(MEMBERS)
    try:
        _count(crowd)
        with _manager(crowd) as report:
            blocks = {name: [seconds(partial(_read, report, name)) for _run in range(RUNS)] for name in report._blocks}
            whole = in_turn(
                lambda: [_read(report, name) for name in report._blocks], lambda: _bare(report.env), pairs=RUNS
            )
    finally:
        _put_back(crowd)
    for name, runs in blocks.items():
        yield {"metric": f"block {name}", "value": statistics.median(runs), "unit": "s", "runs": runs}
    seconds_of_all = statistics.median(whole.ours)
    yield {"metric": "all blocks", "value": seconds_of_all, "unit": "s", "limit": LIMIT, "runs": whole.ours}
    yield whole.row("all blocks to a bare aggregate of the metrics")


def _count(crowd):
    """As a night does, with the month ends that the dashboard compares."""
    from dateutil.relativedelta import relativedelta

    with crowd.env() as env:
        definition, day = env["member.metrics.definition"]._of(env.company), env.company._member_today()
        definition.winning_cost = 35
        env["member.metrics"]._refresh_all(definition, day)
        for back in (1, 0):
            env["member.metrics.snapshot"]._take(definition, day + relativedelta(months=-back, day=1, days=-1))
        env["member.month"]._refresh(definition)
        env.cr.commit()
    # As PostgreSQL does by itself after such a night.
    with contextlib.closing(crowd.connect()) as connection:
        connection.cursor().execute("VACUUM ANALYZE member_metrics, member_metrics_snapshot")


@contextlib.contextmanager
def _manager(crowd):
    """The report as a manager has it, who is gone afterwards."""
    from odoo import Command

    with crowd.env() as env:
        user = env["res.users"].create(
            {
                "name": "Bench",
                "login": "bench_manager",
                "group_ids": [Command.set([env.ref("member_loyalty.group_manager").id])],
            }
        )
        env.flush_all()
        yield env[REPORT].with_user(user)


def _read(report, name):
    report.env.invalidate_all()
    return report.read_block(name, {})


def _bare(env):
    env.cr.execute("SELECT recency_state, COUNT(*), SUM(net_spend), SUM(window_spend) FROM member_metrics GROUP BY 1")
    env.cr.fetchall()


def _put_back(crowd):
    with crowd.env() as env:
        env.cr.execute("TRUNCATE member_metrics, member_metrics_snapshot, member_metrics_due, member_month")
        env["member.metrics.definition"]._of(env.company).unlink()
        env.cr.commit()
