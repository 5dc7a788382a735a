from odoo import models
from odoo.tools.misc import formatLang

from ...engine import redemption
from ...engine.rounding import round_points


class PosOrder(models.Model):
    """What a till may have sold offline: the limits that it keeps to hold here, too."""

    _inherit = "pos.order"

    def _member_offline_problems(self, movements_by_card, in_force):
        """Why an order can't have been sold offline, whatever it says: a till that can't ask takes no more from a card
        than the program's limit. Within it, the shop bears what turns out to be missing.
        """
        problems = []
        for card, movements in movements_by_card.items():
            limit = round_points(card.program_id.member_offline_limit)
            short = self._member_short_of(card, movements)
            if short and short + self._member_short_before(card) > limit:
                problems.append(self._member_offline_message(card.program_id, short + self._member_short_before(card)))
            spent = -sum(movement["amount"] for movement in movements if movement["kind"] == "redeem")
            if spent > limit:
                # The till was online when the member agreed to so much, and the server knows of it.
                problems += self._member_authorisation_problems(card, movements)
        for program, lines in self._member_uncharged(in_force).grouped(lambda line: line.reward_id.program_id).items():
            claims = lines.grouped(lambda line: (line.reward_id, line.reward_identifier_code)).values()
            cost = sum(redemption.cost(claim._member_claim(), balance=round_points(0)) for claim in claims)
            if cost > round_points(program.member_offline_limit):
                problems.append(self._member_offline_message(program, cost))
        return problems

    def _member_short_before(self, card):
        """:return: Decimal, what earlier orders of this session took from a card beyond its balance"""
        earlier = self.search(
            [
                ("session_id", "=", self.session_id.id),
                ("id", "!=", self.id),
                ("member_shortage", ">", 0),
                ("member_entry_ids.card_id", "=", card.id),
            ]
        )
        # An order may have been short on another card, too.
        return sum(
            min(
                round_points(order.member_shortage or 0),
                round_points(-sum(entry.amount for entry in order.member_entry_ids if _is_spent_from(card, entry))),
            )
            for order in earlier
        )

    def _member_offline_message(self, program, missing):
        return self.env._(
            "%(program)s: %(missing)s is missing for this order, but a till can sell at most %(limit)s of it offline. Take "
            "the amount in another way, or let a manager raise the program's offline limit and send the order again.",
            program=program.name,
            missing=formatLang(self.env, float(missing)),
            limit=formatLang(self.env, program.member_offline_limit),
        )


def _is_spent_from(card, entry):
    return entry.card_id == card and entry.kind == "redeem"
