"""The ledger under load and accidents: two server processes, eight clients, workers killed, the database crashed."""

import contextlib
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

sys.path.append(str(Path(__file__).parent / "journey"))

from http_till import Client, HttpTill

from ledger_clients import LedgerClient

OPERATIONS = int(os.environ.get("DRILL_OPERATIONS", 5000))
CLIENTS = 8
TILLS = 4
MEMBERS = 20
PRICES = {"A": 5, "B": 12, "C": 40}
#: seconds between two workers' deaths
KILL_EVERY = 8
SERVER = (2, "--max-cron-threads=0", "--limit-time-real=600")


class Accidents(threading.Thread):
    """Kills a worker every few seconds, and once the database's process of a request, which crashes them all.

    :param seconds: when the database crashes
    """

    def __init__(self, shop, serving, clients, seconds):
        super().__init__(daemon=True)
        self.shop, self.serving, self.clients = shop, serving, clients
        self.crash_at = seconds
        self.over = threading.Event()
        self.killed = self.crashed = self.restarted = 0

    def run(self):
        lot = random.Random(3)
        begin = time.monotonic()
        while not self.over.wait(KILL_EVERY):
            if self.serving.process.poll() is not None:
                self._serve_again()
                continue
            if not self.crashed and time.monotonic() - begin > self.crash_at:
                self._crash_database()
                continue
            master = psutil.Process(self.serving.process.pid)
            workers = [child for child in master.children() if "gevent" not in child.cmdline()]
            if workers:
                os.kill(lot.choice(workers).pid, signal.SIGKILL)
                self.killed += 1

    def _serve_again(self):
        """Odoo ends when it wants a new worker while the database recovers; a service manager starts it again."""
        with contextlib.suppress(RuntimeError):
            self.serving = self.shop.serve(*SERVER)
            self.restarted += 1
            for client in self.clients:
                client.move_to(self.serving.url)

    def _crash_database(self):
        """PostgreSQL ends all its processes and recovers from its log when one of them is killed."""
        with self.shop.connect() as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid != PG_BACKEND_PID() LIMIT 1",
                [self.shop.database],
            )
            row = cursor.fetchone()
        if row:
            os.kill(row[0], signal.SIGKILL)
            self.crashed += 1


def stock_shop(env):
    """Goods, tills, twenty members, a points programme that never goes below 0, and a wallet.

    :return: what :class:`LedgerClient` needs to know
    """
    env["product.product"].create(
        [
            {
                "name": f"Good {code}",
                "default_code": code,
                "available_in_pos": True,
                "list_price": price,
                "taxes_id": False,
            }
            for code, price in PRICES.items()
        ]
    )
    top_up = env["product.product"].create(
        {"name": "Top-up", "type": "service", "available_in_pos": True, "taxes_id": False, "list_price": 10}
    )
    env["loyalty.program"].search([("id", ">", 0)]).active = False
    points = _program(env, "Points", "loyalty", 0.1, {"reward_point_mode": "money", "reward_point_amount": 1})
    points.member_debt = "zero"
    wallet = _program(env, "Wallet", "ewallet", 1, {"reward_point_mode": "money", "product_ids": [(6, 0, top_up.ids)]})
    env["member.tier"].search([("id", ">", 0)]).active = False
    env["member.tier"].create({"name": "Classic", "rank": 1})
    members = env["res.partner"].create([{"name": f"Member {number}"} for number in range(MEMBERS)])
    members._member_enrol()
    groups = env.ref("base.group_user") | env.ref("point_of_sale.group_pos_user")
    env["res.users"].create(
        {"name": "Cashier", "login": "drill", "password": "drill-cashier", "group_ids": [(6, 0, groups.ids)]}
    )
    env.ref("base.user_admin").password = "admin"
    journals = env["account.journal"].create(
        [{"name": f"Card {number}", "type": "bank", "code": f"DR{number}"} for number in range(TILLS)]
    )
    methods = env["pos.payment.method"].create([{"name": each.name, "journal_id": each.id} for each in journals])
    tills = env["pos.config"].create(
        [
            {"name": f"Till {number}", "payment_method_ids": [(6, 0, method.ids)]}
            for number, method in enumerate(methods)
        ]
    )
    return {
        "config_id": [tills[number % TILLS].id for number in range(CLIENTS)],
        "login": "drill",
        "password": "drill-cashier",
        "admin": ("admin", "admin"),
        "members": members.ids,
        "prices": PRICES,
        "top_up": top_up.id,
        "points": _told(points),
        "wallet": _told(wallet),
    }


def _program(env, name, kind, discount, rule):
    reward = {
        "reward_type": "discount",
        "discount_mode": "per_point",
        "discount": discount,
        "discount_applicability": "order",
        "required_points": 1,
    }
    return env["loyalty.program"].create(
        {
            "name": name,
            "program_type": kind,
            "applies_on": "both" if kind == "loyalty" else "future",
            "trigger": "auto",
            "member_program": True,
            "company_id": env.company.id,
            "rule_ids": [(5,), (0, 0, rule)],
            "reward_ids": [(5,), (0, 0, reward)],
        }
    )


def _told(program):
    reward = program.reward_ids
    return {"id": program.id, "reward_id": reward.id, "product_id": reward.discount_line_product_id.id}


def open_tills(shop, facts):
    """Serve a stocked shop by two processes.

    :param facts: from :func:`stock_shop`
    :return: list of TILLS tills, each with a session of its own
    """
    url = shop.serve(*SERVER).url
    return [
        HttpTill(Client(url, shop.database, facts["login"], facts["password"]), config_id)
        for config_id in facts["config_id"][:TILLS]
    ]


@pytest.mark.drill
def test_nothing_lost_nothing_doubled(shop):
    with shop.env() as env:
        facts = stock_shop(env)
        env.cr.commit()
    # A database copied from a template forgets in a crash what its sequences gave out before its first checkpoint.
    with shop.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    serving = shop.serve(*SERVER)
    facts |= {"url": serving.url, "database": shop.database}
    clients = [LedgerClient(facts, number) for number in range(CLIENTS)]
    accidents = Accidents(shop, serving, clients, seconds=OPERATIONS / 60)
    accidents.start()
    begin = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda client: client.run(OPERATIONS // CLIENTS), clients))
    seconds = time.monotonic() - begin
    accidents.over.set()
    accidents.join()
    sold = [each for client in clients for each in client.sold]
    told = sum((client.counts for client in clients), Counter())
    told |= {
        "refused": sum(bool(each.refused) for each in sold),
        "workers killed": accidents.killed,
        "server started again": accidents.restarted,
    }
    print(f"\n{OPERATIONS} operations in {seconds:.0f} s, {accidents.crashed} crash of the database: {dict(told)}")
    print("refused:", Counter(each.refused[:80] for each in sold if each.refused).most_common(5))
    assert accidents.killed
    assert accidents.crashed == 1
    with shop.env() as env:
        check_orders(env, sold, facts)
        check_adjustments(env, [pair for client in clients for pair in client.adjusted.items()])
        check_cards(env)


def check_orders(env, sold, facts):
    """Each stored order is there once, with what it brings once; of a refused one there is nothing."""
    stored = {}
    for order in env["pos.order"].search([("uuid", "in", [each.order["uuid"] for each in sold])]):
        assert order.uuid not in stored, "stored twice"
        stored[order.uuid] = order
    names = {facts["points"]["id"]: "points", facts["wallet"]["id"]: "wallet"}
    wrong = []
    for each in sold:
        order = stored.get(each.order["uuid"])
        if each.refused:
            # The answer of an earlier try may have been lost: then the till was told twice, and it is stored.
            assert not order, f"refused and stored: {each.refused}"
            continue
        assert order, "acknowledged and lost"
        assert order.state in ("paid", "done")
        found = Counter()
        for entry in order.member_entry_ids:
            if entry.kind != "write_off":
                found[entry.kind, names[entry.program_id.id]] += round(entry.amount * 100)
        expected = Counter({key: round(amount * 100) for key, amount in each.expected.items() if amount})
        if found != expected:
            wrong.append((each.kind, dict(expected), dict(found)))
    assert not wrong, wrong[:5]
    assert set(stored) == {each.order["uuid"] for each in sold if not each.refused}


def check_adjustments(env, adjusted):
    """What was done is posted once, what was refused isn't."""
    for adjustment_id, values in adjusted:
        adjustment = env["member.adjustment"].browse(adjustment_id)
        entries = env["member.ledger.entry"].search([("reason", "=", values["reason"])])
        if "refused" in values:
            assert not entries, values["refused"]
        elif values["kind"] == "transfer":
            assert adjustment.state == "done"
            assert round(sum(entries.mapped("amount")), 2) == 0
            assert round(-sum(amount for amount in entries.mapped("amount") if amount < 0), 2) == values["amount"]
        else:
            assert (adjustment.state, entries.mapped("amount")) == ("done", [values["amount"]])


def check_cards(env):
    """The invariants hold, and no balance is below what policy allows."""
    assert env["member.ledger.entry"]._check_balances() == []
    cards = env["loyalty.card"].search([("member_program", "=", True)])
    assert len({(card.partner_id, card.program_id) for card in cards}) == len(cards) <= 2 * MEMBERS
    assert all(card.points >= 0 for card in cards)
    keys = env["member.ledger.entry"].search([("id", ">", 0)]).mapped("key")
    assert len(keys) == len(set(keys))
    print(f"{len(cards)} cards, {len(keys)} entries: invariants hold, no balance below 0")
