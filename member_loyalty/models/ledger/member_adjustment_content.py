from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine.rounding import round_points


class MemberAdjustment(models.Model):
    """What may be asked for."""

    _inherit = "member.adjustment"

    @api.constrains("kind", "amount", "partner_id", "to_partner_id", "program_id", "bucket", "date_expiration")
    def _check_content(self):
        for adjustment in self:
            problem = adjustment._problem()
            if problem:
                raise ValidationError(problem)

    def _problem(self):
        """Why this can't be asked for; False when it can."""
        if not round_points(self.amount):
            return self.env._("Say how much: an adjustment of 0 changes nothing.")
        if self.amount < 0 and self.kind != "adjust":
            return self.env._("Only a correction takes something away. Enter an amount above 0.")
        if not self.program_id.member_program:
            return self.env._(
                "%(program)s isn't kept by the ledger. Adjust its cards directly.", program=self.program_id.name
            )
        if (self.bucket == "points") != (self.program_id.program_type != "ewallet"):
            return self.env._(
                "%(program)s doesn't have this kind of value. Points are in loyalty programmes, paid in and bonus "
                "money in wallets.",
                program=self.program_id.name,
            )
        if self.kind == "transfer" and (not self.to_partner_id or self.to_partner_id == self.partner_id):
            return self.env._("Choose another member who receives the transfer.")
        if not self.partner_id.member_number:
            return self._not_a_member(self.partner_id)
        if self.to_partner_id and not self.to_partner_id._is_member():
            return self._not_a_member(self.to_partner_id)
        if self.date_expiration and self.date_expiration < self.company_id._member_today():
            return self.env._("What is given must still be good today: choose a later last day.")
        return False

    def _not_a_member(self, partner):
        return self.env._("%(name)s isn't a member. Enrol them first.", name=partner.display_name)
