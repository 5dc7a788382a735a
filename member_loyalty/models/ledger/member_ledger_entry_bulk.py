import json

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import SEES_LEDGER
from ...engine.rounding import round_points


class MemberLedgerEntry(models.Model):
    """The way into the ledger for many credits at once, as a file of opening balances brings them."""

    _inherit = "member.ledger.entry"

    # Which file an opening balance came from.
    import_id = fields.Many2one(
        "member.import", "Imported From", readonly=True, index="btree_not_null", ondelete="restrict", groups=SEES_LEDGER
    )

    @api.model
    def _post_credits(self, vals_list):
        """Post credits as ``_post`` does, thousands at a time.

        Set-based SQL, not the ORM: entry by entry, a file of two hundred thousand rows would take half an hour.
        A card that owes something has its credits posted one by one, because they pay the debt.

        :param vals_list: dicts of key, card_id, kind, bucket, amount above 0 and, where there are, date_expiration,
            company_id, reason, user_id; nothing else
        :return: ids of the entries that are new
        """
        cards = self.env["loyalty.card"].browse({vals["card_id"] for vals in vals_list})
        self._check_values(vals_list, cards)
        cards._lock_for_posting()
        self._release_due(cards)
        owing = set(self.search([("card_id", "in", cards.ids), ("left", "<", 0)]).card_id.ids)
        one_by_one = self._post([vals for vals in vals_list if vals["card_id"] in owing])
        rows = [
            {**vals, "amount": str(round_points(vals["amount"]))} for vals in vals_list if vals["card_id"] not in owing
        ]
        self.flush_model(["key"])
        self.env["loyalty.card"].flush_model(["program_id", "partner_id", "company_id", "points"])
        posted = self.env.execute_query(
            SQL(
                """
                WITH row AS (
                    SELECT row.*, c.program_id, c.partner_id, c.company_id AS card_company_id, c.points
                      FROM json_to_recordset(%(rows)s) AS row(
                           place int, key text, card_id int, kind text, bucket text, amount numeric,
                           date_expiration date, company_id int, reason text, user_id int)
                      JOIN loyalty_card c ON c.id = row.card_id
                     WHERE row.amount > 0 AND NOT EXISTS (SELECT FROM member_ledger_entry e WHERE e.key = row.key)
                ), entry AS (
                    INSERT INTO member_ledger_entry (key, card_id, program_id, partner_id, company_id, kind, bucket,
                                                     amount, balance, "left", state, date, date_expiration, reason,
                                                     user_id)
                    SELECT key, card_id, program_id, partner_id, COALESCE(company_id, card_company_id), kind, bucket,
                           amount,
                           ROUND(COALESCE(points, 0)::numeric, 2)
                           + SUM(amount) OVER (PARTITION BY card_id ORDER BY place),
                           amount, 'posted', NOW() AT TIME ZONE 'UTC', date_expiration, reason,
                           COALESCE(user_id, %(user)s)
                      FROM row ORDER BY place
                 RETURNING id, card_id, amount
                ), moved AS (
                    UPDATE loyalty_card c SET points = ROUND(COALESCE(c.points, 0)::numeric, 2) + total.amount
                      FROM (SELECT card_id, SUM(amount) AS amount FROM entry GROUP BY card_id) total
                     WHERE total.card_id = c.id
                )
                SELECT id FROM entry
                """,
                rows=json.dumps([{**row, "place": place} for place, row in enumerate(rows)], default=str),
                user=self.env.uid,
            )
        )
        self.env.invalidate_all()
        return one_by_one.ids + [entry_id for (entry_id,) in posted]

    def _set_import(self, record):
        # Not the ORM: the ledger refuses to be written, and this says only where the entries came from.
        if self:
            self.flush_model(["import_id"])
            self.env.cr.execute(
                SQL("UPDATE member_ledger_entry SET import_id = %s WHERE id = ANY(%s)", record.id, list(self.ids))
            )
            self.invalidate_recordset(["import_id"])
