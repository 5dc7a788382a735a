from odoo import api, models


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    @api.depends("reward_point_amount", "reward_point_mode", "program_id.portal_point_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """What the rule gives: core has no name for it, and lists of rules need one."""
        modes = dict(self._fields["reward_point_mode"]._description_selection(self.env))
        for rule in self:
            rule.display_name = (
                f"{rule.reward_point_amount:g} {rule.program_id.portal_point_name or ''} "
                f"{modes.get(rule.reward_point_mode, '')}"
            )
