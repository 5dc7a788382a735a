from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class MemberTierHold(models.TransientModel):
    """A tier by hand, for one member or several: with a reason, and until when."""

    _name = "member.tier.hold"
    _description = "Tier by Hand"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Members",
        required=True,
        domain=[("member_number", "!=", False)],
        default=lambda self: self._chosen_members(),
    )
    tier_id = fields.Many2one("member.tier", help="Empty: no tier.")
    until = fields.Date(help="Last day. Empty: until somebody lifts it.")
    reason = fields.Char(required=True)

    def _chosen_members(self):
        context = self.env.context
        is_partner = context.get("active_model") == "res.partner"
        chosen = self.env["res.partner"].browse(context.get("active_ids") if is_partner else [])
        return chosen.filtered(lambda partner: partner._is_member())

    def action_hold(self):
        self.ensure_one()
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self.env._("Only a membership manager gives and lifts tiers by hand."))
        if self.until and self.until < self.env.company._member_today():
            raise UserError(self.env._("%s is over already. Choose a later day, or none.", self.until))
        self.partner_ids.check_access("write")
        # sudo: the right was checked; nobody writes standings and tier changes directly.
        self.partner_ids.sudo()._member_hold_tier(self.tier_id, self.until, self.reason)
