from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import contrast


class MemberTier(models.Model):
    _name = "member.tier"
    _description = "Membership Tier"
    _inherit = ["pos.load.mixin", "member.tier.rule"]
    _order = "rank, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    rank = fields.Integer(
        required=True, default=10, help="The higher the rank, the better the tier. A member holds the highest reached."
    )
    color = fields.Char(default="#9aa0a6", help="Colour of the tier at the till and on the member's file.")
    text_color = fields.Char(compute="_compute_text_color", help="Black or white: what can be read on the color.")
    company_id = fields.Many2one("res.company", help="Leave empty to share the tier between all companies.")
    points_multiplier = fields.Float(default=1.0, digits=(6, 2), required=True)
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Prices for members of this tier who have no pricelist of their own. "
        "At a till, add it to the till's available pricelists.",
    )
    version_ids = fields.One2many("member.tier.version", "tier_id", "Versions", readonly=True)
    member_count = fields.Integer("Members", compute="_compute_member_count")

    _points_multiplier_positive = models.Constraint(
        "CHECK (points_multiplier > 0)", "The points multiplier of a tier must be above 0."
    )

    @api.depends("color")
    def _compute_text_color(self):
        for tier in self:
            tier.text_color = contrast.text_on(tier.color)

    def _compute_member_count(self):
        counts = dict(
            self.env["res.partner"]._read_group([("member_tier_id", "in", self.ids)], ["member_tier_id"], ["__count"])
        )
        for tier in self:
            tier.member_count = counts.get(tier, 0)

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers._make_version()
        return tiers

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & set(self._rule_fields()):
            self._make_version(self.env.context.get("member_rule_since"))
        # Ladders are kept in memory, see ``_ladders``.
        self.env.registry.clear_cache()
        return result

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

    def action_revise(self):
        """Try a change of the rule out before it is made."""
        self.ensure_one()
        company = self.company_id or self.env.company
        revision = self.env["member.tier.revision"].create(
            {**self._rule_values(), "tier_id": self.id, "company_id": company.id}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "member.tier.revision",
            "res_id": revision.id,
            "view_mode": "form",
        }

    def action_view_members(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.res_partner_action_members")
        action["domain"] = [("member_tier_id", "=", self.id)]
        return action

    @api.model
    def _load_pos_data_domain(self, data, config):
        return [("company_id", "in", [config.company_id.id, False])]

    @api.model
    def _load_pos_data_fields(self, config):
        return ["name", "color", "text_color", "points_multiplier"]

    def _for_till(self):
        self.ensure_one()
        return {"id": self.id, "name": self.name, "color": self.color}
