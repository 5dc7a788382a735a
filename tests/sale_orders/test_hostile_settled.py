"""A sales order that is settled at a till, or brought back there, counts once."""

from uuid import uuid4

import pytest

from odoo.exceptions import UserError

pytestmark = pytest.mark.drill


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
