import logging
from itertools import groupby

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...engine import booking
from ...engine.rounding import round_points

_logger = logging.getLogger(__name__)
DAYS_AT_ONCE = 31
# An entry that no line of an order books. The same words are in the index below.
_BY_LEDGER = (
    "state = 'posted' AND bucket != 'points' AND "
    "(pos_order_id IS NULL OR kind NOT IN ('top_up', 'redeem', 'restore', 'refund'))"
)


class MemberLedgerEntry(models.Model):
    _inherit = "member.ledger.entry"

    move_id = fields.Many2one(
        "account.move",
        "Journal Entry",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The journal entry of this stored value transaction. Transactions of an order are posted with the order.",
    )

    # Which top-up brought an entry, so that a refund knows what is left of it.
    topup_id = fields.Many2one("member.topup", "Top-up", readonly=True, index="btree_not_null", ondelete="restrict")
    value_refund_id = fields.Many2one(
        "member.value.refund", "Stored Value Refund", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    # Small at all times: what the next night will book.
    _unbooked = models.Index(f"(company_id, date) WHERE move_id IS NULL AND {_BY_LEDGER}")

    @api.model
    def _book_session(self, session):
        """Book what the orders of a closed session moved beside their lines: bonus, losses."""
        # The index of orders finds the few of this session; the nightly run would look at all that is unbooked.
        self._book(
            session.company_id,
            SQL("e.pos_order_id IN (SELECT id FROM pos_order WHERE session_id = %s)", session.id),
        )

    @api.model
    def _night_book(self, job):
        """Book what no session has booked, some days at a time: most nights there is a day or two."""
        company, after = job.company_id, (job.cursor or {}).get("after", "")
        if not company._member_wallets():
            return True
        # Days stay unbooked where there is no chart of accounts.
        days = [day for day in self._unbooked_days(company) if day.isoformat() > after][: job._piece(DAYS_AT_ONCE)]
        if days:
            self._book_days(company, days)
            job.write({"done": job.done + len(days), "cursor": {"after": days[-1].isoformat()}})
        return not days

    def _book_days(self, company, days):
        self._book(company, SQL("%s = ANY(%s)", _day(company), list(days)))

    def _unbooked_days(self, company):
        self._flush_unbooked()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT %s AS day FROM member_ledger_entry e WHERE %s ORDER BY day",
                _day(company),
                _unbooked(company),
            )
        )
        return [day for (day,) in rows]

    def _book(self, company, where):
        """Book unbooked entries of a company: one journal entry a day and group of kinds.

        Set-based SQL: a wallet taken over brings a million entries at once.

        :param SQL where: which entries; ``e`` is the ledger
        """
        if not company._member_has_chart():
            # Not an error: the report shows what waits, and the night after the chart was installed books it.
            _logger.warning("%s has no chart of accounts, so stored value isn't posted", company.name)
            return
        self._flush_unbooked()
        self.flush_model(["amount"])
        self.env["pos.order"].flush_model(["session_id"])
        totals = self.env.execute_query(
            SQL(
                """
                SELECT %(day)s AS day, e.kind, e.bucket,
                       COALESCE(SUM(e.amount) FILTER (WHERE e.amount > 0), 0),
                       COALESCE(-SUM(e.amount) FILTER (WHERE e.amount < 0), 0)
                  FROM member_ledger_entry e WHERE %(unbooked)s AND %(where)s
              GROUP BY 1, e.kind, e.bucket
                """,
                day=_day(company),
                unbooked=_unbooked(company),
                where=where,
            )
        )
        rows = sorted((day, booking.group_of(kind), kind, *rest) for day, kind, *rest in totals)
        booked = []
        for (day, group), part in groupby(rows, key=lambda row: row[:2]):
            items = [item for _day, _group, *total in part for item in booking.items(*total)]
            move = self._book_items(company, company._member_books_journal(), day, items)
            booked += [SQL("(%s::date, %s, %s)", day, kind, move.id) for kind in booking.GROUPS[group]]
        if booked:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE member_ledger_entry e SET move_id = booked.move
                      FROM (VALUES %(booked)s) booked (on_day, of_kind, move)
                     WHERE %(unbooked)s AND %(where)s AND %(day)s = booked.on_day AND e.kind = booked.of_kind
                    """,
                    booked=SQL(", ").join(booked),
                    unbooked=_unbooked(company),
                    where=where,
                    day=_day(company),
                )
            )
        self.invalidate_model(["move_id"])

    def _flush_unbooked(self):
        self.flush_model(["company_id", "move_id", "state", "bucket", "pos_order_id", "kind", "date", "date_available"])

    def _book_items(self, company, journal, day, items, accounts=None):
        """Post a journal entry.

        :param items: list of :class:`engine.booking.Item`
        :param accounts: dict of role to account, for roles that the company doesn't know
        """
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        buckets = dict(self._fields["bucket"]._description_selection(self.env))
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "journal_id": journal.id,
                    "date": day,
                    "ref": self.env._("Stored value of members"),
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": (
                                    (accounts or {}).get(item.account) or company._member_account(item.account)
                                ).id,
                                "name": f"{kinds[item.kind]}: {buckets[item.bucket]}",
                                "balance": float(item.balance),
                            }
                        )
                        for item in items
                    ],
                }
            )
        )
        move._post()
        return move

    @api.model
    def _book_receipt(self, entries, journal):
        """Book money that the office took in for top-ups, or paid out for refunds.

        Bonus that came with it is booked by the night, as everywhere.

        :param entries: the ledger's entries; those of other kinds are left to the night
        :param journal: the bank or cash journal that the money went through
        :return: the journal entry
        """
        paid = entries.filtered(lambda entry: entry.kind in ("top_up", "refund") and not entry.move_id)
        if not paid:
            return self.env["account.move"]
        company = paid.company_id.ensure_one()
        company._check_member_chart("member_liability_account_id")
        amount = booking.Decimal(str(round(sum(paid.mapped("amount")), 2)))
        methods = journal.inbound_payment_method_line_ids if amount > 0 else journal.outbound_payment_method_line_ids
        account = methods.payment_account_id[:1] or journal.default_account_id
        if not account:
            raise UserError(
                self.env._("Journal %(journal)s has no default account. Set one first.", journal=journal.name)
            )
        first = paid[:1]
        items = [
            booking.Item("liability", first.kind, first.bucket, -amount),
            booking.Item("money", first.kind, first.bucket, amount),
        ]
        day = company._member_today()
        move = self._book_items(company, journal, day, items, {"money": account})
        self.env.cr.execute(SQL("UPDATE member_ledger_entry SET move_id = %s WHERE id IN %s", move.id, tuple(paid.ids)))
        self.invalidate_model(["move_id"])
        return move

    def _member_day(self, company):
        """The company's own day from which this entry counts; the same as :func:`effective_day` in SQL."""
        self.ensure_one()
        day = company._member_day(self.date)
        return max(day, self.date_available or day)

    def _pay_out(self, back):
        """Empty these lots of one bucket: so much is paid back to the member, the rest lapses.

        :param back: Decimal, at most what is left of them
        :return: list of values for :meth:`_post`, without keys
        """
        movements = []
        for lot in self:
            left = round_points(lot.left)
            paid = min(back, left)
            back -= paid
            movements += lot._reversing("refund", paid) + lot._reversing("void", left - paid)
        return movements

    def _reversing(self, kind, amount):
        """A debit that uses this lot up, on the way if the lot is; none for an amount of 0."""
        self.ensure_one()
        if not amount:
            return []
        values = {
            "card_id": self.card_id.id,
            "kind": kind,
            "bucket": self.bucket,
            "amount": -amount,
            "reverses_id": self.id,
        }
        if self.state == "pending":
            values |= {"state": "pending", "date_available": self.date_available}
        return [values]


def effective_day(zone):
    """The company's own day from which an entry of the ledger ``e`` counts; what was on the way, from when it became
    available.

    :param SQL zone: time zone of the company
    """
    # GREATEST passes over an empty day.
    return SQL("GREATEST((e.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date, e.date_available)", zone)


def _day(company):
    return effective_day(SQL("%s", company._member_tz()))


def _unbooked(company):
    return SQL("e.company_id = %s AND e.move_id IS NULL AND " + _BY_LEDGER, company.id)
