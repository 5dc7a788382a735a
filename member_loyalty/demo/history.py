"""Writes the shop's past: enrolments, then week by week purchases as facts and tiers by review."""

import json
from itertools import groupby

from odoo.tools import SQL

from .past_ledger import PastLedger, date_back
from .shop import HISTORY_DAYS, WALLET_DAYS

# Where it stands since when somebody is a member: table, column of the member, column of the day.
SINCE = (
    ("res_partner", "id", "member_since"),
    ("res_partner", "id", "member_tier_since"),
    ("member_enrolment", "partner_id", "date"),
    ("member_card", "partner_id", "issued_on"),
    ("member_card", "partner_id", "state_date"),
    ("member_consent", "partner_id", "given_at"),
    ("member_tier_change", "partner_id", "date"),
)


FIRST_WEEKS = 4


class History:
    """:param customers: list of :class:`demo.shop.Customer`, by number"""

    def __init__(self, counter, customers):
        self.counter = counter
        self.env = counter.env
        self.customers = customers
        self.ledger = PastLedger(counter)
        self.written = {}
        self.reviewed = {}

    def record(self, sales):
        """:param sales: list of :class:`demo.shop.Sale`, oldest first"""
        self._enrol()
        self._open_cards()
        for week, (_ago, group) in enumerate(groupby(sales, lambda sale: (sale.day - 1) // 7)):
            self._write_week(list(group))
            if week == FIRST_WEEKS:
                # All in one transaction: nobody else has told PostgreSQL by now how much there is.
                self.env.cr.execute("ANALYZE member_purchase, member_purchase_line, member_ledger_entry")
        date_back(self.env, "member_tier_change", "id", "date", self.reviewed)
        self.ledger.book()

    def _members(self):
        """:return: list of (number, customer, partner) of those who are members in the end"""
        numbered = enumerate(zip(self.customers, self.counter.partners, strict=True))
        return [(number, customer, one) for number, (customer, one) in numbered if customer.joined is not None]

    def _enrol(self):
        """Everybody at once, each dated back to their own day: nobody bought before."""
        members = self._members()
        Partner = self.env["res.partner"]
        first = self.counter.day(max(customer.joined for _number, customer, _partner in members))
        for place, (till, cashier) in enumerate(zip(self.counter.tills, self.counter.cashiers, strict=True)):
            # One customer in three comes to the second till.
            here = [partner for number, _customer, partner in members if (number % 3 == 0) == place]
            enrolled = Partner.union(*here).with_context(default_user_id=cashier.id)
            enrolled._member_enrol(via="till", on_day=first, config=till)
        wants_news = Partner.union(*(partner for _number, customer, partner in members if customer.wants_news))
        wants_news._member_agree("till", "marketing", ["email"])
        days = {partner.id: self.counter.day(customer.joined) for _number, customer, partner in members}
        for table, owner, column in SINCE:
            date_back(self.env, table, owner, column, days)

    def _open_cards(self):
        members = self._members()
        cards = self.env["loyalty.card"].create(
            [{"program_id": self.counter.program.id, "partner_id": partner.id} for _number, _one, partner in members]
        )
        for (_number, customer, partner), card in zip(members, cards, strict=True):
            self.counter.cards[partner] = card
            if customer.points:
                self.ledger.open(card, customer.points, self.counter.day(HISTORY_DAYS))
        self.ledger.post()

    def _write_week(self, sales):
        headers, lines = [], []
        for sale in sales:
            key = f"demo:{len(self.written)}"
            sale_lines = self._returned(sale) if sale.returns else self._sold(sale)
            self.written[id(sale)] = key, sale_lines
            headers.append(self._header(sale, key, sale_lines))
            lines += [{**line, "key": f"{key}:{number}", "purchase_key": key} for number, line in enumerate(sale_lines)]
        self.env["member.purchase"]._record(self._headers_sql(headers), self._lines_sql(lines))
        self.ledger.post()
        buyers = self.env["res.partner"].union(*(self.counter.partner(sale) for sale in sales))
        last, members = sales[-1], buyers.filtered(lambda partner: partner in self.counter.cards)
        changes = members._member_review_tier(on_day=self.counter.day(last.day))
        self.counter.tiers |= {change.partner_id: change.to_tier_id for change in changes}
        self.reviewed |= dict.fromkeys(changes.ids, self.counter.moment(last))

    def _header(self, sale, key, lines):
        """The purchase, with what it moves in the ledger."""
        partner = self.counter.partner(sale)
        net, gross = (sum(line[name] for line in lines) for name in ("amount_net", "amount_gross"))
        prepaid = 0
        if sale.returns and partner in self.counter.cards:
            sold_key, sold = self.written[id(sale.returns)]
            self.ledger.take_back(sale, key, lines, sold_key, sold)
        elif partner in self.counter.cards:
            self.ledger.count_points(sale, key, lines)
            if sale.day < WALLET_DAYS:
                prepaid = self.ledger.move_wallet(sale, key, gross)
        return {
            "key": key,
            "partner_id": partner.id or None,
            "config_id": self.counter.tills[sale.till].id,
            "date": str(self.counter.moment(sale)),
            "local_date": str(self.counter.day(sale.day)),
            "amount_net": net,
            "amount_gross": gross,
            "amount_paid_in": sale.tops_up,
            "amount_prepaid": prepaid,
            "refund_of_key": self.written[id(sale.returns)][0] if sale.returns else None,
        }

    def _sold(self, sale):
        pricelist = self.counter.pricelist(sale)
        lines = []
        for code, units in sale.items:
            product = self.counter.products[code]
            _one, net, gross = self.counter.price(product, units, pricelist)
            lines.append(self._line(product, units, net, gross))
        net, gross = (sum(line[name] for line in lines) for name in ("amount_net", "amount_gross"))
        card = self.counter.cards.get(self.counter.partner(sale))
        if card and self.counter.can_redeem(sale, self.ledger.points.get(card, 0), gross):
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

    def _headers_sql(self, rows):
        return SQL(
            """SELECT key, 'import' AS source, UPPER(REPLACE(key, ':', '/')) AS reference, partner_id,
                      %s AS company_id, config_id, date, local_date, amount_net, amount_gross, amount_paid_in,
                      amount_prepaid, refund_of_key, NULL::int AS pos_order_id, NULL::int AS import_id
                 FROM json_to_recordset(%s) AS row(
                      key text, partner_id int, config_id int, date timestamp, local_date date, amount_net numeric,
                      amount_gross numeric, amount_paid_in numeric, amount_prepaid numeric, refund_of_key text)""",
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
