"""Tills and an office that work on the same few cards at once, and go on when the server fails them."""

import random
import time
import urllib.error
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import uuid4

from http_till import Client, HttpTill, ServerError, order_line

# What the server says when it refuses an order or adjustment for good; everything else may go well the next time.
REFUSALS = {"odoo.exceptions.UserError", "odoo.exceptions.ValidationError", "odoo.exceptions.AccessError"}
RETRY_SECONDS = 0.3
#: seconds after which a request that never goes through is a failure
PATIENCE = 180
#: share of each operation
MIX = {"sale": 34, "redeem": 12, "top_up": 12, "spend": 16, "refund": 10, "replay": 8, "adjust": 4, "transfer": 4}


@dataclass
class Sold:
    """An order that was sent until the server stored or refused it.

    :param expected: what it must have brought: dict of (kind, programme) to amount
    """

    kind: str
    order: dict
    member: int
    expected: dict
    refused: str = ""
    line_ids: dict = field(default_factory=dict)
    left: dict = field(default_factory=dict)


class LedgerClient:
    """One till with a cashier, or the office; its operations are drawn by lot, the same each time.

    :param shop: dict of url, database, config_id, login, password, admin (login, password), members (list of partner
        ids), points and wallet (dicts of id, reward_id, product_id), top_up (product id)
    """

    def __init__(self, shop, number):
        self.shop = shop
        self.lot = random.Random(number)
        self.client = Client(shop["url"], shop["database"], shop["login"], shop["password"])
        self.office = Client(shop["url"], shop["database"], *shop["admin"])
        self.till = HttpTill(self.client, shop["config_id"][number])
        self.sold = []
        self.adjusted = {}
        self.counts = Counter()

    def run(self, operations):
        """:param operations: how many"""
        kinds = self.lot.choices(list(MIX), list(MIX.values()), k=operations)
        for kind in kinds:
            getattr(self, f"_{kind}")()
            self.counts[kind] += 1
        return self

    def move_to(self, url):
        """Go on at a server that was started again."""
        self.client.url = self.office.url = url

    # ── At the till ─────────────────────────────────────────────────────────────────────────────────────────

    def _sale(self):
        lines = self._goods()
        total = sum(amount for _code, _quantity, amount in lines)
        self._send("sale", lines, expected={("earn", "points"): total})

    def _redeem(self):
        lines = self._goods()
        amount = self.lot.randint(1, 8)
        # A point is worth 0.1. What is paid in points earns like what is paid in money, as core counts.
        total = sum(part for _code, _quantity, part in lines)
        expected = {("redeem", "points"): -amount, ("earn", "points"): total}
        self._send("redeem", lines, self._reward("points", amount / 10, amount), expected=expected)

    def _spend(self):
        lines = self._goods()
        total = sum(amount for _code, _quantity, amount in lines)
        amount = min(total, self.lot.randint(1, 40))
        expected = {("redeem", "wallet"): -amount, ("earn", "points"): total}
        self._send("spend", lines, self._reward("wallet", amount, amount), expected=expected)

    def _top_up(self):
        amount = self.lot.choice((10, 20, 50))
        line = order_line(self.shop["top_up"], "-", 1, amount)
        self._send("top_up", [], line, expected={("top_up", "wallet"): amount})

    def _refund(self):
        """One piece of an earlier sale without rewards comes back."""
        choices = [sold for sold in self.sold if sold.kind == "sale" and any(sold.left.values())]
        if not choices:
            return self._sale()
        sold = self.lot.choice(choices)
        uuid = self.lot.choice([uuid for uuid, left in sold.left.items() if left])
        sold.left[uuid] -= 1
        [line] = [command[2] for command in sold.order["lines"] if command[2]["uuid"] == uuid]
        back = order_line(line["product_id"], "-", -1, -line["price_unit"])
        back["refunded_orderline_id"] = sold.line_ids[uuid]
        self._send("refund", [], back, member=sold.member, expected={("clawback", "points"): -line["price_unit"]})
        return None

    def _replay(self):
        """An answer that was lost: the till sends the order again."""
        # One that was refused might well be taken now: that would be a new sale.
        stored = [sold for sold in self.sold if not sold.refused]
        if not stored:
            return self._sale()
        sold = self.lot.choice(stored)
        self._sync(Sold(sold.kind, sold.order, sold.member, {}))
        return None

    def _goods(self):
        code = self.lot.choice(list(self.shop["prices"]))
        quantity = self.lot.randint(1, 3)
        return [(code, quantity, quantity * self.shop["prices"][code])]

    def _reward(self, program, discount, cost):
        found = self.shop[program]
        return {
            **order_line(found["product_id"], "-", 1, -discount),
            "is_reward_line": True,
            "reward_id": found["reward_id"],
            "reward_identifier_code": uuid4().hex[:8],
            "points_cost": cost,
        }

    def _send(self, kind, lines, *extra, expected, member=None):
        member = member or self.lot.choice(self.shop["members"])
        order = self.till.order(member, lines)
        order["pos_reference"] = f"{uuid4().hex[:12]}"
        order["lines"] += [[0, 0, line] for line in extra]
        total = round(sum(command[2]["price_subtotal_incl"] for command in order["lines"]), 2)
        order["amount_total"] = order["amount_paid"] = total
        order["is_refund"] = total < 0
        order["payment_ids"][0][2]["amount"] = total
        sold = Sold(kind, order, member, expected)
        self._sync(sold)
        self.sold.append(sold)

    def _sync(self, sold):
        try:
            answer = self._until_answered(lambda: self.client.call("pos.order", "sync_from_ui", [sold.order]))
        except ServerError as error:
            sold.refused = str(error)
            return
        sold.line_ids = {line["uuid"]: line["id"] for line in answer["pos.order.line"]}
        if sold.kind == "sale":
            sold.left = {command[2]["uuid"]: command[2]["qty"] for command in sold.order["lines"]}

    def _until_answered(self, request):
        """Send it again until the server has stored it or refused it for good, as a till does."""
        limit = time.monotonic() + PATIENCE
        while True:
            try:
                return request()
            except ServerError as error:
                if error.kind in REFUSALS or time.monotonic() > limit:
                    raise
            except (urllib.error.URLError, HTTPException, OSError):
                if time.monotonic() > limit:
                    raise
            self.counts["sent again"] += 1
            time.sleep(RETRY_SECONDS)

    # ── In the office ───────────────────────────────────────────────────────────────────────────────────────

    def _adjust(self):
        self._submit({"kind": "goodwill", "amount": self.lot.randint(1, 20)})

    def _transfer(self):
        self._submit({"kind": "transfer", "amount": self.lot.randint(1, 10)})

    def _submit(self, values):
        member, other = self.lot.sample(self.shop["members"], 2)
        values = {**values, "partner_id": member, "program_id": self.shop["points"]["id"], "bucket": "points"}
        values["reason"] = f"drill {uuid4()}"
        if values["kind"] == "transfer":
            values["to_partner_id"] = other

        def make():
            known = self.office.call("member.adjustment", "search", [["reason", "=", values["reason"]]])
            return known or self.office.call("member.adjustment", "create", [values])

        def submit():
            [row] = self.office.call("member.adjustment", "read", made, ["state"])
            if row["state"] == "draft":
                self.office.call("member.adjustment", "action_submit", made)

        made = self._until_answered(make)
        try:
            self._until_answered(submit)
            self.adjusted[made[0]] = values
        except ServerError as error:
            self.counts["adjustments refused"] += 1
            self.adjusted[made[0]] = {**values, "refused": str(error)}
