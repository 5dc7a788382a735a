"""A till over the wire, with requests that are repeated, lost and late: each basket counts once."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "journey"))

from ring_up import RingUp

from odoo.tools import config

PRICES = {"A": 4.5, "B": 19.99, "C": 80.0}


def made_up_baskets(count=20):
    codes = list(PRICES)
    return {
        str(number): (
            f"H{number % 4}",
            [
                (code, quantity, round(PRICES[code] * quantity, 2))
                for code, quantity in ((codes[number % 3], 2), (codes[(number + 1) % 3], 1))
            ],
        )
        for number in range(count)
    }


def test_each_basket_counts_once(shop, monkeypatch):
    # Else the shop's registry would look for tests to run while it loads.
    monkeypatch.setitem(config, "test_enable", False)
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
    run = RingUp(shop.url, shop.database, "admin", "admin", made_up_baskets())
    run.sell()
    for what, expected, found in run.check():
        assert found == expected, what
    with shop.env() as env:
        assert env["member.ledger.entry"]._check_balances() == []
        assert env["res.partner"].search_count([("member_tier_id.name", "=", "Gold")]) > 0
