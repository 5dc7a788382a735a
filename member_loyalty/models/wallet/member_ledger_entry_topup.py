from odoo import fields, models

from ...engine.rounding import round_points


class MemberLedgerEntry(models.Model):
    """Which top-up brought an entry, so that a refund knows what is left of it."""

    _inherit = "member.ledger.entry"

    topup_id = fields.Many2one("member.topup", "Top-up", readonly=True, index="btree_not_null", ondelete="restrict")
    value_refund_id = fields.Many2one(
        "member.value.refund", "Refund of Stored Value", readonly=True, index="btree_not_null", ondelete="restrict"
    )

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
