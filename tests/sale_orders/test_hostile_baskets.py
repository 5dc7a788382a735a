"""A basket brings the same as a sales order and at a till."""

import pytest

pytestmark = pytest.mark.drill


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
