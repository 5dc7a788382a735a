"""Rings up sales as a till does: sessions opened and closed, orders sent through ``sync_from_ui``."""

from itertools import count, groupby
from uuid import NAMESPACE_OID, uuid5

from odoo import Command, fields
from odoo.tools import SQL

CASH_IN_DRAWER = 100.0


class Till:
    def __init__(self, counter):
        self.counter = counter
        self.rung_up = {}
        self.numbers = count()

    def ring_up(self, sales):
        """:param sales: list of :class:`demo.shop.Sale`, oldest first"""
        by_session = sorted(sales, key=lambda sale: (-sale.day, sale.till))
        for (_day, till), group in groupby(by_session, lambda sale: (sale.day, sale.till)):
            self._session(till, list(group))

    def _session(self, till, sales):
        cashier = self.counter.cashiers[till]
        env = self.counter.env(user=cashier.id, su=False)
        session = env["pos.session"].create({"config_id": self.counter.tills[till].id, "user_id": cashier.id})
        # The next day begins with what was counted.
        session.set_opening_control(session.cash_register_balance_start or CASH_IN_DRAWER, False)
        # sudo: a real till's session has this time by itself. No sale is older.
        session.sudo().start_at = min(map(self.counter.moment, sales))
        for sale in sales:
            if sale.tops_up:
                self._send(session, sale, [order_line(*self._top_up(sale))])
            lines = self._returned(sale) if sale.returns else self._sold(session, sale)
            self.rung_up[id(sale)] = self._send(session, sale, lines)
        # sudo: a real till's session has this time by itself.
        session.sudo().stop_at = self.counter.moment(sales[-1])
        session.post_closing_cash_details(session.cash_register_balance_end)
        # Closing is a request of its own: else the difference would be that of before the count.
        session.env.invalidate_all()
        session.close_session_from_ui()
        # sudo: nobody backdates books; the demo shop's past is made in one day.
        self._on_its_day(session.sudo(), sales[0])

    def _on_its_day(self, session, sale):
        """Date the books and the ledger as if they had been written then.

        SQL: neither lets itself be dated back, and only a demonstration has to.
        """
        entries = session.env["member.ledger.entry"].search([("pos_order_id.session_id", "=", session.id)])
        moves = session._get_related_account_moves() | entries.move_id
        # All: what follows from the dates of the books is told by those that they were written with.
        session.env.flush_all()
        day = self.counter.day(sale.day)
        for table, column in (("account_move", "id"), ("account_move_line", "move_id")):
            names = SQL.identifier(table), SQL.identifier(column)
            session.env.cr.execute(
                SQL("UPDATE %s SET date = %s WHERE %s = ANY(%s)", names[0], day, names[1], moves.ids)
            )
        session.env.cr.execute(
            SQL(
                "UPDATE member_ledger_entry e SET date = o.date_order FROM pos_order o "
                "WHERE o.id = e.pos_order_id AND o.session_id = %s",
                session.id,
            )
        )
        session.env.invalidate_all()

    def _send(self, session, sale, lines):
        data = order_data(
            session,
            lines,
            partner=self.counter.partner(sale),
            pricelist=self.counter.pricelist(sale),
            payment_method=self._payment_method(sale),
            date=self.counter.moment(sale),
            uuid=str(uuid5(NAMESPACE_OID, f"{session.name}:{next(self.numbers)}")),
        )
        result = session.env["pos.order"].sync_from_ui([data])
        order = session.env["pos.order"].browse(result["pos.order"][-1]["id"])
        order.confirm_coupon_programs({})
        # The sale may have given a better tier.
        self.counter.tiers.pop(self.counter.partner(sale), None)
        return order

    def _top_up(self, sale):
        product = self.counter.wallet.trigger_product_ids
        return product, 1, sale.tops_up, self.counter.taxes(product)

    def _payment_method(self, sale):
        methods = self.counter.tills[sale.till].payment_method_ids
        kind = "bank" if sale.by_card else "cash"
        return methods.filtered(lambda method: method.type == kind)[:1]

    def _sold(self, session, sale):
        pricelist = self.counter.pricelist(sale)
        lines, net, gross = [], 0, 0
        for code, units in sale.items:
            product = self.counter.products[code]
            one, line_net, line_gross = self.counter.price(product, units, pricelist)
            net, gross = net + line_net, gross + line_gross
            lines.append(order_line(product, units, one, self.counter.taxes(product)))
        card = self.counter.cards.get(self.counter.partner(sale))
        if card and self.counter.can_redeem(sale, card.points, gross):
            reward = self.counter.reward
            discount = self.counter.discount(net, gross)[0]
            lines.append(self._reward(reward, card, discount, lines[0]["tax_ids"], reward.required_points))
        if sale.from_wallet:
            lines += self._paid_from_wallet(session, sale, lines)
        return lines

    def _paid_from_wallet(self, session, sale, lines):
        wallet = self.counter.wallet
        partner = self.counter.partner(sale)
        card = wallet.env["loyalty.card"].search([("program_id", "=", wallet.id), ("partner_id", "=", partner.id)])
        amount = self.counter.from_wallet(card.points, _amounts(session, lines)[2])
        if not amount:
            return []
        return [self._reward(wallet.reward_ids, card, -amount, wallet.env["account.tax"], amount)]

    def _reward(self, reward, card, discount, taxes, cost):
        return {
            **order_line(reward.discount_line_product_id, 1, discount, taxes),
            "is_reward_line": True,
            "reward_id": reward.id,
            "coupon_id": card.id,
            "reward_identifier_code": f"{next(self.numbers):05d}",
            "points_cost": cost,
        }

    def _returned(self, sale):
        code, units = sale.items[0]
        product, order = self.counter.products[code], self.rung_up[id(sale.returns)]
        rewards = order.lines.filtered("is_reward_line")
        goods = (order.lines - rewards).filtered(lambda line: line._member_nature() == "goods")
        sold = goods.filtered(lambda line: line.product_id == product)
        # What paid a part of the goods comes back with them.
        share = -units / sold.qty * sold._member_worth() / goods._member_worth()
        return [
            {**order_line(line.product_id, back, price, line.tax_ids), "refunded_orderline_id": line.id}
            for line, back, price in [
                (sold, units, sold.price_unit),
                *((reward, -1, reward.price_unit * reward.qty * share) for reward in rewards),
            ]
        ]


def order_line(product, units, price_unit, taxes):
    """Values of one order line; :func:`order_data` adds the amounts.

    :param taxes: account.tax records, as everywhere in this module
    """
    return {
        "product_id": product.id,
        "full_product_name": product.display_name,
        "qty": units,
        "price_unit": price_unit,
        "discount": 0,
        "tax_ids": taxes,
        "pack_lot_ids": [],
    }


def order_data(session, lines, partner, pricelist, payment_method, date, uuid):
    """A paid order, as a till sends it to ``sync_from_ui``.

    :param lines: list of :func:`order_line`
    """
    amounts, tax, total = _amounts(session, lines)
    moment = fields.Datetime.to_string(date)
    return {
        "uuid": uuid,
        "name": f"Order {uuid}",
        "state": "paid",
        "session_id": session.id,
        "config_id": session.config_id.id,
        "user_id": session.env.uid,
        "partner_id": partner.id,
        "pricelist_id": pricelist.id,
        "fiscal_position_id": False,
        "date_order": moment,
        "amount_total": total,
        "amount_tax": tax,
        "amount_paid": total,
        "amount_return": 0,
        "is_refund": total < 0,
        "to_invoice": False,
        "last_order_preparation_change": "{}",
        "lines": [
            Command.create(
                {
                    **line,
                    "uuid": f"{uuid}-{number}",
                    "tax_ids": [Command.set(line["tax_ids"].ids)],
                    "price_subtotal": net,
                    "price_subtotal_incl": gross,
                }
            )
            for number, (line, (net, gross)) in enumerate(zip(lines, amounts, strict=True))
        ],
        "payment_ids": [
            Command.create({"payment_method_id": payment_method.id, "amount": total, "payment_date": moment})
        ]
        if total
        else [],
    }


def _amounts(session, lines):
    """Amounts by core's own arithmetic, which rounds taxes over the whole order and returns apart from sales.

    :return: (list of amounts without and with taxes by line, taxes of the order, its total)
    """
    sign = -1 if sum(line["qty"] * line["price_unit"] for line in lines) < 0 else 1
    # sudo: a till has these taxes loaded; a cashier may not read them here.
    Tax = session.env["account.tax"].sudo()
    company, currency = session.company_id, session.currency_id
    base_lines = [
        Tax._prepare_base_line_for_taxes_computation(
            None,
            product_id=session.env["product.product"].browse(line["product_id"]),
            tax_ids=line["tax_ids"],
            price_unit=line["price_unit"],
            quantity=sign * line["qty"],
            currency_id=currency,
            is_refund=line["qty"] * line["price_unit"] < 0,
        )
        for line in lines
    ]
    Tax._add_tax_details_in_base_lines(base_lines, company)
    Tax._round_base_lines_tax_details(base_lines, company)
    totals = Tax._get_tax_totals_summary(base_lines, currency, company)
    names = ("total_excluded_currency", "total_included_currency")
    details = [[sign * line["tax_details"][name] for name in names] for line in base_lines]
    return details, sign * totals["tax_amount_currency"], sign * totals["total_amount_currency"]
