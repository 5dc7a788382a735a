"""What the shop's past moved in the ledger: points, and in the last weeks the wallets."""

from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import clawback, consumption, earning
from ..engine.rounding import as_decimal, round_points


def date_back(env, table, owner, column, days):
    """Date rows as if they had been written then.

    SQL: most of them are records that nobody may edit, and only a demonstration has a past to make.

    :param days: dict of the owner's id to a day or moment
    """
    # All: whatever table it is, and what follows from the dates that its rows have had.
    env.flush_all()
    env.cr.execute(
        SQL(
            "UPDATE %s row SET %s = new.day FROM UNNEST(%s::int[], %s::timestamp[]) AS new (owner, day) "
            "WHERE row.%s = new.owner",
            SQL.identifier(table),
            SQL.identifier(column),
            list(days),
            list(days.values()),
            SQL.identifier(owner),
        )
    )
    env.invalidate_all()


class PastLedger:
    def __init__(self, counter):
        self.counter = counter
        self.env = counter.env
        products = self.env["product.product"].union(*counter.products.values())
        self.rules = counter.program._member_rules(products, Domain("available_in_pos", "=", True))
        self.points = {}
        self.wallets = {}
        self.waiting = []

    # ── Points ────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, card, points, day):
        """What a member brought over from the paper card."""
        reason = self.env._("Points of the paper card")
        self._move(card, f"demo:{card.id}:opening", "opening", points, date=day, reason=reason)

    def count_points(self, sale, key, lines):
        """:param lines: list of dicts of amounts, product_id, quantity and is_reward, a reward last"""
        partner, program = self.counter.partner(sale), self.counter.program
        if lines[-1]["is_reward"]:
            self._move_points(sale, f"{key}:redeem", "redeem", -self.counter.reward.required_points)
        earned = earning.earned_points(
            program.id,
            self.rules,
            [
                earning.Line(
                    line["product_id"],
                    line["quantity"],
                    line["amount_gross"],
                    line["amount_net"],
                    is_reward=line["is_reward"],
                    reward_program=program.id if line["is_reward"] else None,
                )
                for line in lines
            ],
            self.counter.tier(partner).points_multiplier,
        )
        self._move_points(sale, f"{key}:earn", "earn", earned)

    def take_back(self, sale, key, returned, sold_key, sold):
        """The points that what is returned had brought."""
        earn_key = f"{sold_key}:earn"
        if any(move["key"] == earn_key for move in self.waiting):
            self.post()
        earned = self.env["member.ledger.entry"].search([("key", "=", earn_key)])
        due = clawback.due(
            round_points(earned.amount),
            sum(line["amount_gross"] for line in sold if not line["is_reward"]),
            -sum(line["amount_gross"] for line in returned),
            round_points(0),
        )
        self._move_points(sale, f"{key}:clawback", "clawback", -due, reverses_id=earned.id)

    def _move_points(self, sale, key, kind, amount, **values):
        self._move(self.counter.cards[self.counter.partner(sale)], key, kind, amount, **self._at(sale), **values)

    def _move(self, card, key, kind, amount, **values):
        self.points[card] = self.points.get(card, 0) + float(amount)
        self.waiting.append(
            {"key": key, "card_id": card.id, "kind": kind, "bucket": "points", "amount": amount, **values}
        )

    def _at(self, sale):
        return {"date": self.counter.moment(sale), "user_id": self.counter.cashier(sale).id}

    # ── Wallet ────────────────────────────────────────────────────────────────────────────────────────────────

    def move_wallet(self, sale, key, gross):
        """Top the member's wallet up and pay from it, as far as the sale says so.

        :param gross: what the sale costs
        :return: what was paid from the wallet
        """
        partner = self.counter.partner(sale)
        if sale.tops_up:
            self._top_up(sale, partner)
        card = self.wallets.get(partner)
        if not card or not sale.from_wallet:
            return 0
        self.post()
        left, wallet = card._member_buckets()[card], self.counter.wallet
        amount = self.counter.from_wallet(left["principal"] + left["bonus"], gross)
        parts = consumption.consume(wallet.member_consumption, as_decimal(amount), left["principal"], left["bonus"])
        self.waiting += [
            {
                "key": f"{key}:redeem:{bucket}",
                "card_id": card.id,
                "kind": "redeem",
                "bucket": bucket,
                "amount": -part,
                "config_id": self.counter.tills[sale.till].id,
                **self._at(sale),
            }
            for bucket, part in parts.items()
        ]
        return amount

    def _top_up(self, sale, partner):
        at, config = self._at(sale), {"config_id": self.counter.tills[sale.till].id}
        card = self.wallets[partner] = self.env["loyalty.card"]._member_card(partner, self.counter.wallet)
        values = {"company_id": self.env.company.id, "local_date": self.counter.day(sale.day), **at, **config}
        topup = self.env["member.topup"]._make(card, as_decimal(sale.tops_up), card.env["member.topup.offer"], values)
        self.waiting += [{**movement, **at, **config} for movement in topup._movements()]

    # ── Posting ───────────────────────────────────────────────────────────────────────────────────────────────

    def post(self):
        """Post what waits: what only adds points to a card in one statement, the cards with more to it step by step."""
        simple_only = {move["card_id"] for move in self.waiting} - {
            move["card_id"] for move in self.waiting if move["amount"] < 0 or "topup_id" in move
        }
        simple = [move for move in self.waiting if move["card_id"] in simple_only and move["amount"]]
        Entry = self.env["member.ledger.entry"]
        if simple:
            dates = {move["key"]: move.pop("date") for move in simple}
            posted = Entry.browse(Entry._post_credits(simple))
            date_back(self.env, "member_ledger_entry", "id", "date", {one.id: dates[one.key] for one in posted})
        Entry._post([move for move in self.waiting if move["card_id"] not in simple_only])
        self.waiting = []

    def book(self):
        """Book what the wallets moved, as the nights would have: no session did."""
        Entry = self.env["member.ledger.entry"]
        Entry._book_days(self.env.company, Entry._unbooked_days(self.env.company))
