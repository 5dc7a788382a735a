"""A till over the wire, with requests that are repeated, lost, late and at once: each basket counts once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "journey"))

from ring_up import RingUp

PRICES = {"A": 4.5, "B": 19.99, "C": 80.0}


def made_up_baskets(count=20, households=4):
    codes = list(PRICES)
    return {
        str(number): (
            f"H{number % households}",
            [
                (code, quantity, round(PRICES[code] * quantity, 2))
                for code, quantity in ((codes[number % 3], 2), (codes[(number + 1) % 3], 1))
            ],
        )
        for number in range(count)
    }


@pytest.fixture(name="members_shop")
def fixture_members_shop(shop):
    """A shop with products, tiers and four members who haven't bought yet."""
    with shop.env() as env:
        env["product.product"].create([{"name": f"Good {code}", "default_code": code} for code in PRICES])
        env["member.tier"].search([]).active = False
        env["member.tier"].create(
            [{"name": "Classic", "rank": 1}, {"name": "Gold", "rank": 2, "entry_spend": 300, "points_multiplier": 1.5}]
        )
        members = env["res.partner"].create(
            [{"name": f"Household {number}", "ref": f"H{number}"} for number in range(4)]
        )
        members._member_enrol()
        env.ref("base.user_admin").password = "admin"
        env.cr.commit()
    return shop


def check(run):
    for what, expected, found in run.check():
        assert found == expected, what
    with run.shop.env() as env:
        assert env["member.ledger.entry"]._check_balances() == []
        assert env["res.partner"].search_count([("member_tier_id.name", "=", "Gold")]) > 0


def ring_up(shop, url, baskets):
    run = RingUp(url, shop.database, "admin", "admin", baskets)
    run.shop = shop
    return run


def test_each_basket_counts_once(members_shop):
    run = ring_up(members_shop, members_shop.url, made_up_baskets())
    run.sell()
    check(run)


@pytest.mark.drill
def test_one_members_first_sales_at_once(members_shop):
    """Two server processes, eight tills, one member without a points card yet: all want to make it."""
    run = ring_up(members_shop, members_shop.serve(workers=2).url, made_up_baskets(24, households=1))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run._try, run.orders.values()))
    for order in run.orders.values():
        run.till.sync(order)
    check(run)
    with members_shop.env() as env:
        assert env["loyalty.card"].search_count([("member_program", "=", True)]) == 1
