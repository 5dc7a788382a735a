from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import numbering
from .member_ledger_entry import SEES_LEDGER


class ResPartner(models.Model):
    """How a customer becomes a member."""

    _inherit = "res.partner"

    member_enrolment_ids = fields.One2many(
        "member.enrolment", "partner_id", "Enrolments", readonly=True, groups=SEES_LEDGER
    )

    def _member_enrol(self, card_number=False, via="backend", on_day=None, config=None):
        """Make customers members: number, card, consent, and the tier that their purchases give.

        :param card_number: number of the card handed over, for a single customer; a new card is made without one
        :param via: the channel, a value of member.enrolment.via; everywhere but 'automatic' the customer agreed there
        :param config: pos.config, the store where it happened
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
        self.env["member.enrolment"].create(
            [
                {"partner_id": partner.id, "date": today, "via": via, "config_id": config and config.id}
                for partner in self
            ]
        )
        self._member_give_card(card_number)
        if via != "automatic":
            self._member_agree(via)
        self._member_review_tier(on_day=today)
