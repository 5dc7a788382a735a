"""Sales orders of core's sale_loyalty, which we don't depend on: their points are entries of the ledger, too."""

import os
import subprocess
import sys
from datetime import date

import pytest

import odoo

pytestmark = pytest.mark.drill


@pytest.fixture(name="office")
def fixture_office(shop):
    """A shop with sale_loyalty, a salesperson, and a member with 150 points, 100 of which expire."""
    command = ["server", "-c", os.environ["ODOO_RC"], "-d", shop.database, "-i", "sale_loyalty"]
    subprocess.run(
        [sys.executable, os.environ["ODOO_SCRIPT"], *command, "--stop-after-init", "--log-level=warn"], check=True
    )
    with shop.env() as env:
        yield env


@pytest.fixture(name="card")
def fixture_card(office):
    office["loyalty.program"].search([]).active = False
    program = office["loyalty.program"].create(
        {
            "name": "Club",
            "program_type": "loyalty",
            "applies_on": "both",
            "trigger": "auto",
            "member_program": True,
            "member_expiry": "months",
            "rule_ids": [(0, 0, {"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 1})],
            "reward_ids": [
                (0, 0, {"reward_type": "discount", "discount_mode": "per_order", "discount": 5, "required_points": 100})
            ],
        }
    )
    member = office["res.partner"].create({"name": "Ada"})
    member._member_enrol()
    card = office["loyalty.card"]._member_card(member, program)
    office["member.ledger.entry"]._post(
        [
            {"key": "a", "card_id": card.id, "kind": "adjust", "amount": 100, "date_expiration": date(2099, 1, 31)},
            {"key": "b", "card_id": card.id, "kind": "adjust", "amount": 50},
        ]
    )
    return card


@pytest.fixture(name="order")
def fixture_order(office, card):
    seller = office["res.users"].create(
        {
            "name": "Seller",
            "login": "seller",
            "group_ids": [(6, 0, office.ref("sales_team.group_sale_salesman").ids)],
        }
    )
    product = office["product.product"].create({"name": "Cream", "list_price": 40, "taxes_id": [(5,)]})
    order = (
        office["sale.order"]
        .with_user(seller)
        .create(
            {"partner_id": card.partner_id.id, "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})]}
        )
    )
    order._update_programs_and_rewards()
    return order


def cancel(order):
    """As a sales manager without any right on memberships: core lets no salesperson do it."""
    group = order.sudo().env.ref("sales_team.group_sale_manager")
    users = order.sudo().env["res.users"]
    boss = users.create({"name": "Boss", "login": "boss", "group_ids": [(6, 0, group.ids)]})
    order.with_user(boss)._action_cancel()


def entries(card):
    card.env.invalidate_all()
    found = card.env["member.ledger.entry"].search([("card_id", "=", card.id)], order="id")
    return [(entry.kind, entry.amount) for entry in found]


def holds(card):
    return card.env["member.ledger.entry"]._check_balances() == []


def test_an_order_earns_and_its_cancellation_takes_back(order, card):
    order.action_confirm()
    assert entries(card)[2:] == [("earn", 80)]
    earned = card.env["member.ledger.entry"].search([("kind", "=", "earn")])
    assert (earned.reason, earned.user_id, bool(earned.date_expiration)) == (order.name, order.env.user, True)
    assert card.points == 230
    cancel(order)
    assert entries(card)[3:] == [("clawback", -80)]
    assert (card.points, earned.left) == (150, 0)
    order.sudo().action_draft()
    order._update_programs_and_rewards()
    order.action_confirm()
    assert card.points == 230
    assert holds(card)


def test_a_reward_spends_and_its_cancellation_gives_back_with_the_expiry(order, card):
    order._apply_program_reward(card.program_id.reward_ids, card.with_env(order.env))
    order.action_confirm()
    assert card.points == 150 + 80 - 100
    cancel(order)
    card.env.invalidate_all()
    assert card.points == 150
    lots = card.env["member.ledger.entry"].search([("card_id", "=", card.id), ("left", ">", 0)])
    assert sum(lots.filtered(lambda lot: lot.date_expiration == date(2099, 1, 31)).mapped("left")) == 100
    assert holds(card)


@pytest.fixture(name="late_addon")
def fixture_late_addon(tmp_path, monkeypatch):
    """Another addon, loaded after ours, that has something to say about the points of orders."""
    addon = tmp_path / "zz_double_points"
    addon.mkdir()
    (addon / "__manifest__.py").write_text(
        "{'name': 'Double Points', 'depends': ['sale_loyalty', 'member_loyalty'], 'license': 'LGPL-3'}"
    )
    (addon / "__init__.py").write_text(
        "from odoo import models\n\n\n"
        "class SaleOrder(models.Model):\n"
        "    _inherit = 'sale.order'\n\n"
        "    def _get_point_changes(self):\n"
        "        return {card: 2 * change for card, change in super()._get_point_changes().items()}\n"
    )
    monkeypatch.setattr(odoo.addons, "__path__", [*odoo.addons.__path__, str(tmp_path)])
    return addon.name


def test_an_override_by_another_addon_counts(late_addon, order, card):
    env = card.env
    env["ir.module.module"].update_list()
    env["ir.module.module"].search([("name", "=", late_addon)]).button_immediate_install()
    for again in range(2):
        with odoo.modules.registry.Registry(env.cr.dbname).cursor() as cr:
            new = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            if again:
                new.registry._setup_models__(cr)
            # Records of before are of the registry before, and know nothing of the new addon.
            sold = new["sale.order"].browse(order.id)
            sold = sold.copy() if again else sold
            sold._update_programs_and_rewards()
            sold.action_confirm()
            posted = new["member.ledger.entry"].search([("card_id", "=", card.id)], limit=1)
            assert (posted.kind, posted.amount, posted.reason) == ("earn", 160, sold.name)


def test_a_salesperson_writes_no_balance(order, card):
    from odoo.exceptions import AccessError

    with pytest.raises(AccessError):
        card.with_env(order.env).write({"points": 5000})
    with pytest.raises(AccessError):
        card.with_env(order.env).with_context(member_sale=order.ids).write({"points": 5000})
    assert entries(card) == [("adjust", 100), ("adjust", 50)]
