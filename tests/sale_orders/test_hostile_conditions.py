"""What a till refuses, a sales order does."""

import pytest

from odoo.exceptions import UserError, ValidationError

pytestmark = pytest.mark.drill


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
    # What is parked at a till isn't settled.
    parked = floor.ring_up(floor.ada, *floor.settled(order), state="draft", payment_ids=[], amount_paid=0)
    assert parked.lines.sale_order_line_id.order_id == order
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
