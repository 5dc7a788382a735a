"""A till in a benchmark's shop: what it sells, who stands at it, and orders sent as the browser sends them."""

import json
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from odoo import Command, api
from odoo.service.model import call_kw
from odoo.tools.json import json_default

PRICES = (14.9, 34.0, 48.0, 9.5, 78.0, 18.5, 22.0, 7.9, 27.0, 119.0)
LINES = 5
CASHIER = "bench-cashier"


class Caller:
    """Sends a browser's requests in process: each a transaction with a cache of its own, the answer as JSON."""

    def __init__(self, registry, uid):
        self.registry = registry
        self.uid = uid
        self.queries = 0

    def call(self, model, method, args):
        with self.registry.cursor() as cursor:
            before = cursor.sql_log_count
            env = api.Environment(cursor, self.uid, {"lang": "en_US", "tz": "UTC", "uid": self.uid})
            answer = json.dumps(call_kw(env[model], method, args, {}), default=json_default)
            env.cr.flush()
            cursor.commit()
            self.queries += cursor.sql_log_count - before
        return json.loads(answer)


class Till:
    """An open till of a shop with a loyalty programme and customers who have a card of it.

    :param shop: a ``shop.Shop``
    :param as_members: the programme is a membership programme, and the customers are members
    :param customers: how many to invite; with none, no programme is made either
    """

    def __init__(self, shop, as_members=False, customers=0):
        self.sent = 0
        with shop.env() as env:
            self._stock(env)
            self._open(env)
            if customers:
                self._invite(env, as_members, customers)
            env.cr.commit()

    def _stock(self, env):
        products = env["product.product"].create(
            [
                {"name": f"Product {number}", "list_price": price, "available_in_pos": True, "type": "consu"}
                for number, price in enumerate(PRICES)
            ]
        )
        self.products = [(product.id, product.display_name, product.list_price) for product in products]
        tax = products.taxes_id
        self.tax_ids, self.tax_rate = tax.ids, sum(tax.mapped("amount")) / 100

    def _open(self, env):
        cashier = env["res.users"].create(
            {
                "name": "Cashier",
                "login": CASHIER,
                "password": CASHIER,
                "group_ids": [Command.set([env.ref("base.group_user").id, env.ref("point_of_sale.group_pos_user").id])],
            }
        )
        journal, methods = env["pos.config"]._create_journal_and_payment_methods(cash_journal_vals={"name": "Cash"})
        config = env["pos.config"].create(
            {"name": "Till", "journal_id": journal.id, "payment_method_ids": [Command.set(methods)]}
        )
        config.with_user(cashier).open_ui()
        session = config.current_session_id
        session.with_user(cashier).set_opening_control(0, "")
        self.caller = Caller(env.registry, cashier.id)
        self.config, self.session = config.id, session.id
        self.pricelist = config.pricelist_id.id
        self.cash = config.payment_method_ids.filtered("is_cash_count")[:1].id

    def _invite(self, env, as_members, customers):
        program = env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "trigger": "auto",
                "applies_on": "both",
                "rule_ids": [Command.clear(), Command.create({"reward_point_mode": "money"})],
            }
        )
        partners = env["res.partner"].create(
            [{"name": f"Customer {number}", "phone": f"+1415555{number:04d}"} for number in range(customers)]
        )
        if as_members:
            program.member_program = True
            env["member.tier"].create(
                [
                    {"name": "Classic", "rank": 10},
                    {"name": "Silver", "rank": 20, "entry_spend": 300, "points_multiplier": 1.25},
                    {"name": "Gold", "rank": 30, "entry_spend": 900, "points_multiplier": 1.5},
                ]
            )
            partners._member_enrol()
        cards = env["loyalty.card"].create(
            [{"partner_id": partner.id, "program_id": program.id} for partner in partners]
        )
        self.program = program.id
        self.cards = list(zip(partners.ids, cards.ids, strict=True))

    def sell(self, orders):
        """Send orders of five lines to members: two requests each, as the browser does, each a transaction."""
        for _number in range(orders):
            partner, card = self.cards[self.sent % len(self.cards)]
            order = self._order(partner)
            self.sent += 1
            result = self.caller.call("pos.order", "sync_from_ui", [[order]])
            earned = {
                "points": round(order["amount_total"], 2),
                "program_id": self.program,
                "coupon_id": card,
                "barcode": False,
                "partner_id": partner,
            }
            self.caller.call(
                "pos.order", "confirm_coupon_programs", [[result["pos.order"][0]["id"]], {str(card): earned}]
            )

    def _order(self, partner):
        uuid = str(uuid5(NAMESPACE_OID, f"{self.session}:{self.sent}"))
        now = datetime.now().strftime("%Y-%m-%d %H:%M:%S")
        picked = [self.products[(self.sent + step * 3) % len(self.products)] for step in range(LINES)]
        lines = [
            {
                "uuid": f"{uuid}-{number}",
                "product_id": product,
                "full_product_name": name,
                "qty": 1,
                "price_unit": price,
                "discount": 0,
                "price_subtotal": price,
                "price_subtotal_incl": round(price * (1 + self.tax_rate), 2),
                "tax_ids": [Command.set(self.tax_ids)],
                "pack_lot_ids": [],
            }
            for number, (product, name, price) in enumerate(picked)
        ]
        net = sum(line["price_subtotal"] for line in lines)
        total = round(net * (1 + self.tax_rate), 2)
        return {
            "uuid": uuid,
            "name": f"Order {uuid}",
            "state": "paid",
            "session_id": self.session,
            "config_id": self.config,
            "user_id": self.caller.uid,
            "partner_id": partner,
            "pricelist_id": self.pricelist,
            "fiscal_position_id": False,
            "date_order": now,
            "amount_total": total,
            "amount_tax": round(total - net, 2),
            "amount_paid": total,
            "amount_return": 0,
            "to_invoice": False,
            "last_order_preparation_change": "{}",
            "lines": [Command.create(line) for line in lines],
            "payment_ids": [Command.create({"payment_method_id": self.cash, "amount": total, "payment_date": now})],
        }
