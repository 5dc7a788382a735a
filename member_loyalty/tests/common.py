import importlib.util
from pathlib import Path

from odoo.fields import Command

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.addons.point_of_sale.tests.common import TestPoSCommon

from ..engine.numbering import Scheme
from .common_night import NightCase

CARDS = Scheme("046", 13, "ean")
PHONES = [f"+1650253{last:04}" for last in range(100)]


def run_migration(cr, version, name):
    """Run a script of an upgrade, as Odoo does on a database from before it."""
    script = Path(__file__).parents[1] / "migrations" / version / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.migrate(cr, "19.0.1.0.0")


class ShopCase(NightCase, TestPoSCommon):
    """The database's own company with the chart of accounts that is there, without programmes and tiers; a cashier who
    has no other right than to sell.

    Of core's class only the helpers are used: it makes a company, a chart, two tills, taxes and 20 journals for each
    class of tests, several times what a class of ours takes as a whole.
    """

    @classmethod
    def setUpClass(cls):
        super(BaseCommon, cls).setUpClass()
        cls.env = cls.env(context=cls.default_env_context())
        cls.env = cls.env(user=cls.setup_independent_user())
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.us")
        cls.cashier = cls.new_users(till_cashier="base.group_user,point_of_sale.group_pos_user")
        cls.env["loyalty.program"].search([]).active = False
        cls.env["member.tier"].search([]).active = False

    @classmethod
    def get_default_groups(cls):
        """Of the user whose environment tests have."""
        rights = cls.env.ref("point_of_sale.group_pos_manager") | cls.env.ref("member_loyalty.group_manager")
        return super().get_default_groups() | rights

    @classmethod
    def new_users(cls, **groups):
        """:param groups: of login to comma-separated groups"""
        return cls.env["res.users"].create(
            [
                {
                    "name": login,
                    "login": login,
                    "password": login,
                    "email": f"{login}@example.com",
                    "group_ids": [Command.set([cls.env.ref(name).id for name in names.split(",")])],
                }
                for login, names in groups.items()
            ]
        )

    @classmethod
    def new_till(cls, **values):
        """It takes cash, cards, and orders that are paid later."""
        pricelist = cls.env["product.pricelist"].create({"name": "Prices"})
        return cls.env["pos.config"].create(
            {"name": "Till", "available_pricelist_ids": pricelist.ids, "pricelist_id": pricelist.id, **values}
        )

    @classmethod
    def create_product(cls, name, category, price, tax_ids=()):
        """A service: goods would take a delivery for each sale, and no test is about stock."""
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "categ_id": category.id,
                "lst_price": price,
                "taxes_id": [Command.set(tax_ids)],
                "available_in_pos": True,
                "company_id": cls.company.id,
            }
        )


class MemberCase(ShopCase):
    """A shop with one open till, three tiers, and a membership programme of one point per unit of currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank_journal = cls.env["account.journal"].search([("type", "=", "bank")], limit=1)
        cls.staff, cls.manager = cls.new_users(
            till_staff="member_loyalty.group_staff",
            till_manager="member_loyalty.group_manager,point_of_sale.group_pos_manager",
        )
        cls.categ_basic = cls.env.ref("product.product_category_services")
        cls.cream = cls.create_product("Cream", cls.categ_basic, 40.0)
        cls.soap = cls.create_product("Soap", cls.categ_basic, 10.0)
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Club Points",
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
            }
        )
        cls.reward = cls.program.reward_ids
        cls.classic, cls.silver, cls.gold = cls.env["member.tier"].create(
            [
                {"name": "Classic", "rank": 1},
                {"name": "Silver", "rank": 2, "entry_single": 200, "entry_spend": 500, "points_multiplier": 1.5},
                {"name": "Gold", "rank": 3, "entry_spend": 1000, "points_multiplier": 2},
            ]
        )

        cls.config = cls.new_till()
        cls.open_new_session(cls)
        # Tests sell on days of the past: no sale is older than its session.
        cls.pos_session.start_at = "2020-01-01 08:00:00"

    def new_stranger(self):
        """A membership manager of another company."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        return mail_new_test_user(
            self.env,
            "manager_elsewhere",
            groups="member_loyalty.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )

    @classmethod
    def new_member(cls, name="Ada", phone=PHONES[0], **values):
        partner = cls.env["res.partner"].create({"name": name, "phone": phone, **values})
        partner.sudo()._member_enrol()
        return partner

    @classmethod
    def loaded(cls, partner, amount, program=None, **values):
        """:return: the member's card of a program, the club's points or another, after an opening entry of so much"""
        card = cls.env["loyalty.card"]._member_card(partner, program or cls.program)
        cls.env["member.ledger.entry"].sudo()._post(
            [{"key": f"given:{card.id}", "card_id": card.id, "kind": "opening", "amount": amount, **values}]
        )
        return card

    def mistyped(self, code):
        """The code with another last sign."""
        return code[:-1] + ("2" if code[-1] != "2" else "3")

    def till_order(self, partner, lines, uuid=None, **order_values):
        """An order as the browser sends it.

        :param lines: triplets for core's helper: (product, quantity), or dicts of line values with product, quantity
        """
        partner = partner or self.env["res.partner"]
        return self.create_ui_order_data(lines, pos_order_ui_args=order_values, customer=partner, uuid=uuid)

    def sync(self, data):
        """Send an order as the cashier; the till's second call is the test's own affair."""
        result = self.env["pos.order"].with_user(self.cashier).sync_from_ui([data])
        self.env.invalidate_all()
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])]), result

    def sell(self, partner, *lines, **values):
        return self.sync(self.till_order(partner, list(lines), **values))[0]

    def refund(self, order, *lines):
        """Return units of earlier lines: pairs of (line, quantity)."""
        return self.sell(
            order.partner_id,
            *[
                {
                    "product": line.product_id,
                    "quantity": -quantity,
                    "refunded_orderline_id": line.id,
                    "price_unit": line.price_unit,
                    "price_subtotal": -quantity * line.price_unit,
                    "price_subtotal_incl": -quantity * line.price_unit,
                }
                for line, quantity in lines
            ],
            is_refund=True,
        )

    def reward_line(self, card, times=1, discount=5.0, points_cost=100):
        return {
            "product": self.reward.discount_line_product_id,
            "quantity": times,
            "price_unit": -discount,
            "price_subtotal": -discount * times,
            "price_subtotal_incl": -discount * times,
            "is_reward_line": True,
            "reward_id": self.reward.id,
            "coupon_id": card.id,
            "reward_identifier_code": "abc",
            "points_cost": points_cost,
        }

    @classmethod
    def new_wallet(cls, **values):
        """A membership wallet whose top-up product is ``cls.top_up``."""
        cls.top_up = cls.create_product("Top-up", cls.categ_basic, 50.0)
        defaults = cls.env["loyalty.program"]._program_type_default_values()["ewallet"]
        wallet = cls.env["loyalty.program"].create(
            {"name": "Wallet", "program_type": "ewallet", **defaults, "member_program": True, **values}
        )
        wallet.trigger_product_ids = cls.top_up
        return wallet

    def top_up_line(self, amount):
        return {
            "product": self.top_up,
            "quantity": 1,
            "price_unit": amount,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
        }

    def wallet_line(self, card, amount, code="wal"):
        reward = card.program_id.reward_ids
        return {
            "product": reward.discount_line_product_id,
            "quantity": 1,
            "price_unit": -amount,
            "price_subtotal": -amount,
            "price_subtotal_incl": -amount,
            "is_reward_line": True,
            "reward_id": reward.id,
            "coupon_id": card.id,
            "reward_identifier_code": code,
            "points_cost": amount,
        }

    def points(self, partner):
        return sum(
            self.env["loyalty.card"]
            .search([("partner_id", "=", partner.id), ("program_id", "=", self.program.id)])
            .mapped("points")
        )

    def assert_ledger_holds(self):
        self.assertEqual(self.env["member.ledger.entry"]._check_balances(), [])


class RolesCase(MemberCase):
    """With a user of each role, who has no other right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor, cls.membership_manager, cls.clerk = cls.new_users(
            ledger_auditor="member_loyalty.group_auditor",
            membership_manager="member_loyalty.group_manager",
            ledger_clerk="member_loyalty.group_adjust",
        )
        cls.users = {
            "cashier": cls.cashier,
            "staff": cls.staff,
            "clerk": cls.clerk,
            "auditor": cls.auditor,
            "manager": cls.membership_manager,
        }
