from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberTierVersion(models.Model):
    """A tier's rule as it was in force: tier changes refer to it, so that they can say why for ever."""

    _name = "member.tier.version"
    _description = "Tier Rule Version"
    _inherit = ["member.tier.rule", "member.remembered"]
    _order = "id desc"
    _rec_name = "number"

    tier_id = fields.Many2one("member.tier", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="tier_id.company_id", store=True, ondelete="restrict")
    number = fields.Integer("Version", required=True, readonly=True)
    new_since = fields.Date(
        "Only Enrolled Since",
        readonly=True,
        help="Members enrolled before this date are reviewed by the previous version.",
    )
    create_date = fields.Datetime("Active Since", readonly=True)
    create_uid = fields.Many2one("res.users", "Created By", readonly=True)

    _number_unique = models.Constraint("UNIQUE (tier_id, number)", "This version of the tier already exists.")

    @api.depends("number", "tier_id")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(tier)s, version %(number)s", tier=version.tier_id.name, number=version.number
            )

    def write(self, vals):
        if not set(vals) <= {"company_id"}:
            raise UserError(self.env._("Rule versions can't be changed. Create a new one."))
        return super().write(vals)
