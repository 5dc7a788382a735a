from decimal import Decimal

from odoo import models
from odoo.fields import Domain

from ...engine import clawback, consumption, earning, redemption
from ...engine.rounding import round_points


class PosOrder(models.Model):
    """What one order moves on one membership card."""

    _inherit = "pos.order"

    def _member_movements(self, card, is_in_force):
        """What this order gives back, takes back, spends and brings, in that order, as far as it isn't posted yet.

        :param is_in_force: whether the card can be spent from and earned on, or only gets its returns
        :return: list of values for ``member.ledger.entry._post``
        """
        movements = self._member_given_back(card) + self._member_paid_back(card) + self._member_taken_back(card)
        movements += self._member_sale_undone(card)
        if is_in_force:
            movements += self._member_spent(card)
            if card.program_type == "ewallet":
                movements += self._member_topped_up(card)
            else:
                movements += self._member_taken_back_without_order(card) + self._member_earned(card)
        common = {
            "card_id": card.id,
            "company_id": self.company_id.id,
            "config_id": self.config_id.id,
            "pos_order_id": self.id,
            "user_id": self.user_id.id,
        }
        posted = set(self.member_entry_ids.mapped("key"))
        return [
            {**common, **movement} for movement in movements if movement["amount"] and movement["key"] not in posted
        ]

    def _member_key(self, card, *parts):
        """Unique key of what this order moves in the card's program: members are merged, and get other cards."""
        return ":".join(["pos", str(self.id), str(card.program_id.id), *(str(part) for part in parts)])

    # ── Earning ───────────────────────────────────────────────────────────────────────────────────────────────

    def _member_earned(self, card):
        rules, lines, policy = self._member_count(card)
        multiplier = self.partner_id.member_tier_id.points_multiplier or 1
        earned = earning.earned_points(card.program_id.id, rules, lines, multiplier, policy)
        day = self._member_local_date()
        return [
            {
                "key": self._member_key(card, "earn"),
                "kind": "earn",
                "amount": earned,
                **card.program_id._member_lot_dates(day, self.company_id),
            }
        ]

    def _member_count(self, card):
        """The order as the earning engine takes it: rules, lines and policy."""
        program = card.program_id
        products = self.lines.product_id | self.lines.reward_id.reward_product_ids
        left_out = program._member_leaves_out(self.lines.product_id)
        policy = program._member_earning_policy()
        lines = self.lines._member_lines(left_out, self._member_sale_lines(program), policy)
        in_pos = Domain("available_in_pos", "=", True)
        return program._member_rules(products, in_pos), lines, policy

    def _member_local_date(self):
        """The store's own day of the order, as its purchase fact has it."""
        return self.company_id._member_day(self.date_order)

    # ── Spending ──────────────────────────────────────────────────────────────────────────────────────────────

    def _member_spent(self, card):
        movements = []
        # A wallet may split a claim otherwise today: what was spent once isn't counted again.
        spent = self.member_entry_ids.filtered(
            lambda entry: entry.program_id == card.program_id and entry.kind == "redeem"
        )
        claims = {} if spent else self._member_claims(card)
        left = claims and card._member_buckets()[card]
        for code, lines in claims.items():
            cost = redemption.cost(lines._member_claim(), balance=card.points)
            if card.program_type == "ewallet":
                parts = consumption.consume(card.program_id.member_consumption, cost, left["principal"], left["bonus"])
            else:
                parts = {"points": cost}
            for bucket, amount in parts.items():
                left[bucket] -= amount
                movements.append(
                    {
                        "key": self._member_key(card, "redeem", code, bucket),
                        "kind": "redeem",
                        "bucket": bucket,
                        "amount": -amount,
                    }
                )
        return movements

    def _member_claims(self, card):
        """:return: dict of reward identifier to the lines that claim it on this card, refunds left out"""
        claims = {}
        for line in self.lines.filtered(lambda line: line.reward_id.program_id == card.program_id):
            if line.refunded_orderline_id or line._member_is_claimed_in_sale():
                continue
            # The card that pays is the one on the line: the till may not have known it yet, or may name another.
            if line.coupon_id != card:
                line.coupon_id = card
            claims[line.reward_identifier_code] = claims.get(line.reward_identifier_code, self.lines.browse()) | line
        return claims

    # ── Refunds ───────────────────────────────────────────────────────────────────────────────────────────────

    def _member_taken_back(self, card):
        """Points to take back for what this order returns of an earlier one, line by line."""
        sold = self.lines.refunded_orderline_id.order_id[:1]
        earned = sold.member_entry_ids.filtered(lambda entry: entry.card_id == card and entry.kind == "earn")
        if not earned:
            return []
        back = self.env["member.ledger.entry"].search([("reverses_id", "in", earned.ids), ("kind", "=", "clawback")])
        already = round_points(-sum(back.mapped("amount")))
        due = clawback.due(round_points(sum(earned.mapped("amount"))), *sold._member_returned_share(card), already)
        key = self._member_key(card, "clawback")
        return [{"key": key, "kind": "clawback", "amount": -due, **earned[:1]._reversed()}]

    def _member_returned_share(self, card):
        """How much of what this order earned on a card has come back: weights of all its lines, and of the returned.

        The lines weigh what they brought in points. Should the rules have changed so much since that none brings
        anything, they weigh what they cost.
        """
        lines = self.lines.filtered(lambda line: not line.combo_parent_id)
        rules, engine_lines, policy = self._member_count(card)
        weights = earning.shares(card.program_id.id, rules, engine_lines, policy)
        if not sum(weights):
            weights = [
                Decimal(0)
                if line.is_reward_line or line._member_nature() != "goods"
                else round_points(line._member_amount("price_subtotal_incl"))
                for line in lines
            ]
        return sum(weights), sum(
            weight * line._member_returned_part() for weight, line in zip(weights, lines, strict=True)
        )

    def _member_given_back(self, card):
        """What was spent on the reward lines that this order returns: to the same buckets, with the same expiry."""
        returned = self.lines.refunded_orderline_id.filtered(lambda line: line.reward_id.program_id == card.program_id)
        movements = []
        for code in returned.mapped("reward_identifier_code"):
            movements += self._member_restored(card, returned.order_id[:1], code)
        return movements

    def _member_restored(self, card, sold, code):
        claimed = sold.lines.filtered(lambda line: line.reward_identifier_code == code)
        spent = sold.member_entry_ids.filtered(
            lambda entry: entry.card_id == card and entry.key.startswith(sold._member_key(card, "redeem", code, ""))
        )
        return self._member_restoring(card, code, spent, *claimed._member_returned_amounts())

    def _member_restoring(self, card, code, spent, taken_off, came_back):
        """
        :param spent: entries of one claim
        :param taken_off: what the claim took off the bill, and ``came_back`` how much of that has come back
        """
        if not spent:
            return []
        back = self.env["member.ledger.entry"].search([("reverses_id", "in", spent.ids), ("kind", "=", "restore")])
        amounts = {entry.bucket: -round_points(entry.amount) for entry in spent}
        before = {
            entry.bucket: round_points(sum(back.filtered(lambda one, e=entry: one.reverses_id == e).mapped("amount")))
            for entry in spent
        }
        due = clawback.due(sum(amounts.values()), taken_off, came_back, sum(before.values()))
        now = consumption.give_back(card.program_id.member_consumption, amounts, before, due)
        movements = []
        for entry in spent:
            for (expires, topup_id), amount in entry._undo(before[entry.bucket], now[entry.bucket]):
                lot = (expires or "never", *([topup_id] if topup_id else []))
                movements.append(
                    {
                        "key": self._member_key(card, "restore", code, entry.bucket, *lot),
                        "kind": "restore",
                        "bucket": entry.bucket,
                        "amount": amount,
                        "reverses_id": entry.id,
                        "date_expiration": card.program_id._member_grace(expires),
                        "topup_id": topup_id,
                    }
                )
        return movements
