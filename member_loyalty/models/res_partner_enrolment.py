from odoo import models
from odoo.exceptions import UserError, ValidationError

from ..engine import numbering


class ResPartner(models.Model):
    """How a customer becomes a member."""

    _inherit = "res.partner"

    def _member_enrol(self, card_number=False, via="backend", on_day=None):
        """Make customers members: number, card, consent, and the tier that their purchases give.

        :param card_number: number of the card handed over, for a single customer; a new card is made without one
        :param via: where the consent was given, a value of member.consent.given_via
        """
        if card_number:
            self.ensure_one()
        today = on_day or self.env.company._member_today()
        # sudo: draws the next number, no other right on sequences.
        Sequence = self.env["ir.sequence"].sudo()
        for partner in self:
            if partner.member_number:
                raise UserError(
                    self.env._(
                        "%(name)s is a member already, with number %(number)s.",
                        name=partner.display_name,
                        number=partner.member_number,
                    )
                )
            partner.write(
                {
                    "member_number": numbering.member_number(Sequence.next_by_code("member.number")),
                    "member_since": today,
                }
            )
        self._member_give_card(card_number)
        company = self.env.company
        self.env["member.consent"].create(
            [{"partner_id": partner.id, "given_via": via, "text": company.member_consent_text} for partner in self]
        )
        self._member_review_tier(on_day=today)

    def _member_give_card(self, number):
        Card = self.env["member.card"]
        # The index of one active card per member has to see what went out of use before the new card comes.
        Card.flush_model(["state"])
        if not number:
            Card.create([{"partner_id": partner.id, "state": "active"} for partner in self])
            return
        card = Card.search([("number", "=", number)])
        if not card:
            Card.create({"partner_id": self.id, "state": "active", "number": number})
        elif card.state != "stock":
            raise ValidationError(
                self.env._("Card %(number)s was given to somebody else. Take another card.", number=number)
            )
        else:
            card.write({"partner_id": self.id, "state": "active"})
