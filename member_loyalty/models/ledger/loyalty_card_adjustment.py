from datetime import datetime, time

import pytz

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.rounding import round_points


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _check_adjustment_limit(self, points):
        """A balance set by hand on the card, by core's wizard or over the data interface keeps to the limit, too."""
        # Server code (sales orders, merges) writes as the superuser: only a person has a limit.
        if self.env.su:
            return
        for card in self:
            amount = abs(round_points(points) - round_points(card.points))
            if amount:
                card._member_check_limit(amount)

    @api.model
    def _check_opening_limit(self, program, points):
        """A new card has no movements yet: what it starts with is all that counts."""
        limit = program.member_approval_above
        if not self.env.su and limit and abs(round_points(points)) > round_points(limit):
            raise UserError(self._member_limit_message(program, points))

    def _member_check_limit(self, amount):
        """:param amount: what is to be moved now, besides what is in the ledger already"""
        if self._member_needs_approval(amount, self.env.user):
            raise UserError(self._member_limit_message(self.program_id, amount))

    @api.model
    def _member_limit_message(self, program, amount):
        return self.env._(
            "%(amount)s by one person in a day is more than %(program)s lets one person adjust (%(limit)s). "
            "Ask for it under Members, Ledger, Adjustments: a second person approves it there.",
            amount=amount,
            program=program.name,
            limit=program.member_approval_above,
        )

    def _member_needs_approval(self, amount, user):
        """Whether a second person must approve that this user moves an amount by hand. What the user moved on the
        card this day counts with it, so that splitting doesn't help."""
        self.ensure_one()
        limit = self.program_id.member_approval_above
        return bool(limit) and abs(round_points(amount)) + self._member_moved_today(user) > round_points(limit)

    def _member_moved_today(self, user):
        """:return: Decimal, what the user moved by hand on this card this day, and what still waits for approval"""
        # sudo: adds up what the user did themselves, whatever they may read.
        card = self.sudo()
        company = card.company_id or self.env.company
        timezone = pytz.timezone(company.partner_id.tz or "UTC")
        midnight = timezone.localize(datetime.combine(company._member_today(), time.min))
        entries = card.env["member.ledger.entry"].search(
            [
                ("card_id", "=", card.id),
                ("user_id", "=", user.id),
                ("kind", "in", ("adjust", "transfer", "opening")),
                ("date", ">=", midnight.astimezone(pytz.utc).replace(tzinfo=None)),
            ]
        )
        waiting = card.env["member.adjustment"].search(
            [("card_id", "=", card.id), ("requester_id", "=", user.id), ("state", "=", "waiting")]
        )
        return sum(
            (abs(round_points(amount)) for amount in entries.mapped("amount") + waiting.mapped("amount")),
            round_points(0),
        )
