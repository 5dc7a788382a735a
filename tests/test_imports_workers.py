"""A shop of the size that moved in (23,570 members, 69,659 purchases) is imported by a server with two workers under
Odoo's default limits, which is told to start itself again in the midst of it."""

import base64
import random
import signal
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

MEMBERS, PURCHASES, PRODUCTS = 23_570, 69_659, 400
FIRST_DAY, DAYS = date(2025, 1, 1), 540
#: seconds without any progress after which the work is given up as dead
PATIENCE = 300
WORKING = {"checking", "importing"}
# What Odoo writes when a worker has passed its limits.
KILLED = ("time limit", "timeout after", "memory limit", "Traceback")

pytestmark = pytest.mark.drill


def members():
    """:return: bytes of a CSV file"""
    lines = ["customer id,name,phone,joined"]
    for number in range(MEMBERS):
        joined = FIRST_DAY + timedelta(number % 90)
        lines.append(f"C{number:06},Member {number},+1650{2_530_000 + number},{joined}")
    return "\n".join(lines).encode()


def purchases():
    """:return: bytes of a CSV file; whom each receipt belongs to is drawn, the same each time"""
    lot = random.Random(16)
    lines = ["receipt,date,customer,product,qty,net"]
    for number in range(PURCHASES):
        day = FIRST_DAY + timedelta(90 + number * (DAYS - 90) // PURCHASES)
        lines.append(
            f"R{number:06},{day} 12:{number % 60:02},C{lot.randrange(MEMBERS):06},"
            f"P{lot.randrange(PRODUCTS):03},{lot.randint(1, 3)},{lot.randint(100, 9000) / 100}"
        )
    return "\n".join(lines).encode()


class Follower:
    """Looks at an import as its form does, from another process than the one that works."""

    def __init__(self, shop, record_id):
        self.shop, self.record_id = shop, record_id

    def press(self, button):
        with self.shop.env() as env:
            getattr(env["member.import"].browse(self.record_id), button)()
            env.cr.commit()

    def look(self):
        """:return: (state, position of its work)"""
        with self.shop.env() as env:
            record = env["member.import"].browse(self.record_id)
            job = record.job_id
            assert job.state != "failed", job.error
            return record.state, (job.done, str(job.cursor))

    def wait(self, once_begun=None):
        """Wait until the work is done.

        :param once_begun: what to do in its midst
        :return: the import's state
        """
        seen, since = None, time.monotonic()
        while True:
            state, place = self.look()
            if state not in WORKING:
                return state
            if place != seen:
                seen, since = place, time.monotonic()
            assert time.monotonic() - since < PATIENCE, f"the import stands still at {seen}"
            if once_begun and place[0]:
                once_begun()
                once_begun = None
            time.sleep(1)


def upload(shop, kind, content):
    with shop.env() as env:
        record = env["member.import"].create(
            {
                "name": kind,
                "kind": kind,
                "file": base64.b64encode(content),
                "file_name": f"{kind}.csv",
                "allow_unknown_product": True,
            }
        )
        record.action_read()
        env.cr.commit()
        return Follower(shop, record.id)


def test_shop_moves_in(shop, tmp_path):
    """All rows arrive once, no worker is killed, and the server survives its own new start."""
    log = Path(tmp_path, "odoo.log")
    with shop.env() as env:
        env.company.country_id = env.ref("base.us")
        env.cr.commit()
    serving = shop.serve(2, f"--logfile={log}", "--log-handler=odoo.service.server:INFO")
    started_again = 0

    def start_again():
        nonlocal started_again
        serving.process.send_signal(signal.SIGHUP)
        started_again += 1

    for kind, content in (("members", members()), ("purchases", purchases())):
        follower = upload(shop, kind, content)
        follower.press("action_check")
        assert follower.wait() == "ready"
        follower.press("action_import")
        assert follower.wait(start_again) == "done"
    assert started_again == 2
    assert serving.process.poll() is None
    told = log.read_text()
    assert not [words for words in KILLED if words in told], told[-2000:]
    assert told.count("New server has started") == started_again
    with shop.env() as env:
        assert env["res.partner"].search_count([("ref", "=like", "C______"), ("is_member", "=", True)]) == MEMBERS
        assert env["member.purchase"].search_count([("partner_id.ref", "=like", "C______")]) == PURCHASES
        assert not env["member.import.error"].search_count([])
