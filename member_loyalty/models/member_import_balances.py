import json
from datetime import date

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class MemberImportBalances(models.AbstractModel):
    """Opening balances: one row per lot of a member, found and checked by ``member.import.balance.search``."""

    _name = "member.import.balances"
    _description = "Import of Opening Balances"
    _inherit = ["member.import.kind"]

    BATCH = 2000

    _staged_columns = ("reference", "net", "details")

    def _staged(self, values):
        details = {name: values[name] for name in ("program", "bucket", "expiry", "reason") if values.get(name)}
        return values["member"], values["amount"], json.dumps(details, default=str)

    def _checks(self, record):
        search = self.env["member.import.balance.search"]
        return [
            lambda: search._find_members_by_code(record),
            lambda: search._find_members_by_phone(record),
            lambda: search._tell_unknown_members(record),
            lambda: search._find_buckets(record),
            lambda: search._find_programs(record),
            lambda: search._check_buckets(record),
            lambda: self._find_wrong_amounts(record),
            lambda: self._find_past_expiry(record),
            lambda: self._find_archived_cards(record),
            lambda: self._find_lots_twice(record),
            lambda: self._find_opened(record),
        ]

    def _key(self):
        """:return: SQL of the key of a staged row ``r``: the same row is posted once, whatever file it stands in"""
        return SQL(
            """CONCAT_WS(':', 'opening', r.program_id, r.partner_id, r.details->>'bucket',
                         COALESCE(r.details->>'expiry', '-'), TRIM_SCALE(ROUND(r.net, 2)))"""
        )

    def _is_known(self, record):
        return SQL(
            "(ROUND(r.net, 2) = 0 OR EXISTS (SELECT FROM member_ledger_entry e WHERE e.key = %s))",
            self._key(),
        )

    # ── Check ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _find_wrong_amounts(self, record):
        self._add_problems(
            SQL(
                """SELECT import_id, number, reference, 'amount', TRIM_SCALE(net)::text, NULL, 'negative'
                     FROM (%s) r WHERE net < 0""",
                self._good_rows(record),
            )
        )

    def _find_past_expiry(self, record):
        self._add_problems(
            SQL(
                """SELECT import_id, number, reference, 'expiry', details->>'expiry', NULL, 'past'
                     FROM (%s) r WHERE (details->>'expiry')::date < %s""",
                self._good_rows(record),
                record.company_id._member_today(),
            )
        )

    def _find_archived_cards(self, record):
        self._add_problems(
            SQL(
                """SELECT r.import_id, r.number, r.reference, 'member', r.reference, c.code, 'archived_card'
                     FROM (%s) r
                     JOIN LATERAL (SELECT MIN(code) AS code, BOOL_OR(active) AS active FROM loyalty_card
                                    WHERE partner_id = r.partner_id AND program_id = r.program_id) c ON NOT c.active""",
                self._good_rows(record),
            )
        )

    def _find_lots_twice(self, record):
        """A member may have several lots, each with its last day; two with the same one are one row too many."""
        self._add_problems(
            SQL(
                """SELECT import_id, number, reference, 'member', reference, first::text, 'twice'
                     FROM (SELECT r.*, MIN(number) OVER (PARTITION BY partner_id, program_id, details->>'bucket',
                                                                      details->>'expiry') AS first
                             FROM (%s) r) r
                    WHERE number > first""",
                self._good_rows(record),
            )
        )

    def _find_opened(self, record, partner_ids=None):
        """Rows of members who have an opening balance from elsewhere.

        :param partner_ids: members to look at, all by default
        """
        if record.allow_further:
            return
        rows = self._good_rows(record)
        if partner_ids:
            rows = SQL("SELECT * FROM (%s) r WHERE partner_id = ANY(%s)", rows, partner_ids)
        self._add_problems(
            SQL(
                """WITH own AS MATERIALIZED (SELECT r.*, %(key)s AS key FROM (%(rows)s) r)
                 SELECT r.import_id, r.number, r.reference, 'member', r.reference, TRIM_SCALE(o.amount)::text, 'opened'
                   FROM own r
                   JOIN LATERAL (
                        SELECT SUM(e.amount) AS amount
                          FROM loyalty_card c JOIN member_ledger_entry e ON e.card_id = c.id
                         WHERE c.partner_id = r.partner_id AND c.program_id = r.program_id
                           AND e.kind = 'opening' AND e.bucket = r.details->>'bucket'
                           AND e.import_id IS DISTINCT FROM %(record)s
                           AND NOT EXISTS (SELECT FROM own WHERE own.key = e.key)) o ON o.amount IS NOT NULL
                  WHERE ROUND(r.net, 2) != 0
                    AND NOT EXISTS (SELECT FROM member_ledger_entry e WHERE e.key = r.key)""",
                key=self._key(),
                rows=rows,
                record=record.id,
            )
        )

    def _remarks(self, record):
        [[nothing]] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM (%s) r WHERE ROUND(net, 2) = 0", self._good_rows(record))
        )
        if not nothing:
            return False
        return self.env._("%(count)s rows have a balance of 0 and need no entry.", count=nothing)

    # ── Import ────────────────────────────────────────────────────────────────────────────────────────────────

    def _write(self, record, rows):
        rows = [row for row in rows if not row["known"]]
        if not rows:
            return
        cards = self._cards(rows)
        self._check_still_first(record, rows, cards)
        # sudo: the manager's import posts what the check showed; the ledger takes entries from nobody directly.
        Entry = self.env["member.ledger.entry"].sudo()
        keys = dict(
            self.env.execute_query(
                SQL("SELECT r.id, %s FROM member_import_row r WHERE id = ANY(%s)", self._key(), [row["id"] for row in rows])
            )
        )
        entries = Entry._post(
            [
                {
                    "key": keys[row["id"]],
                    "card_id": cards[row["partner_id"], row["program_id"]].id,
                    "kind": "opening",
                    "bucket": row["details"]["bucket"],
                    "amount": row["net"],
                    "date_expiration": date.fromisoformat(row["details"]["expiry"])
                    if row["details"].get("expiry")
                    else False,
                    "company_id": record.company_id.id,
                    "reason": row["details"].get("reason")
                    or self.env._("Opening balance from %(file)s", file=record.display_name),
                    "user_id": record.job_id.user_id.id,
                }
                for row in rows
            ]
        )
        entries._set_import(record)

    def _cards(self, rows):
        """:return: dict of (partner id, program id) to the member's active card, made where there is none"""
        Card = self.env["loyalty.card"].with_context(action_no_send_mail=True)
        wanted = {(row["partner_id"], row["program_id"]) for row in rows}
        found = Card.search(
            [
                ("partner_id", "in", [partner for partner, _program in wanted]),
                ("program_id", "in", [program for _partner, program in wanted]),
            ]
        )
        cards = {(card.partner_id.id, card.program_id.id): card for card in found}
        missing = sorted(wanted - cards.keys())
        made = Card.create([{"partner_id": partner, "program_id": program} for partner, program in missing])
        return cards | dict(zip(missing, made, strict=True))

    def _check_still_first(self, record, rows, cards):
        """Another file may have been imported since the check: asked again under the lock of the cards."""
        if record.allow_further:
            return
        self.env["loyalty.card"].union(*cards.values())._lock_for_posting()
        numbers = [row["number"] for row in rows]
        self._find_opened(record, [row["partner_id"] for row in rows])
        opened = self.env["member.import.error"].search(
            [("import_id", "=", record.id), ("number", "in", numbers), ("code", "=", "opened")], limit=1
        )
        if opened:
            raise UserError(opened.message)
