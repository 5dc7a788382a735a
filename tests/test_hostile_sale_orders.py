"""The same basket as a sales order and at a till: the same entries, once, however the two are mixed by core's pos_sale.

We depend on neither sale_loyalty nor pos_sale.
"""

import os
import subprocess
import sys
from uuid import uuid4

import pytest

from odoo.exceptions import UserError, ValidationError
from odoo.tools import config

from shop import Shop

pytestmark = pytest.mark.drill


@pytest.fixture(name="installed", scope="module")
def fixture_installed():
    """A shop with pos_sale, which brings sale_loyalty."""
    command = ["server", "-c", os.environ["ODOO_RC"], "-i", "pos_sale", "--stop-after-init", "--log-level=warn"]
    with pytest.MonkeyPatch.context() as patch, Shop() as shop:
        patch.setitem(config, "test_enable", False)
        subprocess.run([sys.executable, os.environ["ODOO_SCRIPT"], *command, "-d", shop.database], check=True)
        with shop.env() as env:
            env["loyalty.program"].search([]).active = False
            env["member.tier"].search([]).active = False
            yield env


@pytest.fixture(name="floor")
def fixture_floor(installed):
    with installed.cr.savepoint() as savepoint:
        yield Floor(installed)
        savepoint.rollback()
        installed.invalidate_all()
        installed.registry.clear_all_caches()


class Floor:
    """A shop with a till, a salesperson who sells at both, and a member with 150 points."""

    def __init__(self, env):
        self.env = env
        groups = ("sales_team.group_sale_manager", "point_of_sale.group_pos_user")
        self.seller = env["res.users"].create(
            {"name": "Seller", "login": "seller", "group_ids": [(6, 0, [env.ref(name).id for name in groups])]}
        )
        self.tax = env["account.tax"].create({"name": "VAT 20", "amount": 20, "price_include_override": "tax_excluded"})
        self.cream, self.soap, self.salt = (
            self.product(*values) for values in (("Cream", 40, self.tax), ("Soap", 10, None), ("Salt", 30, None))
        )
        self.down_payment = self.product("Down Payment", 0, None)
        pricelist = env["product.pricelist"].create({"name": "Prices"})
        bank = env["account.journal"].create({"name": "Bank Cards", "type": "bank", "code": "CARDS"})
        self.method = env["pos.payment.method"].create({"name": "Bank Card", "journal_id": bank.id})
        self.till = env["pos.config"].create(
            {
                "name": "Till",
                "available_pricelist_ids": pricelist.ids,
                "pricelist_id": pricelist.id,
                "payment_method_ids": [(6, 0, self.method.ids)],
                "down_payment_product_id": self.down_payment.id,
            }
        )
        self.till.with_user(env.ref("base.user_admin")).open_ui()
        self.till.current_session_id.set_opening_control(0, None)
        self.tier = env["member.tier"].create({"name": "Classic", "rank": 1})
        self.program = self.new_program()
        self.reward = self.program.reward_ids
        self.ada = self.member("Ada")
        self.card = self.card_of(self.ada, 150)

    def product(self, name, price, tax, **values):
        return self.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": price,
                "taxes_id": [(6, 0, tax.ids if tax else [])],
                "available_in_pos": True,
                **values,
            }
        )

    def new_program(self, **values):
        return self.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "member_program": True,
                "rule_ids": [(0, 0, {"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 1})],
                "reward_ids": [
                    (
                        0,
                        0,
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount": 5,
                            "required_points": 100,
                        },
                    )
                ],
                **values,
            }
        )

    def member(self, name):
        member = self.env["res.partner"].create({"name": name})
        member._member_enrol()
        return member

    def card_of(self, member, points):
        card = self.env["loyalty.card"]._member_card(member, self.program)
        self.env["member.ledger.entry"]._post(
            [{"key": f"given:{member.id}", "card_id": card.id, "kind": "opening", "amount": points}]
        )
        return card

    # ── As a sales order ──────────────────────────────────────────────────────────────────────────────────────

    def quotation(self, member, *lines, reward=None):
        """:param lines: triplets of product, quantity and discount"""
        values = [
            (0, 0, {"product_id": product.id, "product_uom_qty": quantity, "discount": discount})
            for product, quantity, discount in lines
        ]
        order = self.env["sale.order"].with_user(self.seller).create({"partner_id": member.id, "order_line": values})
        order._update_programs_and_rewards()
        if reward:
            card = self.env["loyalty.card"].search(
                [("partner_id", "=", member.id), ("program_id", "=", self.program.id)]
            )
            problem = order._apply_program_reward(reward, card.with_env(order.env))
            assert not problem
        return order

    # ── At the till ───────────────────────────────────────────────────────────────────────────────────────────

    def line(self, product, quantity, price=None, discount=0, **values):
        price = product.list_price if price is None else price
        net = price * (1 - discount / 100)
        amounts = product.taxes_id.compute_all(net, self.till.currency_id, quantity, product)
        return {
            "product_id": product.id,
            "full_product_name": product.name,
            "qty": quantity,
            "price_unit": price,
            "discount": discount,
            "tax_ids": [(6, 0, product.taxes_id.ids)],
            "price_subtotal": amounts["total_excluded"],
            "price_subtotal_incl": amounts["total_included"],
            "uuid": str(uuid4()),
            **values,
        }

    def claim(self, card, reward, amount, product=None, quantity=1):
        product = product or reward.discount_line_product_id
        code = {"is_reward_line": True, "reward_id": reward.id, "coupon_id": card.id, "reward_identifier_code": "abc"}
        return self.line(product, quantity, -amount / quantity, points_cost=reward.required_points, **code)

    def settled(self, order, *more):
        """Its lines, as *Settle the order* puts them on the till's order."""
        lines = [
            self.line(
                line.product_id,
                line.product_uom_qty,
                line.price_unit,
                line.discount,
                sale_order_origin_id=order.id,
                sale_order_line_id=line.id,
            )
            for line in order.order_line
            if not line.display_type and line.product_uom_qty
        ]
        return [*lines, *more]

    def paid_down(self, order, amount):
        return self.line(self.down_payment, 1 if amount > 0 else -1, abs(amount), sale_order_origin_id=order.id)

    def ring_up(self, member, *lines, **values):
        total = sum(line["price_subtotal_incl"] for line in lines)
        data = {
            "uuid": str(uuid4()),
            "name": "Order",
            "state": "paid",
            "session_id": self.till.current_session_id.id,
            "config_id": self.till.id,
            "user_id": self.seller.id,
            "partner_id": member.id,
            "pricelist_id": self.till.pricelist_id.id,
            "fiscal_position_id": False,
            "amount_total": total,
            "amount_tax": total - sum(line["price_subtotal"] for line in lines),
            "amount_paid": total,
            "amount_return": 0,
            "is_refund": total < 0,
            "to_invoice": False,
            "last_order_preparation_change": "{}",
            "lines": [(0, 0, line) for line in lines],
            "payment_ids": [(0, 0, {"payment_method_id": self.method.id, "amount": total})] if total else [],
            **values,
        }
        self.env["pos.order"].with_user(self.seller).sync_from_ui([data])
        self.env.invalidate_all()
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def bring_back(self, order, *lines):
        return self.ring_up(
            order.partner_id,
            *(
                self.line(line.product_id, -line.qty, line.price_unit, line.discount, refunded_orderline_id=line.id)
                for line in lines or order.lines
            ),
        )

    # ── What came of it ───────────────────────────────────────────────────────────────────────────────────────

    def entries(self, member):
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["member.ledger.entry"].search([("partner_id", "=", member.id), ("kind", "!=", "opening")])
        names = ("kind", "bucket", "amount", "state", "date_available", "date_expiration")
        return sorted(tuple(entry[name] or "" for name in names) for entry in found)

    def moved(self, member=None):
        return sorted((kind, amount) for kind, _bucket, amount, *_rest in self.entries(member or self.ada))

    def holds(self):
        return self.env["member.ledger.entry"]._check_balances() == []


def unit_rule(**values):
    return [(5,), (0, 0, {"reward_point_mode": "unit", "reward_point_amount": 3, "minimum_qty": 1, **values})]


SETTINGS = {
    "plain": {},
    "a tier that multiplies": {"tier": {"points_multiplier": 1.5}},
    "amounts without taxes": {"member_basis": "net"},
    "before discounts": {"member_basis_discounts": "before"},
    "whole points, rounded up": {
        "tier": {"points_multiplier": 1.07},
        "member_rounding": "1",
        "member_rounding_method": "up",
    },
    "pending, and expiring": {
        "member_pending": "days",
        "member_pending_days": 14,
        "member_expiry": "months",
        "member_expiry_months": 6,
    },
    "points a piece": {"rule_ids": unit_rule()},
    "three pieces at least": {"rule_ids": unit_rule(minimum_qty=3)},
    "four pieces at least": {"rule_ids": unit_rule(minimum_qty=4)},
    "an amount at least": {"rule_ids": unit_rule(minimum_amount=80, minimum_amount_tax_mode="incl")},
    "an amount without taxes at least": {"rule_ids": unit_rule(minimum_amount=80, minimum_amount_tax_mode="excl")},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_same_basket(floor, name):
    settings = dict(SETTINGS[name])
    floor.tier.write(settings.pop("tier", {}))
    floor.program.write(settings)
    bea = floor.member("Bea")
    basket = [(floor.cream, 2, 0), (floor.soap, 1, 33)]
    floor.ring_up(floor.ada, *(floor.line(product, units, discount=off) for product, units, off in basket))
    order = floor.quotation(bea, *basket)
    order.action_confirm()
    assert floor.entries(bea) == floor.entries(floor.ada)
    assert bool(floor.entries(bea)) == (name != "four pieces at least")
    assert floor.holds()


def test_the_same_basket_with_products_left_out(floor):
    floor.program.member_excluded_product_ids = floor.salt
    bea = floor.member("Bea")
    floor.ring_up(floor.ada, floor.line(floor.soap, 2), floor.line(floor.salt, 1))
    floor.quotation(bea, (floor.soap, 2, 0), (floor.salt, 1, 0)).action_confirm()
    assert floor.entries(bea) == floor.entries(floor.ada) and floor.moved() == [("earn", 20)]


@pytest.mark.parametrize("mode", ["money", "unit"])
def test_the_same_basket_with_a_free_product(floor, mode):
    """A till takes its price off on a line of its own, a sales order has the product with a discount of 100 %."""
    floor.program.rule_ids = [(5,), (0, 0, {"reward_point_mode": mode, "reward_point_amount": 1, "minimum_qty": 1})]
    floor.program.reward_ids = [
        (0, 0, {"reward_type": "product", "reward_product_id": floor.soap.id, "required_points": 100})
    ]
    gift = floor.program.reward_ids.filtered(lambda reward: reward.reward_type == "product")
    bea = floor.member("Bea")
    floor.card_of(bea, 150)
    floor.ring_up(floor.ada, floor.line(floor.soap, 2), floor.line(floor.salt, 1), floor.claim(floor.card, gift, 10))
    floor.quotation(bea, (floor.soap, 1, 0), (floor.salt, 1, 0), reward=gift).action_confirm()
    assert floor.entries(bea) == floor.entries(floor.ada)
    assert ("redeem", -100) in floor.moved(bea)


def test_the_same_basket_with_a_discount(floor):
    """What is earned and what is spent are two entries, and not their difference."""
    bea = floor.member("Bea")
    floor.card_of(bea, 150)
    floor.ring_up(floor.ada, floor.line(floor.soap, 8), floor.claim(floor.card, floor.reward, 5))
    floor.quotation(bea, (floor.soap, 8, 0), reward=floor.reward).action_confirm()
    assert floor.entries(bea) == floor.entries(floor.ada)
    assert floor.moved(bea) == [("earn", 80), ("redeem", -100)]


def test_the_same_basket_with_the_button_discount(floor, monkeypatch):
    """Its line is no piece of anything, and lowers what a rule is limited to by its part."""
    by_product = {"reward_point_mode": "money", "reward_point_amount": 1, "product_ids": floor.soap.ids}
    floor.program.rule_ids = [*unit_rule(minimum_qty=3), (0, 0, by_product)]
    off = floor.product("Discount", 0, None)
    monkeypatch.setattr(type(floor.till), "_member_discount_product", lambda _till: off)
    bea = floor.member("Bea")
    floor.ring_up(floor.ada, floor.line(floor.soap, 1), floor.line(floor.salt, 1), floor.line(off, 1, -20))
    order = floor.quotation(bea, (floor.soap, 1, 0), (floor.salt, 1, 0))
    floor.env["sale.order.discount"].create(
        {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.5}
    ).action_apply_discount()
    order._update_programs_and_rewards()
    order.action_confirm()
    assert floor.entries(bea) == floor.entries(floor.ada)
    assert floor.moved() == [("earn", 5)]


def test_pending_points_are_taken_back_by_a_cancellation(floor):
    floor.program.write({"member_pending": "days", "member_pending_days": 14})
    order = floor.quotation(floor.ada, (floor.soap, 8, 0))
    order.action_confirm()
    order._action_cancel()
    assert floor.moved() == [("clawback", -80), ("earn", 80)]
    assert floor.env["loyalty.card"].browse(floor.card.id)._member_buckets()[floor.card]["pending"] == 0
    order.action_draft()
    order._update_programs_and_rewards()
    order.action_confirm()
    assert floor.moved() == [("clawback", -80), ("earn", 80), ("earn", 80)]
    assert floor.holds()


def test_orders_confirmed_together(floor):
    orders = floor.quotation(floor.ada, (floor.soap, 1, 0)) | floor.quotation(floor.ada, (floor.soap, 2, 0))
    orders.action_confirm()
    assert floor.moved() == [("earn", 10), ("earn", 20)]
    orders[0]._action_cancel()
    assert floor.moved() == [("clawback", -10), ("earn", 10), ("earn", 20)]
    assert floor.holds()


# ── What a till refuses ───────────────────────────────────────────────────────────────────────────────────────


def test_who_is_no_member_gets_no_card(floor):
    for customer in (floor.env["res.partner"].create({"name": "Nobody"}), floor.ada):
        if customer == floor.ada:
            customer._member_leave("wish")
        cards = floor.env["loyalty.card"].with_context(active_test=False)
        before = cards.search_count([("partner_id", "=", customer.id)])
        floor.quotation(customer, (floor.soap, 1, 0)).action_confirm()
        assert cards.search_count([("partner_id", "=", customer.id)]) == before
        assert not [amount for kind, amount in floor.moved(customer) if kind == "earn"]


def test_what_the_order_brings_is_not_spent_on_it(floor):
    bea = floor.member("Bea")
    floor.card_of(bea, 40)
    order = floor.quotation(bea, (floor.soap, 8, 0))
    card = order.coupon_point_ids.coupon_id
    assert order._get_real_points_for_coupon(card) == 40
    assert order._apply_program_reward(floor.reward, card)["error"]


def test_a_debt_keeps_nobody_from_buying(floor):
    floor.env["member.ledger.entry"]._post(
        [{"key": "debt", "card_id": floor.card.id, "kind": "adjust", "amount": -200, "reason": "Returned goods"}]
    )
    floor.quotation(floor.ada, (floor.soap, 1, 0)).action_confirm()
    assert floor.moved() == [("adjust", -200), ("earn", 10)]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"member_redeem_minimum": 120}, "minimum redemption"),
        ({"member_redeem_multiple": 30}, "redemption step"),
        ({"member_redeem_share": 2}, "can pay at most"),
        ({"member_redeem_period_ids": [(0, 0, {"date_to": "2020-01-31"})]}, "be redeemed today"),
    ],
)
def test_conditions_of_spending(floor, settings, message):
    floor.program.write(settings)
    order = floor.quotation(floor.ada, (floor.soap, 8, 0), reward=floor.reward)
    with pytest.raises(UserError, match=message), floor.env.cr.savepoint():
        order.action_confirm()
    assert floor.moved() == []
    # A payment provider reports what the customer has paid for.
    order.sudo().action_confirm()
    assert floor.moved() == [("earn", 80), ("redeem", -100)]
    assert any(message in str(note.body) for note in order.message_ids)


def test_points_that_are_gone_meanwhile(floor):
    order = floor.quotation(floor.ada, (floor.soap, 8, 0), reward=floor.reward)
    floor.env["member.ledger.entry"]._post(
        [{"key": "gone", "card_id": floor.card.id, "kind": "adjust", "amount": -100, "reason": "Gone"}]
    )
    floor.env.invalidate_all()
    with pytest.raises((UserError, ValidationError)), floor.env.cr.savepoint():
        order.action_confirm()
    assert floor.moved() == [("adjust", -100)]


# ── Settled at a till ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_quotation_settled_at_the_till_earns_once(floor):
    order = floor.quotation(floor.ada, (floor.soap, 10, 0))
    floor.ring_up(floor.ada, *floor.settled(order))
    assert order.state == "sale"
    assert floor.moved() == [("earn", 100)]
    assert floor.holds()


def test_a_confirmed_order_settled_at_the_till_earns_once(floor):
    order = floor.quotation(floor.ada, (floor.soap, 10, 0))
    order.action_confirm()
    floor.ring_up(floor.ada, *floor.settled(order))
    assert floor.moved() == [("earn", 100)]


def test_what_is_sold_beside_it_earns_at_the_till(floor):
    order = floor.quotation(floor.ada, (floor.soap, 10, 0))
    floor.ring_up(floor.ada, *floor.settled(order, floor.line(floor.salt, 1)))
    assert floor.moved() == [("earn", 30), ("earn", 100)]


def test_a_down_payment_and_the_rest_earn_once(floor):
    order = floor.quotation(floor.ada, (floor.soap, 10, 0))
    floor.ring_up(floor.ada, floor.paid_down(order, 30))
    assert order.state == "sale"
    floor.ring_up(
        floor.ada,
        *(line for line in floor.settled(order) if line["product_id"] == floor.soap.id),
        floor.paid_down(order, -30),
    )
    assert floor.moved() == [("earn", 100)]


def test_a_program_for_tills_only_earns_at_the_till(floor):
    """Sales orders don't count for it, so what is paid of them does: down payment and rest are the whole."""
    floor.program.sale_ok = False
    order = floor.quotation(floor.ada, (floor.soap, 10, 0))
    floor.ring_up(floor.ada, floor.paid_down(order, 30))
    floor.ring_up(
        floor.ada,
        *(line for line in floor.settled(order) if line["product_id"] == floor.soap.id),
        floor.paid_down(order, -30),
    )
    assert sum(amount for _kind, amount in floor.moved()) == 100


@pytest.mark.parametrize("names_reward", [False, True])
def test_a_reward_on_it_is_paid_once(floor, names_reward):
    """Whether or not the till says that a line is the reward's."""
    order = floor.quotation(floor.ada, (floor.soap, 2, 0), reward=floor.reward)
    lines = floor.settled(order)
    if names_reward:
        code = {"reward_identifier_code": "abc", "points_cost": 100, "coupon_id": floor.card.id}
        lines[-1] |= {"is_reward_line": True, "reward_id": floor.reward.id, **code}
    sold = floor.ring_up(floor.ada, *lines)
    assert not sold.member_flag
    assert floor.moved() == [("earn", 20), ("redeem", -100)]
    assert floor.holds()


def test_a_reward_of_a_sales_order_is_given_once(floor):
    """A line that names one that is used up, canceled, bigger or somebody else's is a claim like any other."""
    order = floor.quotation(floor.ada, (floor.soap, 2, 0), reward=floor.reward)
    code = {"reward_identifier_code": "abc", "points_cost": 100, "coupon_id": floor.card.id}
    lines = floor.settled(order)
    lines[-1] |= {"is_reward_line": True, "reward_id": floor.reward.id, **code}
    floor.ring_up(floor.ada, *lines)
    again = [{**line, "uuid": str(uuid4())} for line in lines]
    with pytest.raises(UserError, match="has a balance of 70"), floor.env.cr.savepoint():
        floor.ring_up(floor.ada, *again)
    bigger = [{**line, "uuid": str(uuid4())} for line in lines]
    bigger[-1] |= {"price_unit": -15, "price_subtotal": -15, "price_subtotal_incl": -15}
    with pytest.raises(UserError), floor.env.cr.savepoint():
        floor.ring_up(floor.ada, *bigger)
    assert floor.moved() == [("earn", 20), ("redeem", -100)]


def test_an_order_sold_offline_is_taken_whatever_its_quotation_asks(floor):
    order = floor.quotation(floor.ada, (floor.soap, 8, 0), reward=floor.reward)
    floor.program.member_redeem_minimum = 120
    sold = floor.ring_up(floor.ada, *floor.settled(order), member_offline=True)
    assert (sold.state, order.state) == ("paid", "sale")
    assert floor.moved() == [("earn", 80), ("redeem", -100)]
    assert any("minimum redemption" in str(note.body) for note in order.message_ids)


# ── Brought back ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_comes_back_at_the_till_is_taken_back(floor):
    order = floor.quotation(floor.ada, (floor.soap, 7, 0), (floor.salt, 1, 0))
    sold = floor.ring_up(floor.ada, *floor.settled(order))
    floor.bring_back(sold, sold.lines.filtered(lambda line: line.product_id == floor.salt))
    assert floor.moved() == [("clawback", -30), ("earn", 100)]
    floor.bring_back(sold, sold.lines.filtered(lambda line: line.product_id == floor.soap))
    assert floor.moved() == [("clawback", -70), ("clawback", -30), ("earn", 100)]
    order._action_cancel()
    assert sum(amount for _kind, amount in floor.moved()) == 0, "nothing is taken back twice"
    assert floor.holds()


def test_what_was_spent_on_it_comes_back_with_it(floor):
    order = floor.quotation(floor.ada, (floor.soap, 8, 0), reward=floor.reward)
    sold = floor.ring_up(floor.ada, *floor.settled(order))
    floor.bring_back(sold)
    assert floor.moved() == [("clawback", -80), ("earn", 80), ("redeem", -100), ("restore", 100)]
    assert floor.card.points == 150
    order._action_cancel()
    assert floor.card.points == 150
    assert floor.holds()
