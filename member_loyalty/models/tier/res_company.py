from odoo import fields, models

from ...engine.tier_ladder import Basis

BASIS = {
    "gross": "member_tier_gross",
    "refunds": "member_tier_refunds",
    "paid_in": "member_tier_paid_in",
    "imported": "member_tier_imported",
}


class ResCompany(models.Model):
    """What of a purchase counts for the tiers."""

    _inherit = "res.company"

    member_tier_gross = fields.Boolean("With Taxes", help="Purchases count for tiers including taxes.")
    member_tier_refunds = fields.Boolean("Deduct Returns", default=True, help="Returned goods are deducted.")
    member_tier_paid_in = fields.Boolean(
        "Count Stored Value When Topped Up",
        help="Wallet top-ups and gift cards count when they are paid for, not when they are spent.",
    )
    member_tier_imported = fields.Boolean(
        "Count Imported History", default=True, help="Imported purchases count for tiers."
    )

    def _member_forget_ladders(self, vals):
        """Ladders are kept in memory with what they count, see ``_ladders`` of member.tier."""
        if set(vals) & set(BASIS.values()):
            self.env["member.remembered"]._forget()

    def _member_tier_basis(self):
        """:return: :class:`engine.tier_ladder.Basis`"""
        self.ensure_one()
        return Basis(**{name: self[field] for name, field in BASIS.items()})
