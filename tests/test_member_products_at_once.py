"""Members who buy the last piece that they may at several tills at once, over HTTP and two server processes: never more
than the quota, and who is refused is told why."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from odoo.tools import config

sys.path.append(str(Path(__file__).parent / "journey"))

from http_till import ServerError

from test_ledger_drill import TILLS, open_tills, stock_shop

QUOTA = 3

pytestmark = pytest.mark.drill


@pytest.fixture(name="street")
def fixture_street(shop, monkeypatch):
    """A shop with four tills on two server processes, and a product of which a member may buy three a month."""
    # Else the shop's registry would look for tests to run while it loads.
    monkeypatch.setitem(config, "test_enable", False)
    with shop.env() as env:
        told = stock_shop(env)
        limited = env["product.template"].search([("default_code", "=", "C")])
        limited.write({"member_only": True, "member_quantity": QUOTA})
        env.cr.commit()
    return shop, told, open_tills(shop, told)


def send(till, order):
    """:return: what the cashier is told; empty when the order was sold"""
    try:
        till.sync(order)
    except ServerError as error:
        return str(error)
    return ""


def send_at_once(tills, orders):
    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(lambda one: send(*one), zip(tills, orders, strict=False)))


def bought(shop, member):
    with shop.env() as env:
        lines = env["member.purchase.line"].search([("purchase_id.partner_id", "=", member)])
        orders = env["pos.order"].search([("partner_id", "=", member), ("state", "=", "paid")])
        assert sum(orders.lines.mapped("qty")) == sum(lines.mapped("quantity"))
        return sum(lines.mapped("quantity"))


def test_last_piece_at_two_tills(street):
    shop, told, tills = street
    for member in told["members"][:12]:
        assert send(tills[0], tills[0].order(member, [("C", QUOTA - 1, 80.0)])) == ""
        told_to = send_at_once(tills[:2], [till.order(member, [("C", 1, 40.0)]) for till in tills[:2]])
        assert bought(shop, member) == QUOTA
        [refusal] = filter(None, told_to)
        assert "limited to 3 per member and month" in refusal
        assert "has already bought 3" in refusal
        assert "Remove 1 from the order." in refusal


def test_four_tills_and_an_order_sent_twice(street):
    shop, told, tills = street
    for member in told["members"][12:]:
        orders = [till.order(member, [("C", 1, 40.0)]) for till in tills]
        told_to = send_at_once([*tills, tills[0]], [*orders, orders[0]])
        assert bought(shop, member) == QUOTA
        # The order that was sent twice is sold or refused, the same both times.
        assert bool(told_to[0]) == bool(told_to[-1])
        assert sum(map(bool, told_to[:TILLS])) == TILLS - QUOTA
