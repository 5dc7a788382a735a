"""Writes the shop's past day by day: enrolments, purchases as facts, tiers by review, points in the ledger."""

import json
from itertools import groupby

from odoo.tools import SQL

from ..engine import clawback, earning
from .shop import HISTORY_DAYS


class History:
    """:param customers: list of :class:`demo.shop.Customer`, by number"""

    def __init__(self, counter, customers):
        self.counter = counter
        self.env = counter.env
        self.customers = customers
        self.wants_news = {
            partner for customer, partner in zip(customers, counter.partners, strict=True) if customer.wants_news
        }
        self.rules = counter.program._member_rules(self.env["product.product"].union(*counter.products.values()))
        self.points = {}
        self.written = {}
        self.waiting = []

    def write(self, sales):
        """:param sales: list of :class:`demo.shop.Sale`, oldest first"""
        joining = {}
        for customer, partner in zip(self.customers, self.counter.partners, strict=True):
            if customer.joined is not None:
                joining.setdefault(customer.joined, self.env["res.partner"])
                joining[customer.joined] |= partner
        self._open_cards()
        bought = {day: list(group) for day, group in groupby(sales, lambda sale: sale.day)}
        for day in sorted(joining.keys() | bought.keys(), reverse=True):
            if day in joining:
                self._enrol(joining[day], self.counter.day(day))
            if day in bought:
                self._write_day(day, bought[day])
        self._post_waiting()

    def _enrol(self, partners, day):
        dates = {"default_state_date": day, "default_given_at": day, "default_date": day}
        # One customer in three comes to the second till.
        for number, till in enumerate(self.counter.tills):
            here = partners.filtered(lambda partner, number=number: (partner.id % 3 == 0) == number)
            dates["default_user_id"] = self.counter.cashiers[number].id
            here.with_context(**dates)._member_enrol(via="till", on_day=day, config=till)
        self.env["member.consent"].create(
            [
                {
                    "partner_id": partner.id,
                    "purpose": "marketing",
                    "channel": "email",
                    "given_via": "till",
                    "given_at": day,
                }
                for partner in partners
                if partner in self.wants_news
            ]
        )

    def _open_cards(self):
        members = [
            (customer, partner)
            for customer, partner in zip(self.customers, self.counter.partners, strict=True)
            if customer.joined is not None
        ]
        cards = self.env["loyalty.card"].create(
            [{"program_id": self.counter.program.id, "partner_id": partner.id} for _customer, partner in members]
        )
        for (customer, partner), card in zip(members, cards, strict=True):
            self.counter.cards[partner] = card
            if customer.points:
                self._move(
                    card,
                    f"demo:{card.id}:opening",
                    "opening",
                    customer.points,
                    date=self.counter.day(HISTORY_DAYS),
                    reason=self.env._("Points of the paper card"),
                )

    def _write_day(self, day, sales):
        headers, lines = [], []
        for sale in sales:
            key = f"demo:{len(self.written)}"
            sale_lines = self._returned(sale) if sale.returns else self._sold(sale)
            self.written[id(sale)] = key, sale_lines
            partner = self.counter.partner(sale)
            headers.append(
                {
                    "key": key,
                    "partner_id": partner.id or None,
                    "config_id": self.counter.tills[sale.till].id,
                    "date": str(self.counter.moment(sale)),
                    "local_date": str(self.counter.day(sale.day)),
                    "amount_net": sum(line["amount_net"] for line in sale_lines),
                    "amount_gross": sum(line["amount_gross"] for line in sale_lines),
                    "refund_of_key": self.written[id(sale.returns)][0] if sale.returns else None,
                }
            )
            lines += [{**line, "key": f"{key}:{number}", "purchase_key": key} for number, line in enumerate(sale_lines)]
            if partner.member_number:
                self._points_of(sale, key, sale_lines)
        self.env["member.purchase"]._record(self._headers_sql(headers), self._lines_sql(lines))
        buyers = self.env["res.partner"].union(*(self.counter.partner(sale) for sale in sales))
        evening = self.counter.moment(sales[-1])
        members = buyers.filtered("member_number").with_context(default_date=evening)
        members._member_review_tier(on_day=self.counter.day(day))

    def _sold(self, sale):
        pricelist = self.counter.pricelist(sale)
        lines = []
        for code, units in sale.items:
            product = self.counter.products[code]
            _one, net, gross = self.counter.price(product, units, pricelist)
            lines.append(self._line(product, units, net, gross))
        net, gross = (sum(line[name] for line in lines) for name in ("amount_net", "amount_gross"))
        card = self.counter.cards.get(self.counter.partner(sale))
        if card and self.counter.can_redeem(sale, self.points.get(card, 0), gross):
            product = self.counter.reward.discount_line_product_id
            lines.append(self._line(product, 1, *self.counter.discount(net, gross), is_reward=True))
        return lines

    def _returned(self, sale):
        _key, sold = self.written[id(sale.returns)]
        code, units = sale.items[0]
        product = self.counter.products[code]
        line = next(line for line in sold if line["product_id"] == product.id)
        return [self._line(product, units, -line["amount_net"], -line["amount_gross"])]

    def _line(self, product, units, net, gross, is_reward=False):
        return {
            "product_id": product.id,
            "categ_id": product.categ_id.id or None,
            "quantity": units,
            "amount_net": net,
            "amount_gross": gross,
            "is_reward": is_reward,
        }

    # ── Points ────────────────────────────────────────────────────────────────────────────────────────────────

    def _points_of(self, sale, key, lines):
        partner = self.counter.partner(sale)
        card = self.counter.cards[partner]
        date = self.counter.moment(sale)
        user = self.counter.cashiers[sale.till]
        if sale.returns:
            self._take_back(sale, key, card, date, user)
            return
        if lines[-1]["is_reward"]:
            cost = -self.counter.reward.required_points
            self._move(card, f"{key}:redeem", "redeem", cost, date=date, user_id=user.id)
        earned = earning.earned_points(
            self.counter.program.id,
            self.rules,
            [
                earning.Line(
                    line["product_id"],
                    line["quantity"],
                    line["amount_gross"],
                    line["amount_net"],
                    is_reward=line["is_reward"],
                    reward_program=self.counter.program.id if line["is_reward"] else None,
                )
                for line in lines
            ],
            partner.member_tier_id.points_multiplier,
        )
        self._move(card, f"{key}:earn", "earn", earned, date=date, user_id=user.id)

    def _take_back(self, sale, key, card, date, user):
        self._post_waiting()
        sold_key, sold = self.written[id(sale.returns)]
        earned = self.env["member.ledger.entry"].search([("key", "=", f"{sold_key}:earn")])
        _key, returned = self.written[id(sale)]
        due = clawback.due(
            clawback.round_points(earned.amount),
            sum(line["amount_gross"] for line in sold if not line["is_reward"]),
            -sum(line["amount_gross"] for line in returned),
            clawback.round_points(0),
        )
        self._move(card, f"{key}:clawback", "clawback", -due, date=date, user_id=user.id, reverses_id=earned.id)

    def _move(self, card, key, kind, amount, **values):
        self.points[card] = self.points.get(card, 0) + float(amount)
        self.waiting.append({"key": key, "card_id": card.id, "kind": kind, "amount": amount, **values})

    def _post_waiting(self):
        self.env["member.ledger.entry"]._post(self.waiting)
        self.waiting = []

    # ── Facts ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _headers_sql(self, rows):
        return SQL(
            """SELECT key, 'import' AS source, UPPER(REPLACE(key, ':', '/')) AS reference, partner_id,
                      %s AS company_id, config_id, date, local_date, amount_net, amount_gross, 0 AS amount_paid_in, 0 AS amount_prepaid, refund_of_key,
                      NULL::int AS pos_order_id, NULL::int AS import_id
                 FROM json_to_recordset(%s) AS row(
                      key text, partner_id int, config_id int, date timestamp, local_date date,
                      amount_net numeric, amount_gross numeric, refund_of_key text)""",
            self.env.company.id,
            json.dumps(rows),
        )

    def _lines_sql(self, rows):
        return SQL(
            """SELECT key, purchase_key, product_id, categ_id, quantity, amount_net, amount_gross, is_reward,
                      NULL::text AS refund_of_key
                 FROM json_to_recordset(%s) AS row(
                      key text, purchase_key text, product_id int, categ_id int, quantity numeric,
                      amount_net numeric, amount_gross numeric, is_reward boolean)""",
            json.dumps(rows),
        )
