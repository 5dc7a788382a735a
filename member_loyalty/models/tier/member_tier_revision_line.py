from odoo import api, fields, models


class MemberTierRevisionLine(models.Model):
    """A member whom a new rule would move."""

    _name = "member.tier.revision.line"
    _description = "Tier Impact Preview Line"
    _log_access = False
    _order = "id"

    revision_id = fields.Many2one(
        "member.tier.revision", "Rule Change", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    from_tier_id = fields.Many2one("member.tier", "Current Tier", readonly=True, ondelete="cascade")
    to_tier_id = fields.Many2one("member.tier", "New Tier", readonly=True, ondelete="cascade")
    move = fields.Selection(
        [("rise", "Upgrade"), ("fall", "Downgrade"), ("leave", "Without a tier")],
        "Change",
        compute="_compute_move",
        store=True,
    )
    because = fields.Boolean(
        "Because of This Change",
        readonly=True,
        help="If disabled, the next review moves this member anyway: activating the change leaves them alone.",
    )
    figure = fields.Monetary(readonly=True, help="The member's current figure.")
    threshold = fields.Monetary(readonly=True, help="The threshold of the new rule.")
    until = fields.Date("Valid Until", readonly=True)

    @api.depends("from_tier_id.rank", "to_tier_id.rank")
    def _compute_move(self):
        for line in self:
            if not line.to_tier_id:
                line.move = "leave"
            else:
                is_up = not line.from_tier_id or line.to_tier_id.rank > line.from_tier_id.rank
                line.move = "rise" if is_up else "fall"

    @api.model_create_multi
    def create(self, vals_list):
        """Takes the values of a tier change, and keeps what a list shows."""
        names = set(self._fields)
        return super().create([{name: vals[name] for name in vals if name in names} for vals in vals_list])
