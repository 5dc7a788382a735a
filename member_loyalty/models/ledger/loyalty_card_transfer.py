from odoo import models
from odoo.exceptions import UserError

from ...engine.rounding import round_points


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _member_transfer(self, target, amount, bucket, key, **values):
        """Move an amount to another card, lot by lot: what arrives expires when it would have here.

        :param target: card of the same program, and so of the same currency
        :param amount: positive, no more than this card has in the bucket
        :param key: prefix of the entries' unique keys
        :param values: further values of the entries: reason, user_id
        :return: the entries
        """
        self.ensure_one()
        Entry = self.env["member.ledger.entry"]
        if target.program_id != self.program_id:
            raise UserError(
                self.env._(
                    "%(first)s and %(second)s belong to different programs, so nothing can be "
                    "transferred between them.",
                    first=self.display_name,
                    second=target.display_name,
                )
            )
        (self | target)._lock_for_posting()
        common = {**values, "kind": "transfer", "bucket": bucket}
        debit = Entry._post([{**common, "key": f"{key}:out", "card_id": self.id, "amount": -amount}])
        if not debit:
            return debit
        paid = self.env["member.ledger.allocation"].search([("debit_id", "=", debit.id)])
        if round_points(sum(paid.mapped("amount"))) != round_points(amount):
            raise UserError(
                self.env._(
                    "%(card)s has only %(there)s to transfer, which is less than %(amount)s.",
                    card=self.display_name,
                    there=sum(paid.mapped("amount")),
                    amount=amount,
                )
            )
        credits = Entry._post(
            [
                {
                    **common,
                    "key": f"{key}:in:{part.credit_id.id}",
                    "card_id": target.id,
                    "amount": part.amount,
                    "date_expiration": part.credit_id.date_expiration,
                    "topup_id": part.credit_id.topup_id.id,
                }
                for part in paid
            ]
        )
        return debit | credits

    def _member_merge(self, partner, reason):
        """Move all that is on these cards of one program to one of them, which becomes the partner's.

        The partner's own card stays, else the oldest; the others are archived, empty.
        """
        kept = self.filtered(lambda card: card.partner_id == partner)[:1] or self.sorted("id")[:1]
        others = self - kept
        self._lock_for_posting()
        self.env["member.ledger.entry"]._release_due(self)
        for card in others.sorted("id"):
            card._member_empty_into(kept, reason)
        others.write({"active": False})
        # The index of one active card per member has to see them gone before the kept one changes hands.
        others.flush_recordset(["active"])
        kept.write({"partner_id": partner.id})

    def _member_empty_into(self, target, reason):
        Entry = self.env["member.ledger.entry"]
        # A card may be used and merged again: the last entry tells the occasions apart.
        key = f"merge:{self.id}:{Entry.search([('card_id', '=', self.id)], limit=1).id}"
        for bucket, amount in self._member_buckets()[self].items():
            if bucket == "pending":
                continue
            if amount > 0:
                self._member_transfer(target, amount, bucket, f"{key}:{bucket}", reason=reason)
            elif amount < 0:
                target._member_take_debt(self, -amount, bucket, f"{key}:{bucket}", reason)
        pending = Entry.search([("card_id", "=", self.id), ("state", "=", "pending"), ("left", "!=", 0)], order="id")
        for lot in pending:
            common = {
                "kind": "transfer",
                "bucket": lot.bucket,
                "state": "pending",
                "date_available": lot.date_available,
                "reason": reason,
            }
            Entry._post(
                [
                    {
                        **common,
                        "key": f"{key}:pending:{lot.id}:out",
                        "card_id": self.id,
                        "amount": -lot.left,
                        "reverses_id": lot.id,
                    },
                    {
                        **common,
                        "key": f"{key}:pending:{lot.id}:in",
                        "card_id": target.id,
                        "amount": lot.left,
                        "date_expiration": lot.date_expiration,
                        "moved_from_id": (lot.moved_from_id or lot).id,
                    },
                ]
            )

    def _member_take_debt(self, debtor, amount, bucket, key, reason):
        """Owe here what is owed on the other card."""
        common = {"kind": "transfer", "bucket": bucket, "reason": reason}
        self.env["member.ledger.entry"]._post(
            [
                {**common, "key": f"{key}:out", "card_id": self.id, "amount": -amount},
                {**common, "key": f"{key}:in", "card_id": debtor.id, "amount": amount},
            ]
        )
