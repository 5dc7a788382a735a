from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.allocation import Credit, allocate
from ..engine.rounding import round_points

# Cashiers read orders and cards as a whole; the ledger behind them is for these.
SEES_LEDGER = "member_loyalty.group_staff,member_loyalty.group_auditor"


class MemberLedgerEntry(models.Model):
    _name = "member.ledger.entry"
    _description = "Ledger Entry"
    _log_access = False
    _order = "id desc"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True, help="The same key is posted once, however often it is sent.")
    card_id = fields.Many2one("loyalty.card", required=True, readonly=True, ondelete="restrict")
    program_id = fields.Many2one("loyalty.program", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(
        [
            ("earn", "Earned"),
            ("redeem", "Spent"),
            ("clawback", "Taken back"),
            ("restore", "Given back"),
            ("adjust", "Adjusted"),
            ("opening", "Opening balance"),
        ],
        required=True,
        readonly=True,
    )
    bucket = fields.Selection([("points", "Points")], required=True, readonly=True, default="points")
    amount = fields.Float(digits=(16, 2), required=True, readonly=True, aggregator="sum")
    balance = fields.Float(digits=(16, 2), readonly=True, aggregator=None, help="Balance of the card after this entry.")
    left = fields.Float(
        digits=(16, 2),
        readonly=True,
        help="What no debit has used of this credit yet; 0 on debits, which say what they owe.",
    )
    state = fields.Selection(
        [("pending", "On the way"), ("posted", "Posted")], required=True, readonly=True, default="posted"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    date_available = fields.Date(readonly=True)
    date_expiration = fields.Date(readonly=True)
    pos_order_id = fields.Many2one("pos.order", "Order", readonly=True, index="btree_not_null", ondelete="set null")
    reverses_id = fields.Many2one("member.ledger.entry", readonly=True, index="btree_not_null", ondelete="restrict")
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict")

    _key_unique = models.Constraint("UNIQUE (key)", "This movement is in the ledger already.")
    _card_open = models.Index('(card_id) WHERE "left" != 0')
    _card = models.Index("(card_id, id)")

    @api.model
    def _post(self, vals_list):
        """Post movements on membership cards. The only way into the ledger, and the only writer of their balance.

        Each key is posted once. The cards are locked in id order for the rest of the transaction; whoever holds one
        makes the others wait, and the server repeats a transaction that read a balance too early.

        :param vals_list: dicts of key, card_id, kind, amount and other fields; amounts are rounded here
        :return: the entries that are new, in the order given
        """
        cards = self.env["loyalty.card"].browse({vals["card_id"] for vals in vals_list})
        cards._lock_for_posting()
        posted = {entry.key for entry in self.search([("key", "in", [vals["key"] for vals in vals_list])])}
        balances = {card.id: round_points(card.points) for card in cards}
        entries = self.browse()
        for vals in vals_list:
            amount = round_points(vals["amount"])
            if vals["key"] in posted or not amount:
                continue
            posted.add(vals["key"])
            card = cards.browse(vals["card_id"])
            before = balances[card.id]
            balances[card.id] += amount
            entry = self.create(
                {
                    **vals,
                    "program_id": card.program_id.id,
                    "partner_id": card.partner_id.id,
                    "company_id": vals.get("company_id") or card.company_id.id,
                    "amount": amount,
                    "balance": balances[card.id],
                    "left": amount,
                }
            )
            # What is open on a card adds up to its balance, all on one side: only credits, or only debts.
            if before * amount < 0:
                entry._settle(amount)
            entries |= entry
        for card in entries.card_id:
            card._set_balance(balances[card.id])
        return entries

    def _settle(self, amount):
        """Pay this entry with what is open on the other side: a debit with the oldest credits, a credit with debts."""
        self.ensure_one()
        if amount < 0:
            credits, debit_amount = self._open_on_card("> 0"), -amount
        else:
            credits, debit_amount = self._open_on_card("< 0"), amount
        taken = allocate(debit_amount, credits)
        if not taken:
            return
        self.env["member.ledger.allocation"].create(
            [
                {"credit_id": other, "debit_id": self.id, "amount": part}
                if amount < 0
                else {"credit_id": self.id, "debit_id": other, "amount": part}
                for other, part in taken
            ]
        )
        sign = -1 if amount < 0 else 1
        for other, part in taken:
            self.browse(other)._move_left(sign * part)
        self._move_left(-sign * sum(part for _other, part in taken))

    def _open_on_card(self, side):
        """Entries of the same card with something open, as engine credits (debts come as positive amounts)."""
        assert side in ("> 0", "< 0")
        open_entries = self.search(
            [("card_id", "=", self.card_id.id), ("left", side[0], 0), ("id", "!=", self.id), ("state", "=", "posted")],
            order="id",
        )
        return [
            Credit(entry.id, abs(round_points(entry.left)), entry.date_expiration or None) for entry in open_entries
        ]

    def _move_left(self, amount):
        self.ensure_one()
        super().write({"left": round_points(self.left) + amount})

    def write(self, vals):
        raise UserError(self.env._("The ledger is never edited. Correct it by a new entry with a reason."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The ledger is never deleted. Correct it by a new entry with a reason."))

    @api.model
    def _check_balances(self):
        """Cards whose balance is not the sum of their entries, or not the sum of what is open on them.

        One pass of SQL: it runs over the whole ledger, nightly and on demand.

        :return: list of dicts with card_id, balance, entries and open
        """
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT c.id AS card_id, c.points AS balance, COALESCE(e.total, 0) AS entries, COALESCE(e.open, 0) AS open
                  FROM loyalty_card c
                  JOIN loyalty_program p ON p.id = c.program_id AND p.member_program
             LEFT JOIN (SELECT card_id, SUM(amount) AS total, SUM("left") AS open
                          FROM member_ledger_entry WHERE state = 'posted' GROUP BY card_id) e ON e.card_id = c.id
                 WHERE ROUND(COALESCE(c.points, 0)::numeric, 2) != COALESCE(e.total, 0)
                    OR COALESCE(e.total, 0) != COALESCE(e.open, 0)
                """
            )
        )
