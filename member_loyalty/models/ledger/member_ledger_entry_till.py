from odoo import models


class MemberLedgerEntry(models.Model):
    """What receipts say of the ledger."""

    _inherit = "member.ledger.entry"

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
