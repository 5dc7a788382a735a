from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MemberTier(models.Model):
    """What a tier gives to whom enters it."""

    _inherit = "member.tier"

    gift_points = fields.Float("Welcome Points", digits=(16, 2))
    gift_program_id = fields.Many2one(
        "loyalty.program",
        "Points Of",
        ondelete="restrict",
        domain=[("member_program", "=", True), ("program_type", "=", "loyalty")],
    )
    gift_coupon_program_id = fields.Many2one(
        "loyalty.program", "Welcome Coupon", ondelete="restrict", domain=[("program_type", "=", "coupons")]
    )
    gift_template_id = fields.Many2one(
        "mail.template",
        "Welcome E-mail",
        ondelete="restrict",
        domain=[("model", "=", "member.tier.welcome")],
    )
    gift_again = fields.Boolean(
        "At Each Entry", help="Else once in a member's life, however often the tier is reached."
    )
    gift_skipped = fields.Boolean(
        "Also When Skipped", help="Who reaches a better tier at once gets this tier's welcome, too."
    )

    @api.constrains("gift_points", "gift_program_id")
    def _check_gift_points(self):
        for tier in self:
            if tier.gift_points < 0 or bool(tier.gift_points) != bool(tier.gift_program_id):
                raise ValidationError(
                    self.env._(
                        "%(tier)s: say how many welcome points, above 0, and of which programme; or leave both empty.",
                        tier=tier.name,
                    )
                )

    @api.model
    def _with_gift(self):
        """:return: the tiers that give something on entering"""
        given = ("gift_coupon_program_id", "gift_template_id")
        return self.search(Domain("gift_points", "!=", 0) | Domain.OR([(name, "!=", False)] for name in given))
