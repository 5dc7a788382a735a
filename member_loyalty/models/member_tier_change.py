from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberTierChange(models.Model):
    _name = "member.tier.change"
    _description = "Tier Change"
    _order = "date desc, id desc"
    _rec_name = "to_tier_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    from_tier_id = fields.Many2one("member.tier", ondelete="restrict")
    to_tier_id = fields.Many2one("member.tier", ondelete="restrict")
    reason = fields.Selection(
        [
            ("open", "Enrolment"),
            ("single", "One purchase"),
            ("spend", "Purchases in the window"),
            ("manual", "By hand"),
            ("import", "Import"),
        ],
        required=True,
    )
    figure = fields.Monetary(help="What the member had bought when the tier changed, net of taxes and refunds.")
    threshold = fields.Monetary(help="What the tier asked for at that time.")
    window_start = fields.Date(help="First day of the window that the figure was counted in.")
    window_end = fields.Date(help="Last day of the window that the figure was counted in.")
    purchase_id = fields.Many2one(
        "member.purchase",
        "After Purchase",
        ondelete="set null",
        index="btree_not_null",
        help="The purchase that the change followed.",
    )
    note = fields.Char()
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user)

    def write(self, vals):
        raise UserError(self.env._("A tier change is a record of what happened and can't be edited."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A tier change is a record of what happened and can't be deleted."))
