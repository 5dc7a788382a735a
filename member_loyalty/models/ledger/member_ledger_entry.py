from odoo import api, fields, models
from odoo.tools import SQL, format_datetime
from odoo.tools.misc import formatLang
from odoo.tools.translate import LazyTranslate

from ...engine.allocation import Credit, allocate
from ...engine.consumption import last_used_first
from ...engine.rounding import round_points

_lt = LazyTranslate(__name__)


class MemberLedgerEntry(models.Model):
    _name = "member.ledger.entry"
    _inherit = ["member.append.only"]
    _description = "Ledger Entry"
    _log_access = False
    _order = "id desc"
    _rec_name = "key"
    _edit_refused = _lt("Ledger entries can't be edited. Make a new entry with a reason instead.")
    _delete_refused = _lt("Ledger entries can't be deleted. Make a new entry with a reason instead.")

    key = fields.Char(
        required=True, readonly=True, help="The same key is posted only once, even if it is sent several times."
    )
    card_id = fields.Many2one("loyalty.card", required=True, readonly=True, ondelete="restrict")
    program_id = fields.Many2one("loyalty.program", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    config_id = fields.Many2one(
        "pos.config",
        "Store",
        readonly=True,
        ondelete="set null",
        help="Empty if the entry was made in the back office or by the system.",
    )
    kind = fields.Selection(
        [
            ("earn", "Earned"),
            ("redeem", "Spent"),
            ("clawback", "Reversed"),
            ("restore", "Restored"),
            ("top_up", "Topped up"),
            ("bonus", "Bonus"),
            ("refund", "Refunded"),
            ("void", "Bonus reversed"),
            ("expire", "Expired"),
            ("write_off", "Written off"),
            ("adjust", "Adjusted"),
            ("transfer", "Transferred"),
            ("opening", "Opening balance"),
        ],
        required=True,
        readonly=True,
    )
    bucket = fields.Selection(
        [("points", "Points"), ("principal", "Paid balance"), ("bonus", "Promotional balance")],
        "Balance Type",
        required=True,
        readonly=True,
        default="points",
    )
    amount = fields.Float(digits=(16, 2), required=True, readonly=True, aggregator="sum")
    balance = fields.Float(
        digits=(16, 2), readonly=True, aggregator=None, help="The balance of the card after this entry."
    )
    left = fields.Float(
        "Unspent",
        digits=(16, 2),
        readonly=True,
        help="The unused part of a credit. For debits, the part not covered by credits, as a negative amount.",
    )
    state = fields.Selection(
        [("pending", "Pending"), ("posted", "Posted")], "Status", required=True, readonly=True, default="posted"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    date_available = fields.Date("Available From", readonly=True)
    date_expiration = fields.Date("Expires", readonly=True, help="The last day on which the amount can be spent.")
    pos_order_id = fields.Many2one("pos.order", "Order", readonly=True, index="btree_not_null", ondelete="set null")
    reverses_id = fields.Many2one("member.ledger.entry", readonly=True, index="btree_not_null", ondelete="restrict")
    moved_from_id = fields.Many2one(
        "member.ledger.entry",
        "Transferred From",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The original pending entry of a card that was merged into this one.",
    )
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict")

    # Points that a referral brought, or that were taken back with it.
    referral_id = fields.Many2one("member.referral", readonly=True, index="btree_not_null", ondelete="restrict")

    _key_unique = models.Constraint("UNIQUE (key)", "This transaction is already in the ledger.")
    _card_open = models.Index('(card_id) WHERE "left" != 0')
    _card = models.Index("(card_id, id)")
    _pending = models.Index("(date_available, card_id) WHERE state = 'pending'")
    _expiring = models.Index('(date_expiration, card_id) WHERE "left" > 0 AND date_expiration IS NOT NULL')
    # What the rules of unusual use look through.
    # Entries come in the order of their dates: an index of block ranges costs next to nothing to keep.
    _date = models.Index("USING brin (date)")

    @api.depends("kind", "amount", "date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = self.env._(
                "%(kind)s %(amount)s, %(date)s",
                kind=kinds.get(entry.kind, ""),
                amount=formatLang(self.env, entry.amount),
                date=format_datetime(self.env, entry.date, dt_format="short"),
            )

    @api.model
    def _post(self, vals_list, is_ready=False):
        """Post movements on membership cards. The only way into the ledger, and the only writer of their balance.

        Each key is posted once. The cards are locked in id order for the rest of the transaction; whoever holds one
        makes the others wait, and the server repeats a transaction that read a balance too early. What is due on the
        cards, available or expired since, is posted first.

        :param vals_list: dicts of key, card_id, kind, amount and other fields; amounts are rounded here. A debit with
            ``reverses_id`` uses that credit up first; pending entries come with ``date_available``
        :param is_ready: the caller has locked these cards, and posted what was due on them
        :return: the entries that are new, in the order given
        """
        if not vals_list:
            return self.browse()
        cards = self.env["loyalty.card"].browse({vals["card_id"] for vals in vals_list})
        self._check_values(vals_list, cards)
        if not is_ready:
            cards._lock_for_posting()
            self._release_due(cards)
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
            if vals.get("state") != "pending":
                balances[card.id] += amount
            entry = self.create(
                {
                    "bucket": card.program_id._member_bucket_names()[0],
                    **vals,
                    "program_id": card.program_id.id,
                    "partner_id": card.partner_id.id,
                    "company_id": vals.get("company_id") or card.company_id.id,
                    "amount": amount,
                    "balance": balances[card.id],
                    "left": amount,
                }
            )
            # What is open in a bucket is all on one side, only credits or only debts; points have one bucket.
            if entry.bucket != "points" or before * amount < 0 or entry.reverses_id:
                entry._settle()
            entries |= entry
        for card in entries.card_id:
            card._set_balance(balances[card.id])
        today = self.env.company._member_today()
        if any(entry.date_expiration and entry.date_expiration < today for entry in entries):
            # What comes back may have expired meanwhile.
            self._release_due(cards)
        return entries

    def _settle(self):
        """Pay this entry with what is open on the other side of its bucket: a debit with the credit that it reverses,
        then those that expire soonest; a credit with the oldest debts."""
        self.ensure_one()
        open_entries = self._open_on_other_side()
        if not open_entries:
            return
        own = open_entries & self.reverses_id
        amount = abs(round_points(self.left))
        taken = allocate(amount, own._as_credits())
        taken += allocate(amount - sum(part for _other, part in taken), (open_entries - own)._as_credits())
        is_debit = self.amount < 0
        self.env["member.ledger.allocation"].create(
            [
                {
                    "credit_id": other if is_debit else self.id,
                    "debit_id": self.id if is_debit else other,
                    "amount": part,
                }
                for other, part in taken
            ]
        )
        sign = -1 if is_debit else 1
        for other, part in taken:
            self.browse(other)._move_left(sign * part)
        self._move_left(-sign * sum(part for _other, part in taken))

    def _open_on_other_side(self):
        """Entries of the same card and bucket with something open. What is on the way pays its own claw-back only."""
        domain = [
            ("card_id", "=", self.card_id.id),
            ("bucket", "=", self.bucket),
            ("left", ">" if self.amount < 0 else "<", 0),
            ("id", "!=", self.id),
            ("state", "=", self.state),
        ]
        if self.state == "pending":
            reversed_id = self.reverses_id.id
            domain += ["|", ("id", "=", reversed_id), ("moved_from_id", "=", reversed_id)]
        return self.search(domain, order="id")

    def _as_credits(self):
        """:return: list of :class:`engine.allocation.Credit`; debts come as positive amounts"""
        return [Credit(entry.id, abs(round_points(entry.left)), entry.date_expiration or None) for entry in self]

    def _move_left(self, amount):
        self.ensure_one()
        self._amend({"left": round_points(self.left) + amount})

    def _prolong(self, day):
        """Move on the last good day of lots, whose member was active."""
        self._amend({"date_expiration": day})

    def _reversed(self):
        """:return: values of the entry that takes this credit back, on the way if it still is"""
        waits = {"state": "pending", "date_available": self.date_available} if self.state == "pending" else {}
        return {"reverses_id": self.id, **waits}

    def _undo(self, before, now):
        """Which lots of this debit come back: those that were used last, what no credit had paid first of all.

        :param before: what came back earlier, Decimal
        :param now: what comes back now, Decimal
        :return: list of ((last good day or None, id of the top-up that it came from or False), amount)
        """
        self.ensure_one()
        used = self.env["member.ledger.allocation"].search([("debit_id", "=", self.id)], order="id")
        parts = [
            ((row.credit_id.date_expiration or None, row.credit_id.topup_id.id), round_points(row.amount))
            for row in used
        ]
        owed = -round_points(self.amount) - sum(amount for _lot, amount in parts)
        back = {}
        for lot, amount in last_used_first([*parts, ((None, False), owed)], before, now):
            back[lot] = back.get(lot, 0) + amount
        return list(back.items())

    def _summary(self):
        """What these entries of one order and card mean to the member, as the receipt shows it."""
        totals = dict.fromkeys(("earned", "pending", "spent", "returned", "topped_up", "bonus"), 0)
        names = {
            "earn": "earned",
            "clawback": "earned",
            "redeem": "spent",
            "restore": "returned",
            "top_up": "topped_up",
        }
        for entry in self:
            name = names.get(entry.kind, "bonus" if entry.kind in ("bonus", "void") else None)
            if name:
                totals[name] += -entry.amount if name == "spent" else entry.amount
            if entry.state == "pending":
                totals["pending"] += entry.amount
        return {**totals, "balance": self.sorted("id")[-1:].balance}

    @api.model
    def _check_balances(self):
        """Cards whose balance isn't the sum of their entries, or of what is open on them, or with an entry whose rest
        isn't what its allocations leave.

        One pass of SQL: it runs over the whole ledger, nightly and on demand.

        :return: list of dicts with card_id, balance, entries, open, and wrong (number of entries with a wrong rest)
        """
        self.flush_model(["card_id", "amount", "left", "state"])
        self.env["member.ledger.allocation"].flush_model(["credit_id", "debit_id", "amount"])
        self.env["loyalty.card"].flush_model(["program_id", "points"])
        self.env["loyalty.program"].flush_model(["member_program"])
        return self.env.execute_query_dict(
            SQL(
                """
                WITH used AS (
                    SELECT id, SUM(amount) AS amount
                      FROM (SELECT credit_id AS id, -amount AS amount FROM member_ledger_allocation
                         UNION ALL SELECT debit_id, amount FROM member_ledger_allocation) part
                  GROUP BY id
                ), e AS (
                    SELECT card_id,
                           COALESCE(SUM(entry.amount) FILTER (WHERE state = 'posted'), 0) AS total,
                           COALESCE(SUM("left") FILTER (WHERE state = 'posted'), 0) AS open,
                           COUNT(*) FILTER (WHERE "left" != entry.amount + COALESCE(used.amount, 0)) AS wrong
                      FROM member_ledger_entry entry LEFT JOIN used ON used.id = entry.id
                  GROUP BY card_id
                )
                SELECT c.id AS card_id, c.points AS balance, COALESCE(e.total, 0) AS entries,
                       COALESCE(e.open, 0) AS open, COALESCE(e.wrong, 0) AS wrong
                  FROM loyalty_card c
                  JOIN loyalty_program p ON p.id = c.program_id AND p.member_program
             LEFT JOIN e ON e.card_id = c.id
                 WHERE ROUND(COALESCE(c.points, 0)::numeric, 2) != COALESCE(e.total, 0)
                    OR COALESCE(e.total, 0) != COALESCE(e.open, 0)
                    OR e.wrong > 0
                """
            )
        )

    # ── What receipts say of the ledger ────────────────────────────────────────────────────────────────────────

    def _buckets_then(self):
        """What was in each bucket of a wallet after these entries of one card: a receipt printed again says the same.

        :return: dict of 'principal', 'bonus' and 'pending' to floats; empty for points
        """
        if self.card_id.program_type != "ewallet":
            return {}
        amounts = self._read_group(
            [("card_id", "=", self.card_id.id), ("id", "<=", max(self.ids))], ["bucket", "state"], ["amount:sum"]
        )
        buckets = dict.fromkeys(("principal", "bonus", "pending"), 0)
        for bucket, state, amount in amounts:
            buckets["pending" if state == "pending" else bucket] += amount
        return buckets
