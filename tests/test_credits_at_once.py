"""Two processes that count the same credits, and one that is cut off: each credit stands there once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from threading import Event
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

#: seconds after which somebody waits for ever
LIMIT = 60
DAY = date(2026, 6, 1)
CREDITS = ["contact", "coverage"]


@contextmanager
def transaction(shop):
    """Another connection's environment; committed unless something is raised."""
    with Registry(shop.database).cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LIMIT}s'")
        yield api.Environment(cursor, SUPERUSER_ID, {})


def new_contact(shop, name):
    """:return: id of a member whom somebody has spoken to"""
    with transaction(shop) as env:
        member = env["res.partner"].create({"name": name, "member_number": name})
        person = env["member.followup.person"].create({"name": name})
        values = {"date_planned": DAY, "date_first": DAY, "date_last": DAY, "day_done": DAY, "done_by_id": person.id}
        env["member.followup"].create(
            {
                "partner_id": member.id,
                "state": "done",
                "outcome": "reached",
                "seconds": 60,
                "date_done": datetime(2026, 6, 1, 10),
                **values,
            }
        )
        return member.id


def counted(shop, member_id):
    with transaction(shop) as env:
        credits = env["member.credit"].search([("partner_id", "=", member_id)])
        return sorted(credits.mapped("kind"))


def test_two_counts_at_once(shop):
    member_id = new_contact(shop, "ONCE")
    begun, may_go_on, first = Event(), Event(), []
    credits = Registry(shop.database)["member.credit"]
    add = credits._add_differences

    def waiting(self, *values):
        if not first:
            first.append(True)
            begun.set()
            assert may_go_on.wait(LIMIT)
        return add(self, *values)

    def count():
        try:
            with transaction(shop) as env:
                env["member.credit"]._recount(DAY)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # As background work does.
            with transaction(shop) as env:
                env["member.credit"]._recount(DAY)

    with patch.object(credits, "_add_differences", waiting), ThreadPoolExecutor(2) as pool:
        one = pool.submit(count)
        assert begun.wait(LIMIT)
        two = pool.submit(count)
        may_go_on.set()
        one.result(LIMIT)
        two.result(LIMIT)
    assert counted(shop, member_id) == CREDITS


def test_cut_off_in_the_middle(shop):
    member_id = new_contact(shop, "CUT")
    credits = Registry(shop.database)["member.credit"]
    insert = credits._insert

    class CutOff(Exception):
        """The process ends."""

    def breaking(self, rows):
        insert(self, rows)
        raise CutOff

    with patch.object(credits, "_insert", breaking):
        try:
            with transaction(shop) as env:
                env["member.credit"]._recount(DAY)
        except CutOff:
            pass
    assert counted(shop, member_id) == []
    for _time in range(2):
        with transaction(shop) as env:
            env["member.credit"]._recount(DAY)
    assert counted(shop, member_id) == CREDITS
