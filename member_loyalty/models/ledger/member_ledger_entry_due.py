from odoo import api, models
from odoo.tools import SQL

BATCH = 20_000


class MemberLedgerEntry(models.Model):
    """What the calendar does to the ledger: entries on the way become available, lots expire."""

    _inherit = "member.ledger.entry"

    @api.model
    def _release_due(self, cards=None, batch=BATCH):
        """Make available what is due, and expire what is over.

        Set-based SQL, not the ORM: a night may have a million of either, and a sale asks for its own cards.

        :param cards: locked loyalty.card records; by default the next of all cards of the company, locked here
        :param batch: how many at most of either, when no cards are given
        :return: number of cards that had something due
        """
        today = self.env.company._member_today()
        card_ids = self._cards_with_due(today, cards, batch)
        if not card_ids:
            return 0
        if cards is None:
            self.env["loyalty.card"].browse(card_ids)._lock_for_posting()
            # A night's batch is too large for PostgreSQL's default, and would be sorted and hashed on disk.
            self.env.cr.execute("SET LOCAL work_mem = '64MB'")
        self._activate(card_ids, today)
        self._expire(card_ids, today)
        self.invalidate_model()
        self.env["loyalty.card"].browse(card_ids).invalidate_recordset(["points"])
        return len(card_ids)

    def _cards_with_due(self, today, cards=None, batch=BATCH):
        """:return: list of ids, sorted; when no cards are given, at most ``batch`` of either"""
        self.flush_model(["card_id", "company_id", "state", "left", "date_available", "date_expiration"])
        if cards is None:
            # Shared programs go with the first company that asks.
            narrowed = SQL("(company_id = %s OR company_id IS NULL)", self.env.company.id)
        elif cards:
            narrowed = SQL("card_id IN %s", tuple(cards.ids))
        else:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                (SELECT card_id FROM member_ledger_entry
                  WHERE state = 'pending' AND date_available <= %(today)s AND %(narrowed)s LIMIT %(batch)s)
                  UNION
                (SELECT card_id FROM member_ledger_entry
                  WHERE state = 'posted' AND "left" > 0 AND date_expiration < %(today)s AND %(narrowed)s
                  LIMIT %(batch)s)
                """,
                today=today,
                narrowed=narrowed,
                batch=batch,
            )
        )
        return sorted(card_id for (card_id,) in rows)

    def _activate(self, card_ids, today):
        """What was on the way counts from now on, and pays debts first."""
        self.flush_model(["card_id", "state", "amount", "balance", "date_available"])
        self.env["loyalty.card"].flush_model(["points"])
        self.env.cr.execute(
            SQL(
                """
                WITH due AS (
                    SELECT e.id, e.card_id, e.amount,
                           ROUND(c.points::numeric, 2) + SUM(e.amount) OVER (PARTITION BY e.card_id ORDER BY e.id)
                           AS balance
                      FROM member_ledger_entry e JOIN loyalty_card c ON c.id = e.card_id
                     WHERE e.state = 'pending' AND e.date_available <= %(today)s AND e.card_id = ANY(%(cards)s)
                ), moved AS (
                    UPDATE member_ledger_entry e SET state = 'posted', balance = due.balance
                      FROM due WHERE due.id = e.id
                )
                UPDATE loyalty_card c SET points = ROUND(c.points::numeric, 2) + total.amount
                  FROM (SELECT card_id, SUM(amount) AS amount FROM due GROUP BY card_id) total
                 WHERE total.card_id = c.id
                """,
                today=today,
                cards=card_ids,
            )
        )
        self.invalidate_model()
        for debt in self.browse(self._debts_beside_credits(card_ids)):
            debt._settle()

    def _debts_beside_credits(self, card_ids):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT d.id FROM member_ledger_entry d
                 WHERE d.card_id = ANY(%(cards)s) AND d."left" < 0 AND d.state = 'posted'
                   AND EXISTS (SELECT FROM member_ledger_entry c
                                WHERE c.card_id = d.card_id AND c.bucket = d.bucket AND c."left" > 0
                                  AND c.state = 'posted')
              ORDER BY d.id
                """,
                cards=card_ids,
            )
        )
        return [entry_id for (entry_id,) in rows]

    def _expire(self, card_ids, today):
        """One entry for each card and bucket takes what is left of the lots that are over."""
        self.flush_model(
            ["card_id", "program_id", "partner_id", "company_id", "bucket", "state", "left", "date_expiration"]
        )
        self.env["loyalty.card"].flush_model(["points"])
        # Lots are found twice by this, not joined by id: that would hash the whole ledger for each batch.
        is_over = SQL(
            """e.state = 'posted' AND e."left" > 0 AND e.date_expiration < %s AND e.card_id = ANY(%s)""",
            today,
            card_ids,
        )
        self.env.cr.execute(
            SQL(
                """
                WITH lot AS MATERIALIZED (
                    SELECT e.id, e.card_id, e.bucket, e."left" AS amount, e.program_id, e.partner_id, e.company_id
                      FROM member_ledger_entry e WHERE %(is_over)s
                ), total AS (
                    SELECT card_id, bucket, SUM(amount) AS amount, MAX(id) AS last, program_id, partner_id, company_id
                      FROM lot GROUP BY card_id, bucket, program_id, partner_id, company_id
                ), expired AS (
                    INSERT INTO member_ledger_entry (key, card_id, program_id, partner_id, company_id, kind, bucket,
                                                     amount, balance, "left", state, date, user_id)
                    SELECT 'expire:' || t.last || ':' || t.card_id, t.card_id, t.program_id, t.partner_id, t.company_id,
                           'expire', t.bucket, -t.amount,
                           ROUND(c.points::numeric, 2)
                           - SUM(t.amount) OVER (PARTITION BY t.card_id ORDER BY t.bucket, t.last),
                           0, 'posted', NOW() AT TIME ZONE 'UTC', %(user)s
                      FROM total t JOIN loyalty_card c ON c.id = t.card_id
                 RETURNING id, card_id, bucket, partner_id, company_id, amount
                ), allocated AS (
                    INSERT INTO member_ledger_allocation (credit_id, debit_id, amount)
                    SELECT lot.id, expired.id, lot.amount
                      FROM lot JOIN expired ON (expired.card_id, expired.bucket) = (lot.card_id, lot.bucket)
                       AND expired.partner_id IS NOT DISTINCT FROM lot.partner_id
                       AND expired.company_id IS NOT DISTINCT FROM lot.company_id
                ), used AS (
                    UPDATE member_ledger_entry e SET "left" = 0 WHERE %(is_over)s
                )
                UPDATE loyalty_card c SET points = ROUND(c.points::numeric, 2) + gone.amount
                  FROM (SELECT card_id, SUM(amount) AS amount FROM expired GROUP BY card_id) gone
                 WHERE gone.card_id = c.id
                """,
                is_over=is_over,
                user=self.env.uid,
            )
        )

    @api.model
    def _night_release(self, job):
        """The next cards. A sale may move one of them meanwhile and make what is due on it: the piece is read anew."""
        count = self._release_due(batch=job._piece(2000))
        job.done += count
        return not count

    @api.model
    def _move_expiry(self, change):
        """Give lots the last days of a ``member.expiry.change``, which stays as the record of it.

        Past our own ``write``, which nobody passes; set-based SQL for a million lots. What was used up or moved since
        the calculation stays as it is.
        """
        self.flush_model(["left", "date_expiration"])
        self.env["member.expiry.change.line"].flush_model(["change_id", "entry_id", "old_date", "new_date"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE member_ledger_entry lot SET date_expiration = line.new_date
                  FROM member_expiry_change_line line
                 WHERE line.change_id = %s AND line.entry_id = lot.id AND lot."left" > 0
                   AND lot.date_expiration IS NOT DISTINCT FROM line.old_date
                """,
                change.id,
            )
        )
        self.invalidate_model(["date_expiration"])
