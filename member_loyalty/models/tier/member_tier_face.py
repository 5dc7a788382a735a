from odoo import fields, models


class MemberTier(models.Model):
    """The picture on the cards of a tier's members."""

    _inherit = "member.tier"

    card_face = fields.Image(
        max_width=1200, max_height=800, help="Shown on members' cards instead of the type's own picture."
    )
