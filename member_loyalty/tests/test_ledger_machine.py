from collections import Counter

import pytest
from freezegun import freeze_time
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

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine import clawback
from ..engine.rounding import round_points
from .common import PHONES, MemberCase


def histories(count, steps):
    return settings(
        max_examples=count,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )


def _back(line, quantity, price):
    return {
        "product": line.product_id,
        "quantity": quantity,
        "refunded_orderline_id": line.id,
        "price_unit": price,
        "price_subtotal": quantity * price,
        "price_subtotal_incl": quantity * price,
    }


def _shares(order, amount):
    """What a till gives back beside goods of this amount: their part of what points and wallets paid."""
    spent = order.lines.filtered("is_reward_line")
    goods = order.lines - spent
    returned = amount - sum(goods.refund_orderline_ids.mapped("price_subtotal_incl"))
    for line in spent:
        earlier = sum(line.refund_orderline_ids.mapped("price_subtotal_incl"))
        amounts = (-line.price_subtotal_incl, sum(goods.mapped("price_subtotal_incl")), returned, earlier)
        due = clawback.due(*map(round_points, amounts))
        if due:
            yield _back(line, -1, -float(due))


class Histories(RuleBasedStateMachine):
    """Any history of one shop and three members, as the till, the office and the night make it."""

    case = None
    steps = 0
    kinds = Counter()

    @initialize(
        consumption=st.sampled_from(["principal_first", "bonus_first", "pro_rata"]),
        debt=st.sampled_from(["negative", "zero"]),
        pending=st.sampled_from(["none", "days"]),
        grace=st.sampled_from([0, 10]),
    )
    def open(self, consumption, debt, pending, grace):
        case = self.case
        self.savepoint = case.env.cr.savepoint()
        self.ledger = case.env["member.ledger.entry"].sudo()
        self.today = case.company._member_today()
        # One clock for all steps: to stop all clocks takes long.
        self.freezer = freeze_time(self.today)
        self.clock = self.freezer.start()
        self.sent, self.orders = [], []
        self.gifts = 0
        self.wallet = case.new_wallet(
            member_consumption=consumption, member_debt=debt, member_expiry="months", member_offline_limit=10_000
        )
        case.program.write(
            {
                "member_debt": debt,
                "member_offline_limit": 10_000,
                "member_pending": pending,
                "member_pending_days": 5,
                "member_expiry": "months",
                "member_expiry_months": 2,
                "member_grace_days": grace,
            }
        )
        case.program.rule_ids.reward_point_amount = 0.37
        self.members, self.wallets, self.points = [], [], []
        self.enrolled = 0
        for place in range(3):
            self.enrol(place)

    def enrol(self, place):
        """Put a new member in one of the three places."""
        member = self.case.new_member(f"Member {self.enrolled}", PHONES[self.enrolled])
        self.enrolled += 1
        card = self.case.env["loyalty.card"]._member_card
        self.members[place : place + 1] = [member]
        self.wallets[place : place + 1] = [card(member, self.wallet)]
        self.points[place : place + 1] = [card(member, self.case.program)]

    def teardown(self):
        if hasattr(self, "savepoint"):
            self.freezer.stop()
            entries = self.ledger.search([("program_id", "in", (self.wallet | self.case.program).ids)])
            Histories.kinds.update(entries.mapped("kind"))
            self.savepoint.rollback()
            self.case.env.invalidate_all()

    def send(self, data):
        """Send an order; one that is refused leaves nothing behind."""
        case = self.case
        try:
            with case.env.cr.savepoint():
                order = case.sync(data)[0]
        except UserError:
            case.env.invalidate_all()
            return
        self.sent.append(data)
        if order not in self.orders:
            self.orders.append(order)

    def order(self, member, lines, **values):
        return self.case.till_order(self.members[member], lines, **values)

    members_drawn = st.integers(0, 2)
    amounts = st.integers(1, 9999).map(lambda cents: cents / 100)

    @rule(member=members_drawn, soaps=st.integers(1, 5), creams=st.integers(0, 3), days_late=st.integers(0, 9))
    def sell(self, member, soaps, creams, days_late):
        lines = [(self.case.soap, soaps)] + ([(self.case.cream, creams)] if creams else [])
        day = fields.Date.subtract(self.today, days=days_late)
        self.send(self.order(member, lines, date_order=f"{day} 12:00:00"))

    @rule(member=members_drawn, amount=amounts, bonus=st.integers(0, 20))
    def top_up(self, member, amount, bonus):
        self.send(self.order(member, [self.case.top_up_line(amount)]))
        self.gifts += 1
        expires = fields.Date.add(self.today, days=20)
        self.ledger._post(
            [
                {
                    "key": f"gift:{self.gifts}",
                    "card_id": self.wallets[member].id,
                    "kind": "bonus",
                    "bucket": "bonus",
                    "amount": bonus,
                    "date_expiration": expires,
                }
            ]
        )

    @rule(member=members_drawn, amount=amounts, offline=st.booleans())
    def pay_by_wallet(self, member, amount, offline):
        lines = [(self.case.cream, 3), self.case.wallet_line(self.wallets[member], amount)]
        self.send(self.order(member, lines, member_offline=offline))

    @rule(member=members_drawn, offline=st.booleans())
    def claim(self, member, offline):
        lines = [(self.case.cream, 1), self.case.reward_line(self.points[member])]
        self.send(self.order(member, lines, member_offline=offline))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def refund(self, data):
        order = data.draw(st.sampled_from(self.orders))
        line = data.draw(st.sampled_from(order.lines))
        left = line.qty + sum(line.refund_orderline_ids.mapped("qty"))
        if line.qty > 0 and left > 0 and not line.is_reward_line and line.product_id != self.case.top_up:
            quantity = data.draw(st.integers(1, int(left)))
            lines = [_back(line, -quantity, line.price_unit), *_shares(order, quantity * line.price_unit)]
            self.orders.append(self.case.sell(order.partner_id, *lines, is_refund=True))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data):
        before = [card.points for card in self.wallets + self.points]
        self.send(data.draw(st.sampled_from(self.sent)))
        data.draw(st.sampled_from(self.orders)).sudo()._member_settle()
        assert [card.points for card in self.wallets + self.points] == before

    @rule(days=st.integers(1, 40))
    def wait(self, days):
        self.today = fields.Date.add(self.today, days=days)
        self.clock.move_to(self.today)
        self.ledger._release_due()

    @rule(member=members_drawn, points=st.integers(-50, 300))
    def adjust(self, member, points):
        self.points[member].with_user(self.case.manager).write({"points": points})

    @rule(giver=members_drawn, taker=members_drawn, amount=amounts, wallets=st.booleans())
    def transfer(self, giver, taker, amount, wallets):
        if giver == taker:
            return
        cards = self.wallets if wallets else self.points
        before = self.total()
        self.gifts += 1
        bucket = "principal" if wallets else "points"
        try:
            with self.case.env.cr.savepoint():
                cards[giver].sudo()._member_transfer(cards[taker].sudo(), amount, bucket, f"move:{self.gifts}")
        except UserError:
            self.case.env.invalidate_all()
        assert self.total() == before

    @rule(gone=members_drawn, kept=members_drawn)
    def merge(self, gone, kept):
        if gone == kept:
            return
        before = self.total()
        wizard = self.case.env["base.partner.merge.automatic.wizard"].create(
            {
                "state": "selection",
                "partner_ids": [(6, 0, (self.members[gone] | self.members[kept]).ids)],
                "dst_partner_id": self.members[kept].id,
            }
        )
        wizard.action_merge()
        assert self.total() == before
        self.enrol(gone)

    def total(self):
        """All that members have or owe, and that isn't over."""
        self.ledger._release_due()
        return round(sum(self.case.env["loyalty.card"].search([("member_program", "=", True)]).mapped("points")), 2)

    @invariant()
    def ledger_agrees_with_itself(self):
        if hasattr(self, "savepoint"):
            Histories.steps += 1
            self.case.assert_ledger_holds()

    @invariant()
    def whole_refunds_undo_the_order(self):
        for order in getattr(self, "orders", ()):
            goods = order.lines.filtered(lambda line: not line.is_reward_line)
            for lines, moved, back in ((goods, "earn", "clawback"), (order.lines - goods, "redeem", "restore")):
                left = sum((lines | lines.refund_orderline_ids).mapped("price_subtotal_incl"))
                if not lines or round(left, 2):
                    continue
                entries = order.sudo().member_entry_ids.filtered(lambda entry, kind=moved: entry.kind == kind)
                undone = self.ledger.search([("reverses_id", "in", entries.ids), ("kind", "=", back)])
                for bucket in set(entries.mapped("bucket")):
                    amounts = [entry.amount for entry in entries | undone if entry.bucket == bucket]
                    assert round(sum(amounts), 2) == 0, (order, moved, bucket, amounts)


class MachineCase(MemberCase):
    def run_histories(self, count, steps):
        Histories.case = self
        Histories.steps = 0
        Histories.kinds.clear()
        run_state_machine_as_test(Histories, settings=histories(count, steps))
        return Histories.steps, Histories.kinds


@tagged("post_install", "-at_install")
class TestLedgerMachine(MachineCase):
    def test_some_histories(self):
        steps, _kinds = self.run_histories(6, 15)
        self.assertGreater(steps, 40)


@pytest.mark.drill
@tagged("post_install", "-at_install", "-standard", "drill")
class TestLedgerMachineDrill(MachineCase):
    def test_ten_thousand_steps(self):
        steps, kinds = self.run_histories(350, 40)
        self.assertGreaterEqual(steps, 10_000, kinds)
        for kind in (
            "earn",
            "redeem",
            "clawback",
            "restore",
            "top_up",
            "bonus",
            "expire",
            "write_off",
            "adjust",
            "transfer",
        ):
            self.assertGreater(kinds[kind], 20, kinds)
