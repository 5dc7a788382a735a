"""Ring up real baskets at a till of a running server, under all that can go wrong on the wire, and check what came of it.

    python tests/journey/ring_up.py FOLDER --url http://127.0.0.1:8069 --db DB --password admin

FOLDER is what `export_year.py` wrote, DB a database that `load_year.py` filled. Every fifth of the baskets goes another way:
plainly; the order's request repeated five times; five times at once; with the second call lost; kept offline and sent
in reverse at the end. Ends with an error if any figure differs.
"""

import argparse
import csv
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from http_till import Client, HttpTill, ServerError

REPLAYS = 5
WAYS = ("plain", "repeated", "at once", "second call lost", "offline")
PASSWORD = "ring-up-cashier"


def read_baskets(path, count, per_household=2):
    """Baskets of the file, at most some of each household.

    :return: dict of basket to (household, list of (product, quantity, amount))
    """
    baskets, households = {}, defaultdict(set)
    with path.open(newline="") as stream:
        for row in csv.DictReader(stream):
            basket, household = row["basket_id"], row["household_id"]
            if basket not in baskets:
                if len(baskets) == count or len(households[household]) == per_household:
                    continue
                households[household].add(basket)
                baskets[basket] = (household, [])
            quantity, amount = int(row["quantity"]), float(row["sales_value"])
            # A till prices in whole cents: three for a dollar go over the counter as one item.
            if not quantity or round(amount * 100) % quantity:
                quantity = 1
            baskets[basket][1].append((row["product_id"], quantity, amount))
    return baskets


class RingUp:
    """A run: the shop is made ready as an administrator, everything else is done as a cashier.

    :param baskets: as :func:`read_baskets` gives them; their customers and products are in the shop by reference
    """

    def __init__(self, url, database, login, password, baskets):
        self.url, self.database = url, database
        self.admin = Client(url, database, login, password)
        self.baskets = self._sellable(baskets)
        self.stamp = f"{time.time():.0f}"
        config_id = self._prepare()
        self.till = HttpTill(Client(url, database, f"cashier-{self.stamp}", PASSWORD), config_id)
        self.orders = self._orders()
        self.refusals = 0

    def _sellable(self, baskets):
        """Without the few baskets that hold a product the shop doesn't know."""
        codes = {code for _household, lines in baskets.values() for code, _quantity, _amount in lines}
        self.products = self.admin.call(
            "product.product", "search_read", [["default_code", "in", list(codes)]], ["default_code"]
        )
        known = {product["default_code"] for product in self.products}
        return {basket: content for basket, content in baskets.items() if all(line[0] in known for line in content[1])}

    def _prepare(self):
        """Products on sale without tax, a membership programme, a cashier and a till. Returns the till's id."""
        call = self.admin.call
        call(
            "product.product",
            "write",
            [product["id"] for product in self.products],
            {"available_in_pos": True, "taxes_id": [[5]]},
        )
        if not call("loyalty.program", "search_count", [["member_program", "=", True]]):
            call(
                "loyalty.program",
                "create",
                {
                    "name": "Club Points",
                    "program_type": "loyalty",
                    "trigger": "auto",
                    "applies_on": "both",
                    "member_program": True,
                    "rule_ids": [[5], [0, 0, {"reward_point_mode": "money", "reward_point_amount": 1}]],
                },
            )
        user_groups = call(
            "ir.model.data",
            "search_read",
            [
                ["module", "in", ["base", "point_of_sale"]],
                ["name", "in", ["group_user", "group_pos_user"]],
            ],
            ["res_id"],
        )
        call(
            "res.users",
            "create",
            {
                "name": "Cashier",
                "login": f"cashier-{self.stamp}",
                "password": PASSWORD,
                "group_ids": [[6, 0, [group["res_id"] for group in user_groups]]],
            },
        )
        journal = call(
            "account.journal", "create", {"name": f"Card {self.stamp}", "type": "bank", "code": self.stamp[-5:]}
        )
        method = call("pos.payment.method", "create", {"name": "Card", "journal_id": journal})
        return call("pos.config", "create", {"name": f"Till {self.stamp}", "payment_method_ids": [[6, 0, [method]]]})

    def _orders(self):
        """:return: dict of basket to order, with minutes between them, the last one now"""
        references = {household for household, _lines in self.baskets.values()}
        partners = self.admin.call(
            "res.partner", "search_read", [["ref", "in", list(references)]], ["ref", "member_tier_id", "member_number"]
        )
        self.partners = {partner["ref"]: partner for partner in partners}
        start = datetime.now(timezone.utc) - timedelta(minutes=len(self.baskets))
        # Sales are no older than their session.
        opened = {"start_at": f"{start:%Y-%m-%d %H:%M:%S}"}
        self.admin.call("pos.session", "write", [self.till.session_id], opened)
        return {
            basket: self.till.order(self.partners[household]["id"], lines, start + timedelta(minutes=place))
            for place, (basket, (household, lines)) in enumerate(self.baskets.items())
        }

    # ── Selling ─────────────────────────────────────────────────────────────────────────────────────────────

    def sell(self):
        """:return: seconds"""
        begin = time.monotonic()
        offline = []
        for place, order in enumerate(self.orders.values()):
            way = WAYS[place % len(WAYS)]
            if way == "offline":
                offline.append(order)
            else:
                self._send(order, way)
        for order in reversed(offline):
            self._send(order, "plain")
        return time.monotonic() - begin

    def _send(self, order, way):
        if way == "at once":
            with ThreadPoolExecutor(REPLAYS) as pool:
                list(pool.map(self._try, [order] * REPLAYS))
        elif way == "repeated":
            for _again in range(REPLAYS):
                self.till.sync(order)
        # A till whose request was refused or lost sends the order again.
        order_id = self.till.sync(order)
        if way != "second call lost":
            self.till.confirm(order_id, order)
        if way == "repeated":
            self.till.confirm(order_id, order)

    def _try(self, order):
        try:
            self.till.sync(order)
        except ServerError:
            self.refusals += 1

    # ── Checking ────────────────────────────────────────────────────────────────────────────────────────────

    def check(self):
        """:return: list of (what, expected, found)"""
        stored = self._read("pos.order", [["uuid", "in", self._uuids()]], ["uuid", "amount_total", "state"])
        ids = [order["id"] for order in stored]
        facts = self._read("member.purchase", [["pos_order_id", "in", ids]], ["amount_gross", "pos_order_id"])
        lines = self._read("member.purchase.line", [["purchase_id.pos_order_id", "in", ids]], ["quantity"])
        entries = self._read("member.ledger.entry", [["pos_order_id", "in", ids]], ["kind", "amount", "pos_order_id"])
        cards = self._read("loyalty.card", [["member_program", "=", True]], ["points"])
        all_entries = self._read("member.ledger.entry", [["state", "=", "posted"]], ["card_id", "amount"])
        baskets = len(self.baskets)
        total = sum((Decimal(str(amount)) for _who, sold in self.baskets.values() for _code, _quantity, amount in sold))
        return [
            ("orders", baskets, len(stored)),
            ("orders paid", baskets, sum(order["state"] in ("paid", "done") for order in stored)),
            ("purchase facts", baskets, len(facts)),
            ("fact lines", sum(len(sold) for _who, sold in self.baskets.values()), len(lines)),
            ("total of the orders", total, _sum(stored, "amount_total")),
            ("total of the facts", total, _sum(facts, "amount_gross")),
            (
                "orders that earned more than once",
                0,
                len(entries) - len({entry["pos_order_id"][0] for entry in entries}),
            ),
            ("points earned", self._expected_points(entries), _sum(entries, "amount")),
            ("cards whose balance isn't the sum of entries", 0, _differing(cards, all_entries)),
        ]

    def _uuids(self):
        return [order["uuid"] for order in self.orders.values()]

    def _read(self, model, domain, names):
        return self.admin.call(model, "search_read", domain, names, order="id")

    def _expected_points(self, entries):
        """A point per unit of currency, times the multiplier of the tier that the member had when the order arrived."""
        tiers = {row["id"]: row for row in self._read("member.tier", [], ["points_multiplier"])}
        orders = {order["uuid"]: order for order in self.orders.values()}
        stored = self._read("pos.order", [["uuid", "in", self._uuids()]], ["uuid"])
        by_id = {row["id"]: orders[row["uuid"]] for row in stored}
        changes = self._read(
            "member.tier.change",
            [["purchase_id.pos_order_id", "in", list(by_id)]],
            ["purchase_id", "to_tier_id", "partner_id"],
        )
        facts = self._read("member.purchase", [["pos_order_id", "in", list(by_id)]], ["pos_order_id"])
        order_of = {fact["id"]: fact["pos_order_id"][0] for fact in facts}
        raised = {order_of[change["purchase_id"][0]]: change["to_tier_id"][0] for change in changes}
        tier = {partner["id"]: partner["member_tier_id"][0] for partner in self.partners.values()}
        points = Decimal(0)
        for entry in entries:
            order = by_id[entry["pos_order_id"][0]]
            multiplier = tiers[tier[order["partner_id"]]]["points_multiplier"]
            points += (Decimal(str(order["amount_total"])) * Decimal(str(multiplier))).quantize(
                Decimal("0.01"), "ROUND_HALF_UP"
            )
            tier[order["partner_id"]] = raised.get(entry["pos_order_id"][0], tier[order["partner_id"]])
        return points


def _sum(rows, name):
    return sum((Decimal(str(row[name])).quantize(Decimal("0.01")) for row in rows), Decimal(0))


def _differing(cards, entries):
    sums = defaultdict(Decimal)
    for entry in entries:
        sums[entry["card_id"][0]] += Decimal(str(entry["amount"])).quantize(Decimal("0.01"))
    return sum(Decimal(str(card["points"])).quantize(Decimal("0.01")) != sums[card["id"]] for card in cards)


def report(run, seconds):
    """Print the figures.

    :return: number of figures that differ
    """
    ways = ", ".join(f"{len(run.baskets) // len(WAYS)} {way}" for way in WAYS)
    print(f"{len(run.baskets)} baskets in {seconds:.1f} s ({ways}); {run.refusals} requests refused and sent again")
    differing = 0
    for what, expected, found in run.check():
        differing += expected != found
        print(f"{what:48} {expected!s:>12} {found!s:>12}  {'' if expected == found else 'DIFFERS'}")
    return differing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", required=True)
    parser.add_argument("--db", required=True)
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", default="admin")
    parser.add_argument("--baskets", type=int, default=250)
    options = parser.parse_args()
    baskets = read_baskets(options.folder / "purchases.csv", options.baskets)
    run = RingUp(options.url, options.db, options.login, options.password, baskets)
    sys.exit(1 if report(run, run.sell()) else 0)


if __name__ == "__main__":
    main()
