from odoo import models
from odoo.exceptions import UserError, ValidationError


class ResPartner(models.Model):
    """Which card a member has. Points, wallet, tier and history hang on the member: none of this touches them."""

    _inherit = "res.partner"

    def _member_give_card(self, number=False, kind=None):
        """Hand members their first card: that of the number, for a single member, or new ones.

        :param number: of a card from the stock, or of one that isn't on file yet
        :param kind: of the type of new cards, where there is such a type
        :return: the new active cards
        """
        # Priced cards are sold from the stock; a new number costs nothing, nor does a card that was the member's before.
        is_sold = number and self.env["member.card"].search_count([("number", "=", number), ("state", "=", "stock")])
        cards = self._member_activate_card(number, kind)
        if is_sold:
            # sudo: the price of a type, for whoever hands the card out.
            cards._charge(cards.type_id.sudo().price)
        return cards

    def _member_replace_card(self, number=False, kind=None, lost=False, reason=False, waived_because=False):
        """A new card in place of the one so far, which ends. A lost one stays lost, so that whoever finds it is told.

        :param number: of the new card; a new number without one
        :param lost: whether the card so far is lost, and not only replaced
        :param reason: why, for the log
        :param waived_because: why the member needn't pay for the new card
        :return: the new active card
        """
        self.ensure_one()
        if not self._is_member():
            raise UserError(
                self.env._("%(name)s isn't a member yet. Enroll the customer first.", name=self.display_name)
            )
        old = self._member_last_card()
        card_type = self._member_new_card_type(number, kind)
        fee = self._member_card_fee(card_type)
        if lost:
            old._mark_lost(reason)
        elif old.state in ("active", "blocked", "damaged", "expired"):
            old._move("replaced", reason)
        new = self._member_activate_card(number, kind)
        new.replaces_id = old
        new._charge(fee, waived_because)
        return new

    def _member_activate_card(self, number, kind):
        Card = self.env["member.card"]
        # The index of one active card per member has to see what went out of use before the new card comes.
        Card.flush_model(["state"])
        if not number:
            card_type = self._member_new_card_type(number, kind)
            return Card.create(
                [{"partner_id": partner.id, "state": "active", "type_id": card_type.id} for partner in self]
            )
        problem = Card._giving_problem(number)
        if problem:
            raise ValidationError(problem)
        card = Card.search([("number", "=", number)])
        if not card:
            return Card.create({"partner_id": self.id, "state": "active", "number": number})
        card.write({"partner_id": self.id, "state": "active"})
        return card

    def _member_new_card_type(self, number, kind):
        # sudo: which type members get is no secret of whoever hands the cards out.
        Type = self.env["member.card.type"].sudo()
        return Type._of_number(number) if number else Type._for_company(self.env.company, kind)

    def _member_last_card(self):
        """The card that a new one would replace: the active one, or the last one of those out of use."""
        cards = self.member_card_ids.filtered(lambda card: card.state not in ("replaced", "returned"))
        waiting = cards - self.member_card_ids.replaces_id
        return waiting.sorted(lambda card: (card.state == "active", card.id))[-1:]

    def _member_card_fee(self, card_type):
        """What the member pays for a card of this type now: the price of a first card, the fee in place of another.

        A card that ended by the calendar is replaced for nothing.
        """
        old = self._member_last_card()
        if old.state == "expired" or (old.state == "active" and old._is_over()):
            return 0
        return card_type.replacement_fee if old else card_type.price
