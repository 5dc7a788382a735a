from odoo import fields, models
from odoo.fields import Command, Domain

from ...engine.rounding import round_points
from ..common.plain import till_question

#: what a till says of a line of the order in hand, beside its taxes and the place of the combo that it is part of
IN_HAND = (
    *("product_id", "qty", "price_unit", "discount", "price_subtotal", "price_subtotal_incl"),
    *("reward_id", "is_reward_line", "reward_identifier_code", "points_cost", "refunded_orderline_id"),
)


class PosConfig(models.Model):
    _inherit = "pos.config"

    @till_question
    def check_spending(self, partner_id, spending, topups=None, order=None):
        """Whether a customer's cards hold what an order is about to spend, and may take what it pays in. The sale
        checks it again by the same methods, under a lock.

        :param spending: dict of program id to points, or to an amount on a wallet
        :param topups: dict of the id of a wallet's program to the amount paid in
        :param order: the order in hand, a dict of pricelist_id, fiscal_position_id and lines, see IN_HAND
        :return: dict of ``message``, False when all is there, ``points``, what is on the cards now, by card id, and
            ``to_prove``, ids of the programs that ask for the member's card or PIN
        """
        config, partner = self._member_till_env(partner_id)
        spending = {int(program_id): points for program_id, points in spending.items()}
        cards = self.env["loyalty.card"].search(
            [("partner_id", "=", partner.id), ("program_id", "in", list(spending)), ("member_program", "=", True)]
        )
        self._member_release_due(cards)
        # What the till's staff may see of programs: others aren't named.
        asked = self.env["loyalty.program"].browse(spending)
        asked.check_access("read")
        in_force = asked.search(
            self._member_programs_in_force(self.company_id._member_today()) & Domain("id", "in", asked.ids)
        )
        messages = [] if partner._is_member() else [self._member_no_member_message(partner)]
        messages += [self._member_unavailable_message(program) for program in asked - in_force]
        cards = cards.filtered(lambda card: card.program_id in in_force)
        missing = in_force - cards.program_id
        messages += [program._member_short_message(0, spending[program.id]) for program in missing]
        messages += config._member_order_in_hand(partner, order or {})._member_problems_in_hand(
            {card.with_env(config.env): spending[card.program_id.id] for card in cards}
        )
        for program_id, amount in (topups or {}).items():
            messages += self._member_topup_problems(partner.id, int(program_id), amount)
        # sudo: whether card or PIN is asked for, counting what this customer spent today.
        proved_by = cards.sudo().filtered(
            lambda card: card._member_unproved(round_points(spending[card.program_id.id]))
        )
        return {
            "message": " ".join(messages) or False,
            "points": {card.id: card.points for card in cards},
            "to_prove": proved_by.program_id.ids,
        }

    def _member_order_in_hand(self, partner, order):
        """The order as it would arrive, which nothing is saved of."""
        lines = order.get("lines") or []
        in_hand = self.env["pos.order"].new(
            {
                "config_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": partner.id,
                "date_order": fields.Datetime.now(),
                # Those of this till only.
                "pricelist_id": _one_of(self.available_pricelist_ids | self.pricelist_id, order.get("pricelist_id")),
                "fiscal_position_id": _one_of(self.fiscal_position_ids, order.get("fiscal_position_id")),
                "lines": [
                    Command.create(
                        {
                            **{name: line.get(name) for name in IN_HAND},
                            "tax_ids": [Command.set(line.get("tax_ids") or [])],
                        }
                    )
                    for line in lines
                ],
            }
        )
        for line, values in zip(in_hand.lines, lines, strict=True):
            place = values.get("combo_parent")
            line.combo_parent_id = in_hand.lines[place] if place in range(len(lines)) else False
        return in_hand

    def _member_programs_in_force(self, day):
        """:return: domain of the membership programs that take part in this till's orders of a day"""
        return (
            Domain("member_program", "=", True)
            & Domain("pos_ok", "=", True)
            & Domain("company_id", "in", [self.company_id.id, False])
            & (Domain("pos_config_ids", "=", False) | Domain("pos_config_ids", "in", self.ids))
            & self.env["member.in.force"]._in_force_on(day)
        )

    def _member_no_member_message(self, partner):
        """The till knew the member; the membership ended meanwhile."""
        return self.env._(
            "%(name)s isn't a member any more. Remove the reward or top-up, or reinstate the member.", name=partner.name
        )

    def _member_unavailable_message(self, program):
        return self.env._(
            "%(program)s can't be redeemed at %(till)s today. Remove the reward, or use another payment method.",
            program=program.name,
            till=self.name,
        )

    def _member_release_due(self, cards):
        """What the till shows is what the sale will find: points that are available today, none that are over."""
        # sudo: whoever looks at a card makes due what the night would make due.
        ledger = self.env["member.ledger.entry"].sudo().with_company(self.company_id)
        cards = cards.sudo()
        if ledger._cards_with_due(self.company_id._member_today(), cards):
            cards._lock_for_posting()
            ledger._release_due(cards)


def _one_of(records, record_id):
    return record_id if record_id in records.ids else False
