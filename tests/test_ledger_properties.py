"""The ledger's three invariants, after every step of any history: earn, spend, refund, expire, transfer, retry, reorder.

DESIGN: a balance is the sum of its entries and of what is open; the same source posts once; partial refunds that add up
to a whole order take back and give back exactly what it moved.
"""

from collections import Counter
from decimal import Decimal
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import book as book_module
from book import NOTHING, Book, Order

CARDS = (1, 2, 3)
# 1,000 histories of 40 steps: of 400 the rarest kind of entry had fewer than 100 once, by chance.
HISTORIES = settings(
    max_examples=1000, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
cents = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999.99"), places=2)
card_numbers = st.sampled_from(CARDS)


class Histories(RuleBasedStateMachine):
    steps = 0
    kinds = Counter()

    def __init__(self):
        super().__init__()
        self.orders = {}
        self.sent = []

    @initialize(order=st.sampled_from(["principal_first", "bonus_first", "pro_rata"]))
    def open(self, order):
        self.book = Book(order)

    def do(self, action, *args):
        """Whatever is sent may be sent again later."""
        self.sent.append((action, args))
        action(*args)

    @rule(card=card_numbers, weights=st.lists(cents, min_size=1, max_size=4), earned=cents)
    def sell(self, card, weights, earned):
        number = len(self.orders)
        self.orders[number] = Order(card, weights)
        self.do(self.book.sell, number, self.orders[number], earned)

    @rule(card=card_numbers, bucket=st.sampled_from(["principal", "bonus"]), amount=cents)
    def top_up(self, card, bucket, amount):
        self.do(self.book.post, f"top-up:{len(self.sent)}", card, "top_up", bucket, amount)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), bucket=st.sampled_from(["points", "wallet"]), amount=cents)
    def spend(self, data, bucket, amount):
        number = data.draw(st.sampled_from(sorted(self.orders)))
        if not self.orders[number].returned:
            self.do(self.book.spend, number, self.orders[number], bucket, amount)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def refund(self, data):
        number = data.draw(st.sampled_from(sorted(self.orders)))
        order = self.orders[number]
        lines = data.draw(st.sets(st.sampled_from(range(len(order.weights))), min_size=1))
        self.do(self.book.refund, number, order, lines)

    @rule(days=st.integers(1, 45))
    def wait(self, days):
        self.book.today += book_module.expiry.relativedelta(days=days)
        self.book.expire()

    @rule(giver=card_numbers, taker=card_numbers, amount=cents)
    def transfer(self, giver, taker, amount):
        amount = min(amount, self.book.available(giver, "points"))
        if amount > 0 and giver != taker:
            self.do(self.book.transfer, f"transfer:{len(self.sent)}", giver, taker, amount)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data):
        action, args = data.draw(st.sampled_from(self.sent))
        before = dict(self.book.balances)
        action(*args)
        assert self.book.balances == before, "the same source has posted twice"

    @invariant()
    def balances_are_entries_and_what_is_open(self):
        if not hasattr(self, "book"):
            return
        Histories.steps += 1
        for card in CARDS:
            entries = [entry for entry in self.book.entries.values() if entry.card == card]
            balance = self.book.balances.get(card, NOTHING)
            assert balance == sum(entry.amount for entry in entries)
            assert balance == sum(entry.left for entry in entries)
            for bucket in ("points", "principal", "bonus"):
                left = [entry.left for entry in entries if entry.bucket == bucket]
                assert not (max(left, default=0) > 0 > min(left, default=0)), "a credit beside a debt"
        for entry in self.book.entries.values():
            used = sum(part for pair, part in self.book.allocations.items() if entry.id in pair)
            assert abs(entry.amount) - abs(entry.left) == used
            assert entry.left * entry.amount >= 0

    def teardown(self):
        Histories.kinds.update(entry.kind for entry in self.book.entries.values())

    @invariant()
    def whole_refunds_undo_the_order(self):
        for order in self.orders.values():
            if len(order.returned) < len(order.weights):
                continue
            for moved in [order.earned, *order.spent.values()]:
                entry = self.book.entries.get(moved)
                back = sum(one.amount for one in self.book.entries.values() if moved and one.reverses == moved)
                expired = sum(
                    one.amount
                    for one in self.book.entries.values()
                    if moved and one.reverses == moved and one.kind == "expire"
                )
                assert not entry or entry.amount + back - expired == 0


def test_invariants_hold_in_any_history():
    run_state_machine_as_test(Histories, settings=HISTORIES)
    assert Histories.steps >= 10_000
    kinds = ("earn", "redeem", "clawback", "restore", "expire", "transfer", "top_up")
    assert all(Histories.kinds[kind] > 100 for kind in kinds), Histories.kinds


def allocate_a_cent_less(debit, credits):
    return [(key, part - Decimal("0.01")) for key, part in real_allocate(debit, credits) if part > Decimal("0.01")]


def post_under_a_new_key(self, key, *args, **kwargs):
    return real_post(self, f"{key}:{len(self.entries)}", *args, **kwargs)


def due_rounded_each_time(earned, sold, returned, already):
    due = real_due(earned, sold, returned, already)
    return due.quantize(Decimal("0.1"), "ROUND_DOWN")


real_allocate, real_post, real_due = book_module.allocate, Book.post, book_module.clawback.due


@pytest.mark.parametrize(
    ("place", "name", "defect"),
    [
        (book_module, "allocate", allocate_a_cent_less),
        (Book, "post", post_under_a_new_key),
        (book_module.clawback, "due", due_rounded_each_time),
    ],
    ids=["a lot loses a cent", "a source posts twice", "a refund rounds each part down"],
)
def test_a_defect_in_each_invariant_is_caught(place, name, defect):
    with patch.object(place, name, defect), pytest.raises(Exception) as caught:
        run_state_machine_as_test(Histories, settings=HISTORIES)
    assert isinstance(caught.value, AssertionError) or "AssertionError" in repr(caught.value)
