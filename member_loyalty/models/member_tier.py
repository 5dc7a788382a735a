from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ..engine import tiers


class MemberTier(models.Model):
    _name = "member.tier"
    _description = "Membership Tier"
    _inherit = ["pos.load.mixin"]
    _order = "rank, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    rank = fields.Integer(
        required=True, default=10, help="The higher the rank, the better the tier. A member holds the highest reached."
    )
    color = fields.Char(default="#9aa0a6", help="Colour of the tier at the till and on the member's file.")
    company_id = fields.Many2one("res.company", help="Leave empty to share the tier between all companies.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    entry_single = fields.Monetary(
        "One Purchase Of", help="Net of taxes. One purchase of at least this amount gives the tier. 0: not a way in."
    )
    entry_spend = fields.Monetary(
        "Purchases Of",
        help="Net of taxes and refunds. Purchases of this amount within the window give the tier. 0: not a way in.",
    )
    window_months = fields.Integer(
        "Within (months)", default=12, required=True, help="Length of the rolling window that purchases count in."
    )
    points_multiplier = fields.Float(default=1.0, digits=(6, 2), required=True)
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Prices for members of this tier who have no pricelist of their own. "
        "At a till, add it to the till's available pricelists.",
    )
    entry_rule = fields.Char("How to Reach It", compute="_compute_entry_rule")
    member_count = fields.Integer("Members", compute="_compute_member_count")

    _points_multiplier_positive = models.Constraint(
        "CHECK (points_multiplier > 0)", "The points multiplier of a tier must be above 0."
    )
    _window_positive = models.Constraint("CHECK (window_months > 0)", "The window of a tier is at least one month.")
    _thresholds_positive = models.Constraint(
        "CHECK (entry_single >= 0 AND entry_spend >= 0)", "The thresholds of a tier can't be negative."
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for tier in self:
            tier.currency_id = (tier.company_id or self.env.company).currency_id

    @api.depends("entry_single", "entry_spend", "window_months", "currency_id")
    @api.depends_context("lang")
    def _compute_entry_rule(self):
        for tier in self:
            amounts = {
                "single": formatLang(self.env, tier.entry_single, currency_obj=tier.currency_id),
                "spend": formatLang(self.env, tier.entry_spend, currency_obj=tier.currency_id),
                "months": tier.window_months,
            }
            if tier.entry_single and tier.entry_spend:
                tier.entry_rule = self.env._(
                    "One purchase of %(single)s, or purchases of %(spend)s within %(months)s months", **amounts
                )
            elif tier.entry_single:
                tier.entry_rule = self.env._("One purchase of %(single)s", **amounts)
            elif tier.entry_spend:
                tier.entry_rule = self.env._("Purchases of %(spend)s within %(months)s months", **amounts)
            else:
                tier.entry_rule = self.env._("Every member, from enrolment on")

    def _compute_member_count(self):
        counts = dict(
            self.env["res.partner"]._read_group([("member_tier_id", "in", self.ids)], ["member_tier_id"], ["__count"])
        )
        for tier in self:
            tier.member_count = counts.get(tier, 0)

    @api.constrains("rank", "company_id", "active")
    def _check_rank(self):
        for tier in self.filtered("active"):
            twin = self.search(
                [("rank", "=", tier.rank), ("company_id", "in", [tier.company_id.id, False]), ("id", "!=", tier.id)],
                limit=1,
            )
            if twin:
                raise ValidationError(
                    self.env._(
                        "Tiers %(first)s and %(second)s both have rank %(rank)s. Give each tier a rank of its own.",
                        first=twin.name,
                        second=tier.name,
                        rank=tier.rank,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_members(self):
        for tier in self.filtered("member_count"):
            raise ValidationError(
                self.env._(
                    "Tier %(tier)s has %(count)s members. Archive it, or move its members to another tier first.",
                    tier=tier.name,
                    count=tier.member_count,
                )
            )

    def action_view_members(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.res_partner_action_members")
        action["domain"] = [("member_tier_id", "=", self.id)]
        return action

    @api.model
    def _for_company(self, company):
        """Tiers in force in a company, lowest first."""
        return self.search([("company_id", "in", [company.id, False])])

    def _as_engine(self):
        """:return: list of :class:`engine.tiers.Tier`, one per record, in the same order"""
        return [
            tiers.Tier(tier.id, tier.rank, tier.entry_single, tier.entry_spend, tier.window_months) for tier in self
        ]

    @api.model
    def _load_pos_data_domain(self, data, config):
        return [("company_id", "in", [config.company_id.id, False])]

    @api.model
    def _load_pos_data_fields(self, config):
        return ["name", "rank", "color", "points_multiplier", "pricelist_id"]

    def _for_till(self):
        self.ensure_one()
        return {"id": self.id, "name": self.name, "color": self.color}
