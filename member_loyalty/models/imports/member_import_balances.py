import json
from datetime import date

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ...const import LEDGER_TYPES
from ...engine.imports.history import Problem


class MemberImportBalances(models.AbstractModel):
    """Opening balances: one row per lot of a member, found and checked by ``member.import.balance.search``."""

    _name = "member.import.balances"
    _description = "Opening Balances Import"
    _inherit = ["member.import.kind"]

    FIRST = 500

    _reads = {
        "loyalty.card": ["program_id", "partner_id", "code", "active"],
        "member.ledger.entry": ["key", "card_id", "kind", "bucket", "amount", "import_id"],
    }

    _staged_columns = ("reference", "net", "details")

    def _missing_targets(self, chosen, targets):
        missing = super()._missing_targets(chosen, targets)
        return missing if {"amount", "paid", "bonus"}.intersection(chosen) else [*missing, "amount"]

    def _questions(self, record, rows):
        programs = self.env["loyalty.program"].search(
            [
                ("program_type", "in", LEDGER_TYPES),
                ("member_program", "=", True),
                ("company_id", "in", [record.company_id.id, False]),
            ]
        )
        said = record.program_id or record.wallet_id or record._maps("program") or record._maps("bucket")
        if record._maps("amount") and not said and len(programs) > 1:
            yield self.env._(
                "Of which program are these balances? Choose it under “Points Program” or “Wallet”. The programs are: %(names)s.",
                names=format_list(self.env, programs.mapped("name"), "unit"),
            )

    def _complete(self, record, values):
        if all(values.get(name) is None for name in ("amount", "paid", "bonus")):
            return [Problem("amount", "", "missing")]
        return []

    def _staged(self, values):
        """Balances side by side are staged one below the other."""
        details = {name: values[name] for name in ("program", "bucket", "expiry", "reason") if values.get(name)}
        named = {"amount": details, "paid": {**details, "bucket": "principal"}, "bonus": {**details, "bucket": "bonus"}}
        return [
            (values["member"], values[name], json.dumps(shown, default=str))
            for name, shown in named.items()
            if values.get(name) is not None
        ]

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
                           AND e.kind = 'opening' AND e.bucket = r.details->>'bucket' AND STARTS_WITH(e.key, 'opening:')
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
        return self.env._("%(count)s rows have a balance of 0 and don't need an entry.", count=nothing)

    def _control(self, record):
        [(rows, points, principal, bonus, first, last)] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*), SUM(net) FILTER (WHERE details->>'bucket' = 'points'),
                          SUM(net) FILTER (WHERE details->>'bucket' = 'principal'),
                          SUM(net) FILTER (WHERE details->>'bucket' = 'bonus'),
                          MIN(details->>'expiry'), MAX(details->>'expiry') FROM (%s) r""",
                self._good_rows(record),
            )
        )
        sums = {"points": points, "principal": principal, "bonus": bonus}
        return {
            "rows": rows,
            **{name: float(value) for name, value in sums.items() if value is not None},
            "first": first,
            "last": last,
        }

    # ── Import ────────────────────────────────────────────────────────────────────────────────────────────────

    def _write(self, record, rows):
        rows = [row for row in rows if not row["known"]]
        if not rows:
            return
        cards = self._cards(rows)
        self._check_still_first(record, rows, cards)
        keys = dict(
            self.env.execute_query(
                SQL(
                    "SELECT r.id, %s FROM member_import_row r WHERE id = ANY(%s)",
                    self._key(),
                    [row["id"] for row in rows],
                )
            )
        )
        # sudo: the manager's import posts what the check showed; the ledger takes entries from nobody directly.
        Entry = self.env["member.ledger.entry"].sudo()
        entry_ids = Entry._post_credits(
            [
                {
                    "key": keys[row["id"]],
                    "card_id": cards[row["partner_id"], row["program_id"]].id,
                    "kind": "opening",
                    "bucket": row["details"]["bucket"],
                    "amount": row["net"],
                    **({"date_expiration": date.fromisoformat(expiry)} if expiry else {}),
                    "company_id": record.company_id.id,
                    "reason": row["details"].get("reason")
                    or self.env._("Opening balance from %(file)s", file=record.display_name),
                    "user_id": record.job_id.user_id.id,
                }
                for row in rows
                for expiry in [row["details"].get("expiry")]
            ]
        )
        Entry.browse(entry_ids)._set_import(record)

    def _cards(self, rows):
        """:return: dict of (partner id, program id) to the member's active card, made where there is none"""
        wanted = sorted({(row["partner_id"], row["program_id"]) for row in rows})
        Card = self.env["loyalty.card"]
        Card.flush_model(["program_id", "partner_id", "active"])
        self.env["loyalty.program"].flush_model(["company_id"])
        # Not the ORM: a shop brings a card for each of its members. The codes are as core makes them.
        self.env.cr.execute(
            SQL(
                """INSERT INTO loyalty_card (program_id, partner_id, company_id, member_program, points, code, active,
                                             create_uid, write_uid, create_date, write_date)
                   SELECT p.id, wanted.partner_id, p.company_id, TRUE, 0,
                          '044' || SUBSTR(GEN_RANDOM_UUID()::text, 8, 11), TRUE,
                          %(user)s, %(user)s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
                     FROM UNNEST(%(partners)s, %(programs)s) AS wanted(partner_id, program_id)
                     JOIN loyalty_program p ON p.id = wanted.program_id
                    WHERE NOT EXISTS (SELECT FROM loyalty_card c WHERE c.partner_id = wanted.partner_id
                                         AND c.program_id = wanted.program_id AND c.active)""",
                user=self.env.uid,
                partners=[partner for partner, _program in wanted],
                programs=[program for _partner, program in wanted],
            )
        )
        found = Card.search(
            [
                ("partner_id", "in", [partner for partner, _program in wanted]),
                ("program_id", "in", list({program for _partner, program in wanted})),
            ]
        )
        return {(card.partner_id.id, card.program_id.id): card for card in found}

    def _check_still_first(self, record, rows, cards):
        """Another file may have been imported since the check: asked again under the lock of the cards."""
        cards = self.env["loyalty.card"].union(*cards.values())
        cards._lock_for_posting()
        others = Domain("kind", "=", "opening") & Domain("import_id", "!=", record.id)
        if record.allow_further or not self.env["member.ledger.entry"].search_count(
            others & Domain("card_id", "in", cards.ids), limit=1
        ):
            return
        numbers = [row["number"] for row in rows]
        self._find_opened(record, [row["partner_id"] for row in rows])
        opened = self.env["member.import.error"].search(
            [("import_id", "=", record.id), ("number", "in", numbers), ("code", "=", "opened")], limit=1
        )
        if opened:
            raise UserError(opened.message)

    # ── Undo ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _undo_domain(self, record):
        return Domain("import_id", "=", record.id) & Domain("key", "=like", "opening:%")

    def _undo_problem(self, record):
        entries = self.env["member.ledger.entry"].search(self._undo_domain(record))
        used = entries.filtered(lambda entry: entry.left != entry.amount)
        return used and self.env._(
            "%(count)s of the imported balances were used or have expired since.", count=len(used)
        )

    def _undo_batch(self, record, size):
        """The entries stay, as everything in the ledger; others take them back. The same file can then be imported again."""
        # sudo: the manager's undo posts what takes the manager's import back.
        Entry = self.env["member.ledger.entry"].sudo()
        entries = Entry.search(self._undo_domain(record), order="id", limit=size)
        entries.card_id._lock_for_posting()
        entries.invalidate_recordset(["left"])
        if any(entry.left != entry.amount for entry in entries):
            raise UserError(self._undo_problem(record))
        Entry._post(
            [
                {
                    "key": f"undo:{entry.id}",
                    "card_id": entry.card_id.id,
                    "kind": "adjust",
                    "bucket": entry.bucket,
                    "amount": -entry.amount,
                    "company_id": entry.company_id.id,
                    "reason": self.env._("Undo of %(file)s", file=record.display_name),
                    "user_id": record.job_id.user_id.id,
                    **entry._reversed(),
                }
                for entry in entries
            ]
        )
        for entry in entries:
            entry._amend({"key": f"undone:{entry.id}:{entry.key}"})
        return len(entries)
