"""Two processes at the same background work: a piece is done once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

#: seconds after which somebody waits for ever
LIMIT = 60


@contextmanager
def transaction(shop):
    """Another connection's environment; committed unless something is raised."""
    with Registry(shop.database).cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LIMIT}s'")
        yield api.Environment(cursor, SUPERUSER_ID, {})


def test_two_runners_do_a_piece_once(shop):
    with transaction(shop) as env:
        env["member.job"].search([("state", "in", ("queued", "running"))])._end("done")
        job_id = env["member.job"]._start("past_orders", "Once", 3, cursor={"after": 0}).id
    begun, other_is_over = Event(), Event()

    def step(job):
        if not begun.is_set():
            begun.set()
            assert other_is_over.wait(LIMIT)
        # What a piece writes besides.
        job.env["res.partner"].create({"name": "Made by a piece"})
        job.done += 1
        return job.done == 3

    def run():
        with transaction(shop) as env:
            env["member.job"]._run_due()

    with patch.object(Registry(shop.database)["member.job"], "_step_past_orders", step), ThreadPoolExecutor(1) as pool:
        slow = pool.submit(run)
        assert begun.wait(LIMIT)
        run()
        other_is_over.set()
        slow.result(LIMIT)
    with transaction(shop) as env:
        job = env["member.job"].browse(job_id)
        assert (job.state, job.done, job.error) == ("done", 3, False)
        assert env["res.partner"].search_count([("name", "=", "Made by a piece")]) == 3
