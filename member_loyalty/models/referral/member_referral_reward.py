from odoo import models

from ...engine import referral as engine
from ...engine.rounding import as_decimal, round_points


class MemberReferral(models.Model):
    """What a referral earns, and how it is taken back."""

    _inherit = "member.referral"

    def _cards(self):
        """The points cards of both, made where there are none."""
        cards = self.env["loyalty.card"]
        for referral in self:
            for partner in referral.referrer_id | referral.friend_id:
                if partner._is_member():
                    cards |= cards._member_card(partner, referral.policy_id.program_id)
        return cards

    def _review(self, order=None):
        """Reward those whose friend has bought what the policy asks; take back what no purchase earns any more.

        The cards of both are locked before, see ``pos.order``.

        :param order: the pos.order that is being settled, if it is one
        """
        for referral in self:
            purchase_id = engine.qualifying(
                referral.policy_id._terms(), referral.friend_id.member_since, referral._purchases()
            )
            if referral.state == "waiting" and purchase_id:
                referral._reward(self.env["member.purchase"].browse(purchase_id), order)
            elif referral.state == "rewarded" and not purchase_id:
                referral._undo(order)

    def _purchases(self):
        """:return: triplets of id, day and net amount less what came back, oldest first"""
        purchases = self.env["member.purchase"].search(
            [
                ("partner_id", "=", self.friend_id.id),
                ("company_id", "=", self.company_id.id),
                ("local_date", ">=", self.friend_id.member_since),
                ("refund_of_id", "=", False),
            ],
            order="date, id",
        )
        back = dict(
            self.env["member.purchase"]._read_group(
                [("refund_of_id", "in", purchases.ids)], ["refund_of_id"], ["amount_net:sum"]
            )
        )
        return engine.kept_of(
            (purchase.id, purchase.local_date, as_decimal(purchase.amount_net) + as_decimal(back.get(purchase, 0)))
            for purchase in purchases
        )

    # ── Reward ────────────────────────────────────────────────────────────────────────────────────────────────

    def _reward(self, purchase, order):
        same = self._same_people(self.referrer_id, self.friend_id)
        if same:
            self._refuse(same)
            return
        policy, reason = self.policy_id, self._cap_reason()
        points = {
            self.referrer_id: 0 if reason else policy.referrer_points,
            self.friend_id: policy.friend_points,
        }
        self.env["member.ledger.entry"]._post(
            [
                {
                    **self._source(partner, order),
                    "key": f"referral:{self.id}:{partner.id}",
                    "kind": "bonus",
                    "amount": round_points(amount),
                    **policy.program_id._member_lot_dates(purchase.local_date, self.company_id),
                }
                for partner, amount in points.items()
                if amount
            ]
        )
        self._amend(
            {
                "state": "rewarded",
                "reason": reason,
                "purchase_id": purchase.id,
                "rewarded_on": self.company_id._member_today(),
                "referrer_points": points[self.referrer_id],
                "friend_points": points[self.friend_id],
            }
        )

    def _source(self, partner, order):
        """Where the movement comes from. Only the friend's is the order's: it is their receipt."""
        card = self.env["loyalty.card"]._member_card(partner, self.policy_id.program_id)
        return {
            "card_id": card.id,
            "company_id": self.company_id.id,
            "referral_id": self.id,
            "reason": self.env._("Referred by a member")
            if partner == self.friend_id
            else self.env._("Referred a friend"),
            "config_id": order.config_id.id if order else False,
            "pos_order_id": order.id if order and partner == self.friend_id else False,
            "user_id": order.user_id.id if order else self.env.uid,
        }

    def _cap_reason(self):
        """Why the referrer gets nothing for this friend.

        :return: a value of ``reason``, or False
        """
        if not self.referrer_id._is_member():
            return "left"
        rewarded = self.search(
            [
                ("referrer_id", "=", self.referrer_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "rewarded"),
                ("referrer_points", ">", 0),
            ]
        )
        month = self.company_id._member_today().replace(day=1)
        this_month = rewarded.filtered(lambda one: one.rewarded_on >= month)
        cap = engine.cap_reached(len(this_month), len(rewarded), self.policy_id.month_cap, self.policy_id.total_cap)
        return cap and f"{cap}_cap"

    # ── Taking back ───────────────────────────────────────────────────────────────────────────────────────────

    def _undo(self, order):
        """Take back what was given. Who has spent it owes it, or the shop bears it, by the program's policy."""
        ledger = self.env["member.ledger.entry"]
        given = ledger.search([("referral_id", "=", self.id), ("kind", "=", "bonus")], order="card_id")
        for entry in given:
            card = entry.card_id._member_heir()
            if not card:
                continue
            movement = {
                **self._source(card.partner_id, order),
                "card_id": card.id,
                "key": f"referral:{self.id}:{entry.partner_id.id}:undo",
                "kind": "clawback",
                "amount": -round_points(entry.amount),
                "reverses_id": entry.id,
            }
            if entry.state == "pending":
                movement |= {"state": "pending", "date_available": entry.date_available}
            losses = [
                {**loss, "key": f"{movement['key']}:write_off", "referral_id": self.id}
                for loss in order._member_losses(card, [movement])
            ]
            ledger._post([movement, *losses])
        self._amend({"state": "undone", "reason": "returned"})
