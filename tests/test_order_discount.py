"""The button *Discount* of core's pos_discount, which we don't depend on: its line lowers goods, and is none."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.drill


@pytest.fixture(name="till")
def fixture_till(shop):
    """An open till of a shop with pos_discount, where a point is earned for each unit of currency spent on cream."""
    command = ["server", "-c", os.environ["ODOO_RC"], "-d", shop.database, "-i", "pos_discount"]
    subprocess.run(
        [sys.executable, os.environ["ODOO_SCRIPT"], *command, "--stop-after-init", "--log-level=warn"], check=True
    )
    with shop.env() as env:
        env["loyalty.program"].search([]).active = False
        till = env["pos.config"].create({"name": "Till", "module_pos_discount": True})
        till.discount_product_id = env.ref("pos_discount.product_product_consumable")
        till.with_user(env.ref("base.user_admin")).open_ui()
        yield till


def test_it_lowers_the_goods(till):
    env = till.env
    cream, soap = env["product.product"].create(
        [{"name": name, "type": "service", "taxes_id": False, "available_in_pos": True} for name in ("Cream", "Soap")]
    )
    program = env["loyalty.program"].create(
        {
            "name": "Club",
            "program_type": "loyalty",
            "applies_on": "both",
            "trigger": "auto",
            "member_program": True,
            "rule_ids": [(0, 0, {"reward_point_mode": "money", "product_ids": cream.ids})],
        }
    )
    member = env["res.partner"].create({"name": "Ada"})
    member._member_enrol()
    lines = [(cream, 100), (soap, 300), (till.discount_product_id, -200)]
    order = env["pos.order"].create(
        {
            "session_id": till.current_session_id.id,
            "company_id": till.company_id.id,
            "partner_id": member.id,
            "pricelist_id": till.pricelist_id.id,
            "lines": [
                (
                    0,
                    0,
                    {
                        "product_id": product.id,
                        "qty": 1,
                        "price_unit": price,
                        "price_subtotal": price,
                        "price_subtotal_incl": price,
                        "tax_ids": False,
                    },
                )
                for product, price in lines
            ],
            "amount_total": 200,
            "amount_tax": 0,
            "amount_paid": 200,
            "amount_return": 0,
            "state": "paid",
        }
    )
    order._member_settle()
    assert env["loyalty.card"]._member_card(member, program).points == 50
    purchase = env["member.purchase"].search([("pos_order_id", "=", order.id)])
    assert purchase.amount_gross == 200
    assert {line.product_id: line.amount_gross for line in purchase.line_ids} == {cream: 50, soap: 150}
