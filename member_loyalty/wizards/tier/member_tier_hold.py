from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class MemberTierHold(models.TransientModel):
    """A tier by hand, for one member or several: with a reason, and until when."""

    _name = "member.tier.hold"
    _description = "Manual Tier"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Members",
        required=True,
        domain=[("member_number", "!=", False)],
        default=lambda self: self._chosen_members(),
    )
    tier_id = fields.Many2one("member.tier", help="Leave empty to set no tier.")
    until = fields.Date(help="The last day of the manual tier. Leave empty to keep it until it is removed.")
    reason = fields.Char(required=True)

    def _chosen_members(self):
        context = self.env.context
        is_partner = context.get("active_model") == "res.partner"
        chosen = self.env["res.partner"].browse(context.get("active_ids") if is_partner else [])
        return chosen.filtered(lambda partner: partner._is_member())

    def action_hold(self):
        self.ensure_one()
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self.env._("Only a membership manager can set or remove manual tiers."))
        if self.until and self.until < self.env.company._member_today():
            raise UserError(self.env._("%s is in the past. Choose a later date, or leave it empty.", self.until))
        self.partner_ids._member_check_own()
        # sudo: the right was checked; nobody writes standings and tier changes directly.
        self.partner_ids.sudo()._member_hold_tier(self.tier_id, self.until, self.reason)
