from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, formatLang


class MemberTierChange(models.Model):
    _name = "member.tier.change"
    _description = "Tier Change"
    _order = "date desc, id desc"
    _rec_name = "to_tier_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True)
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
            ("leave", "Left the membership"),
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
    explanation = fields.Char("Why", compute="_compute_explanation")
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user)

    # Newest first, page by page.
    _company_date = models.Index("(company_id, date, id)")

    @api.depends("reason", "figure", "threshold", "window_start", "window_end", "note")
    @api.depends_context("lang")
    def _compute_explanation(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for change in self:
            figures = {
                "figure": formatLang(self.env, change.figure, currency_obj=change.currency_id),
                "threshold": formatLang(self.env, change.threshold, currency_obj=change.currency_id),
                "start": format_date(self.env, change.window_start),
                "end": format_date(self.env, change.window_end),
            }
            if change.reason == "spend":
                change.explanation = self.env._(
                    "Spent %(figure)s of %(threshold)s asked between %(start)s and %(end)s", **figures
                )
            elif change.reason == "single":
                change.explanation = self.env._("One purchase of %(figure)s; %(threshold)s was asked", **figures)
            else:
                change.explanation = change.note or reasons[change.reason]

    def write(self, vals):
        raise UserError(self.env._("A tier change is a record of what happened and can't be edited."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A tier change is a record of what happened and can't be deleted."))
