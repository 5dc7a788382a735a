"""A ledger in memory, made of the engine's functions and nothing else, for properties that must hold for any numbers.

Cards have lots in buckets; debits use them up; refunds undo debits and take back what was earned.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from odoo.addons.member_loyalty.engine import clawback, consumption, expiry
from odoo.addons.member_loyalty.engine.allocation import Credit, allocate

NOTHING = Decimal(0)


@dataclass
class Entry:
    id: int
    card: int
    kind: str
    bucket: str
    amount: Decimal
    left: Decimal
    expires: date | None = None
    reverses: int | None = None


@dataclass
class Order:
    """:param weights: what each line had its part in the points; returned lines are in ``returned``
    :param spent: what the order took from its card, by bucket
    """

    card: int
    weights: list
    earned: int | None = None
    spent: dict = field(default_factory=dict)
    returned: set = field(default_factory=set)


class Book:
    def __init__(self, order):
        self.order = order
        self.policy = expiry.Policy("months", 2)
        self.today = date(2026, 1, 1)
        self.entries = {}
        self.allocations = {}
        self.balances = {}
        self.keys = set()

    # ── Posting ───────────────────────────────────────────────────────────────────────────────────────────────

    def post(self, key, card, kind, bucket, amount, expires=None, reverses=None):
        """:return: id of the entry, None when the key is posted already or nothing moves"""
        if key in self.keys or not amount:
            return None
        self.keys.add(key)
        entry = Entry(len(self.entries) + 1, card, kind, bucket, amount, amount, expires, reverses)
        self.entries[entry.id] = entry
        self.balances[card] = self.balances.get(card, NOTHING) + amount
        self._settle(entry)
        return entry.id

    def _settle(self, entry):
        sign = 1 if entry.amount > 0 else -1
        others = [other for other in self.open(entry.card, entry.bucket) if other.left * sign < 0]
        own = [other for other in others if other.id == entry.reverses]
        taken = allocate(abs(entry.left), [self._credit(other) for other in own])
        rest = abs(entry.left) - sum(part for _id, part in taken)
        taken += allocate(rest, [self._credit(other) for other in others if other not in own])
        for other_id, part in taken:
            credit, debit = (entry.id, other_id) if sign > 0 else (other_id, entry.id)
            self.allocations[credit, debit] = part
            self.entries[other_id].left += sign * part
            entry.left -= sign * part

    def _credit(self, entry):
        return Credit(entry.id, abs(entry.left), entry.expires)

    def open(self, card, bucket):
        return [entry for entry in self.entries.values() if (entry.card, entry.bucket) == (card, bucket) and entry.left]

    def available(self, card, bucket):
        return sum((entry.left for entry in self.open(card, bucket)), NOTHING)

    # ── What happens to a card ────────────────────────────────────────────────────────────────────────────────

    def sell(self, number, order, earned):
        expires = expiry.expiration(self.policy, self.today)
        order.earned = order.earned or self.post(f"{number}:earn", order.card, "earn", "points", earned, expires)

    def spend(self, number, order, bucket, amount):
        names = ("points",) if bucket == "points" else ("principal", "bonus")
        if any(f"{number}:redeem:{name}" in self.keys for name in names):
            return
        if bucket == "points":
            parts = {"points": amount}
        else:
            there = [self.available(order.card, name) for name in ("principal", "bonus")]
            parts = consumption.consume(self.order, amount, *there)
        for name, part in parts.items():
            entry_id = self.post(f"{number}:redeem:{name}", order.card, "redeem", name, -part)
            if entry_id:
                order.spent[name] = entry_id

    def refund(self, number, order, lines):
        """Return lines of an order: what they earned is taken back, their part of what was spent comes back."""
        key = f"{number}:refund:{len(order.returned | lines)}"
        order.returned |= lines
        weights = sum(order.weights), sum(order.weights[line] for line in order.returned)
        if order.earned:
            earned = self.entries[order.earned]
            taken = -self._reversed(order.earned, "clawback")
            due = clawback.due(earned.amount, *weights, taken)
            self.post(f"{key}:clawback", order.card, "clawback", "points", -due, reverses=order.earned)
        for buckets in ({"points"}, {"principal", "bonus"}):
            spent = {name: entry_id for name, entry_id in order.spent.items() if name in buckets}
            if spent:
                self._give_back(key, order, spent, weights)

    def _give_back(self, key, order, spent, weights):
        amounts = {name: -self.entries[entry_id].amount for name, entry_id in spent.items()}
        before = {name: self._reversed(entry_id, "restore") for name, entry_id in spent.items()}
        due = clawback.due(sum(amounts.values()), *weights, sum(before.values()))
        now = consumption.give_back(self.order, amounts, before, due)
        for name, entry_id in spent.items():
            parts = [
                (self.entries[credit].expires, part)
                for (credit, debit), part in self.allocations.items()
                if debit == entry_id
            ]
            owed = amounts[name] - sum(part for _expires, part in parts)
            for place, (expires, part) in enumerate(
                consumption.last_used_first([*parts, (None, owed)], before[name], now[name])
            ):
                self.post(f"{key}:restore:{name}:{place}", order.card, "restore", name, part, expires, entry_id)

    def _reversed(self, entry_id, kind):
        return sum(
            (entry.amount for entry in self.entries.values() if (entry.reverses, entry.kind) == (entry_id, kind)),
            NOTHING,
        )

    def expire(self):
        for entry in list(self.entries.values()):
            if entry.left > 0 and entry.expires and entry.expires < self.today:
                self.post(f"expire:{entry.id}", entry.card, "expire", entry.bucket, -entry.left, reverses=entry.id)

    def transfer(self, number, source, target, amount):
        """Move points to another card, lot by lot with their expiry."""
        debit = self.post(f"{number}:out", source, "transfer", "points", -amount)
        parts = [(credit, part) for (credit, other), part in self.allocations.items() if other == debit]
        for credit, part in parts:
            expires = self.entries[credit].expires
            self.post(f"{number}:in:{credit}", target, "transfer", "points", part, expires)
