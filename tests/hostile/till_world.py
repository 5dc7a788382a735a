"""A till with every kind of order that moves points or money, and the sums that have to fit together afterwards."""

from collections import defaultdict

from odoo.tools import SQL

from payloads import completed
from world import WorldCase

A_CENT = 0.011
#: what the reward costs for each unit of currency that it takes off
POINTS_A_UNIT = 20
A_POINT = POINTS_A_UNIT * A_CENT
PAID = ("paid", "done", "invoiced")


class TillWorldCase(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax, other = (
            cls.env["account.tax"]
            .sudo()
            .create(
                [
                    {"name": f"{rate} inside", "amount": rate, "price_include_override": "tax_included"}
                    for rate in (10, 21)
                ]
            )
        )
        cls.balm = cls.create_product("Balm", cls.categ_basic, 22.0, cls.tax.ids)
        cls.oil = cls.create_product("Oil", cls.categ_basic, 7.77, other.ids)

    def live(self):
        for member in (self.ada, self.bea):
            self.sell(member, self.top_up_line(100.0))
            self.sell(member, (self.cream, 3))
        wallet, points = self.cards(self.ada)
        self.sold = {
            "goods": self.sell(self.ada, (self.cream, 1), (self.soap, 2)),
            "wallet": self.sell(self.ada, (self.cream, 1), self.wallet_line(wallet, 20.0)),
            "reward": self.sell(self.ada, (self.cream, 1), self.reward_line(points)),
            "top-up": self.sell(self.ada, self.top_up_line(30.0)),
            "other": self.sell(self.bea, (self.cream, 1), (self.soap, 2)),
        }

    def cards(self, member):
        """:return: (wallet, points card)"""
        card = self.env["loyalty.card"]._member_card
        return card(member, self.wallet), card(member, self.program)

    def bases(self):
        """:return: dict of name to an honest payload"""
        wallet, points = self.cards(self.ada)
        goods = [(self.cream, 1), (self.soap, 2)]
        lines = {
            "goods": goods,
            "taxed goods": [(self.balm, 2), (self.oil, 3), (self.soap, 1)],
            "wallet": [*goods, self.wallet_line(wallet, 25.0)],
            "wallet and reward": [*goods, self.wallet_line(wallet, 25.0), self.reward_line(points)],
            "reward": [*goods, self.reward_line(points)],
            "top-up": [self.top_up_line(40.0)],
            "top-up and goods": [*goods, self.top_up_line(40.0)],
            "return of goods": self.returned("goods"),
            "return of what the wallet paid": self.returned("wallet"),
            "return with reward": self.returned("reward"),
            "return of a top-up": self.returned("top-up"),
        }
        payloads = {
            name: self.till_order(self.ada, some, is_refund=name.startswith("return")) for name, some in lines.items()
        }
        return {name: completed(data, self.config, 1) for name, data in payloads.items()}

    def returned(self, name):
        return [
            {
                "product": line.product_id,
                "quantity": -line.qty,
                "price_unit": line.price_unit,
                "price_subtotal": -line.price_subtotal,
                "price_subtotal_incl": -line.price_subtotal_incl,
                "refunded_orderline_id": line.id,
                **({"is_reward_line": True, "reward_id": line.reward_id.id} if line.reward_id else {}),
            }
            for line in self.sold[name].lines
        ]

    def others(self):
        """What somebody could name instead: of other members, of the other company, of other orders."""
        foreign_wallet, foreign_points = self.cards(self.bea)
        wallet, points = self.cards(self.ada)
        elsewhere = self.env["res.company"].sudo().browse(self.elsewhere.id)
        lines = self.env["pos.order.line"].concat(*(order.lines for order in self.sold.values()))
        return {
            "res.partner": (self.bea | self.zoe | self.zed | self.company.partner_id | self.manager.partner_id).ids,
            "res.users": (self.manager | self.staff | self.users["stranger"].sudo()).ids,
            "res.company": elsewhere.ids,
            "loyalty.card": (foreign_wallet | foreign_points | wallet | points).ids,
            "loyalty.reward": (self.wallet.reward_ids | self.program.reward_ids).ids,
            "loyalty.program": (self.wallet | self.program).ids,
            "product.product": (
                self.cream | self.soap | self.top_up | self.wallet.reward_ids.discount_line_product_id
            ).ids,
            "pos.order": [order.id for order in self.sold.values()],
            "pos.order.line": lines.ids,
            "pos.payment": self.sold["goods"].payment_ids.ids,
            "pos.payment.method": self.config.payment_method_ids.ids,
            "pos.session": self.config.current_session_id.ids,
            "account.tax": self.tax.ids,
        }

    # ── Sums ──────────────────────────────────────────────────────────────────────────────────────────────────

    def sums(self):
        """:return: dict of what stands on all paid orders, and what in the ledger"""
        self.env.flush_all()
        found = defaultdict(float)
        queries = (
            SQL(
                """SELECT CASE WHEN w.program_type = 'ewallet' THEN 'by wallet' WHEN w.id IS NOT NULL THEN 'by points'
                               WHEN l.product_id = %s THEN 'topped up' ELSE 'goods' END,
                          SUM(SIGN(l.qty * l.price_unit) * ABS(l.price_subtotal_incl))
                     FROM pos_order_line l JOIN pos_order o ON o.id = l.order_id
                LEFT JOIN pos_order_line s ON s.id = l.refunded_orderline_id
                LEFT JOIN loyalty_reward r ON r.id = COALESCE(l.reward_id, s.reward_id)
                LEFT JOIN loyalty_program w ON w.id = r.program_id
                    WHERE o.state IN %s GROUP BY 1""",
                self.top_up.id,
                PAID,
            ),
            SQL(
                """SELECT CASE WHEN m.journal_id IS NULL THEN 'owed' ELSE 'money' END, SUM(p.amount)
                     FROM pos_payment p JOIN pos_order o ON o.id = p.pos_order_id
                     JOIN pos_payment_method m ON m.id = p.payment_method_id
                    WHERE o.state IN %s GROUP BY 1""",
                PAID,
            ),
            SQL(
                """SELECT CASE WHEN bucket <> 'points' THEN 'wallet' WHEN kind IN ('earn', 'clawback') THEN 'earned'
                               ELSE 'spent' END,
                          SUM(amount)
                     FROM member_ledger_entry GROUP BY 1"""
            ),
            SQL(
                """SELECT 'of others', SUM(abs(e.amount)) FROM member_ledger_entry e
                     JOIN pos_order o ON o.id = e.pos_order_id
                    WHERE e.kind = 'redeem' AND e.partner_id IS DISTINCT FROM o.partner_id"""
            ),
        )
        for query in queries:
            for name, amount in self.env.execute_query(query):
                found[name] += float(amount or 0)
        return found

    def problems(self, before, after, flagged):
        """What the change of the sums says that mustn't be."""
        d = {name: after[name] - before[name] for name in before.keys() | after.keys()}
        d = defaultdict(float, {name: amount for name, amount in d.items() if abs(amount) > A_CENT / 2})
        lines = d["goods"] + d["topped up"] + d["by wallet"] + d["by points"]
        rules = {
            "paid isn't what the lines say": abs(lines - d["money"] - d["owed"]) < A_CENT,
            "the wallet moved otherwise than paid": flagged
            or abs(d["wallet"] - d["topped up"] - d["by wallet"]) < A_CENT,
            "topped up without money": d["topped up"] <= max(d["money"] - min(d["goods"], 0), 0) + A_CENT,
            "earned more than paid": flagged or d["earned"] <= d["goods"] + A_CENT,
            "points spent for another amount": flagged or d["spent"] <= d["by points"] * POINTS_A_UNIT + A_POINT,
            "somebody else's card paid": not d["of others"],
        }
        sums = {name: round(amount, 2) for name, amount in sorted(d.items())}
        return [f"{name} {sums}" for name, holds in rules.items() if not holds]
