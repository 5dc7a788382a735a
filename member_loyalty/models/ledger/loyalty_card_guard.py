from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError


class LoyaltyCard(models.Model):
    """Which cards the ledger keeps, and from whom."""

    _inherit = "loyalty.card"

    def _member_ours(self):
        """:return: those of these cards that the ledger keeps: by their own program, whatever a stored copy of it or a
        caller says"""
        # sudo: whose card it is doesn't depend on who asks.
        return self.filtered(lambda card: card.sudo().program_id.member_program)

    @api.model
    def _member_is_column(self, name):
        """Whether this is written into the card itself, and not into rows that hang on it."""
        field = self._fields.get(name)
        return bool(field) and field.store and bool(field.column_type)

    def _check_may_adjust(self):
        if not self.env.su and not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(
                self.env._(
                    "Points cards and wallets are managed by the ledger. Only a membership manager can change them."
                )
            )
        if not self.env.su:
            self.partner_id._member_check_own("read")

    def _check_program_stays(self, vals):
        """A card that changed program would take its balance past the ledger."""
        if "program_id" not in vals:
            return
        program = self.env["loyalty.program"].browse(vals["program_id"])
        for card in self:
            if card.program_id != program and (card._member_ours() or program.member_program):
                raise UserError(
                    self.env._(
                        "Card %(code)s can't be moved from %(old)s to %(new)s. The balance of a points "
                        "card or wallet can't be moved to another program.",
                        code=card.code,
                        old=card.program_id.name,
                        new=program.name,
                    )
                )

    @api.constrains("company_id", "program_id")
    def _check_company_of_program(self):
        """Whose rows a card's are follows from its program: who may see it, and in whose books it stands."""
        for card in self._member_ours():
            if card.company_id != card.program_id.company_id:
                raise ValidationError(
                    self.env._(
                        "The company of card %(code)s is that of %(program)s and can't be changed.",
                        code=card.code,
                        program=card.program_id.name,
                    )
                )
