from odoo import fields, models

from ...engine import masking


class PosConfig(models.Model):
    _inherit = "pos.config"

    def member_snapshot(self, partner_id):
        """Everything the till shows of one customer, as of now.

        The number of the member's card isn't there: whoever has it counts as having the card.

        :return: dict of partner_id, name, phone and email (masked), number, since, tier (dict of id, name, color; or
            False), prompts (list of str), as_of (UTC), ``records``, which the till loads into its own models, and what
            the methods named below say: ladder, cards, card, benefits, enrolment, ask
        """
        self.ensure_one()
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("read")
        # sudo: read rights on the partner were checked; the snapshot holds what a cashier may see, and no more.
        partner = partner.sudo()
        cards = self.env["loyalty.card"].search([("partner_id", "=", partner.id), ("member_program", "=", True)])
        self._member_release_due(cards)
        tier = partner.member_tier_id
        return {
            "partner_id": partner.id,
            "name": partner.name,
            "phone": masking.mask_phone(partner.phone),
            "email": masking.mask_email(partner.email),
            "number": partner.member_number,
            "since": fields.Date.to_string(partner.member_since),
            "tier": tier._for_till() if tier else False,
            "ladder": self._member_snapshot_ladder(partner),
            "cards": self._member_snapshot_cards(cards),
            "card": self._member_snapshot_card(partner),
            "benefits": self._member_snapshot_benefits(partner),
            "enrolment": self._member_snapshot_enrolment(partner),
            "ask": self._member_to_ask(partner),
            "prompts": partner._member_prompts(),
            "as_of": fields.Datetime.to_string(fields.Datetime.now()),
            "records": {
                "res.partner": self.env["res.partner"]._load_pos_data_read(partner.sudo(False), self),
                "loyalty.card": self.env["loyalty.card"]._load_pos_data_read(cards, self),
            },
        }

    def _member_snapshot_cards(self, cards):
        """What is on membership cards.

        :return: list of dicts of card_id, program_id, program, type (of the programme), points, unit, principal, bonus,
            pending (on the way), and expiring: False, or a dict of amount and date, the last good day of what expires
            first among what the programme reminds of
        """
        # sudo: buckets and lots of this customer's own cards; the till shows sums, not the ledger.
        cards = cards.sudo()
        buckets = cards._member_buckets()
        expiring = self._member_expiring(cards)
        return [
            {
                "card_id": card.id,
                "program_id": card.program_id.id,
                "program": card.program_id.name,
                "type": card.program_id.program_type,
                "points": card.points,
                "unit": card.point_name,
                "principal": float(buckets[card]["principal"]),
                "bonus": float(buckets[card]["bonus"]),
                "pending": float(buckets[card]["pending"]),
                "expiring": expiring.get(card, False),
            }
            for card in cards
        ]

    def _member_expiring(self, cards):
        """The first lots that will expire on each card, within the days that its programme reminds of."""
        today = self.company_id._member_today()
        lots = (
            self.env["member.ledger.entry"]
            .sudo(cards.env.su)
            ._read_group(
                [
                    ("card_id", "in", cards.ids),
                    ("left", ">", 0),
                    ("state", "=", "posted"),
                    ("date_expiration", ">=", today),
                ],
                ["card_id", "date_expiration:day"],
                ["left:sum"],
                order="date_expiration:day",
            )
        )
        expiring = {}
        for card, date, left in lots:
            days = card.program_id.member_reminder_days
            if days and card not in expiring and fields.Date.to_date(date) <= fields.Date.add(today, days=days):
                expiring[card] = {"amount": left, "date": fields.Date.to_string(date)}
        return expiring
