from dataclasses import replace
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ...engine import contrast, tier_ladder
from .member_tier_rule import TERMS


class MemberTier(models.Model):
    _name = "member.tier"
    _description = "Membership Tier"
    _inherit = ["pos.load.mixin", "member.tier.rule", "member.remembered"]
    _order = "rank, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    rank = fields.Integer(
        required=True,
        default=lambda self: self._next_rank(),
        help="The higher the rank, the better the tier. Members get the highest tier for which they qualify.",
    )
    color = fields.Char(default="#9aa0a6", help="The color of the tier at the till and on the member's form.")
    text_color = fields.Char(
        compute="_compute_text_color", help="The text color, black or white, that is readable on the tier color."
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share the tier between all companies.", ondelete="restrict"
    )
    points_multiplier = fields.Float(default=1.0, digits=(6, 2), required=True)
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="The pricelist for members of this tier who have no pricelist of their own. To use it at a till, "
        "add it to the till's available pricelists.",
        ondelete="restrict",
    )
    version_ids = fields.One2many("member.tier.version", "tier_id", "Versions", readonly=True)
    member_count = fields.Integer("Members", compute="_compute_member_count")
    review_company_ids = fields.Many2many(
        "res.company",
        "member_tier_review_company_rel",
        string="Review Due In",
        readonly=True,
        copy=False,
        help="The tier is new or was changed without a preview: tonight's review looks at all members there.",
    )

    # What a tier gives to whom enters it.
    gift_points = fields.Float("Welcome Points", digits=(16, 2))
    gift_program_id = fields.Many2one(
        "loyalty.program",
        "Points Program",
        ondelete="restrict",
        domain=[("member_program", "=", True), ("program_type", "=", "loyalty")],
    )
    gift_coupon_program_id = fields.Many2one(
        "loyalty.program", "Welcome Coupon", ondelete="restrict", domain=[("program_type", "=", "coupons")]
    )
    gift_template_id = fields.Many2one(
        "mail.template",
        "Welcome Email",
        ondelete="restrict",
        domain=[("model", "=", "member.tier.welcome")],
    )
    gift_again = fields.Boolean(
        "Every Time", help="If disabled, a member gets the welcome gift only once, however often the tier is reached."
    )
    gift_skipped = fields.Boolean(
        "Also If Skipped", help="Members who skip this tier by reaching a higher one also get its welcome gift."
    )

    # The picture on the cards of a tier's members.
    card_face = fields.Image(
        "Card Design",
        max_width=1200,
        max_height=800,
        help="This design is shown on members' cards instead of the card type's design.",
    )

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
        tiers._ask_for_review()
        return tiers

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & set(self._rule_fields()):
            self._make_version(self.env.context.get("member_rule_since"))
        if {"rank", "active", *self._rule_fields()} & set(vals):
            self._ask_for_review()
        return result

    def _ask_for_review(self):
        """Whoever qualifies for a tier that was made or changed gets it by tonight's review."""
        # sudo: a mark of the system, in each company whose members may get the tier.
        for tier in self.sudo():
            tier.review_company_ids = tier.company_id or self.env["res.company"].sudo().search([("id", "!=", 0)])

    @api.model
    def _next_rank(self):
        """:return: a rank above all others of the company, so that a new tier doesn't collide"""
        ranks = self.with_context(active_test=False).search(
            [("company_id", "in", [self.env.company.id, False])], order="rank desc", limit=1
        )
        return (ranks.rank if ranks else 0) + 10

    @api.constrains("rank", "company_id", "active")
    def _check_rank(self):
        for tier in self.filtered("active"):
            tier._check_free_rank(tier.rank)

    def _check_free_rank(self, rank):
        """Refuse a rank that another tier has."""
        twin = self.search(
            [("rank", "=", rank), ("company_id", "in", [self.company_id.id, False]), ("id", "!=", self.id)], limit=1
        )
        if twin:
            raise ValidationError(
                self.env._(
                    "Tiers %(first)s and %(second)s both have rank %(rank)s. Give each tier a rank of its own.",
                    first=twin.name,
                    second=self.name,
                    rank=rank,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_members(self):
        for tier in self.filtered("member_count"):
            raise ValidationError(
                self.env._(
                    "Tier %(tier)s has %(count)s members and can't be deleted. Archive it, or move its "
                    "members to another tier first.",
                    tier=tier.name,
                    count=tier.member_count,
                )
            )

    def action_revise(self):
        """Try a change of the rule out before it is made."""
        self.ensure_one()
        company = self.company_id or self.env.company
        revision = self.env["member.tier.revision"].create(
            {
                **self._rule_values(),
                "tier_id": self.id,
                "rank": self.rank,
                "company_id": company.id,
                "is_new": not self.member_count,
            }
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

    # ── Ladders: of each company, and of those who joined in the same time ─────────────────────────────────────

    def _make_version(self, new_since=False):
        """Keep the rule as it is from now on.

        :param date new_since: who joined before stays with the version before
        """
        # sudo: versions are written with the rule that they record, by nobody directly.
        self = self.sudo()
        self.env["member.tier.version"].create(
            [
                {
                    **tier._rule_values(),
                    "tier_id": tier.id,
                    "number": max(tier.version_ids.mapped("number"), default=0) + 1,
                    "new_since": new_since,
                }
                for tier in self
            ]
        )

    @ormcache("company_id")
    def _ladders(self, company_id):
        """The ladders of a company: one, unless rules were changed for new members only.

        :return: tuple of :class:`engine.tier_ladder.Ladder`, which together cover all days of joining
        """
        return self._make_ladders(company_id)

    def _make_ladders(self, company_id, trial=None, before=None):
        """
        :param trial: member.tier.revision, whose rule takes the place of its tier's
        :param before: member.tier.revision, as if it weren't there
        """
        # sudo: rules are for everybody; who asks is judged by them.
        company = self.env["res.company"].sudo().browse(company_id)
        tiers = self.env["member.tier"].sudo().search([("company_id", "in", [company.id, False])])
        if before and before.is_new:
            tiers -= before.tier_id
        last_number = {before.tier_id: before.before_id.number} if before and before.before_id else {}
        cuts = {date.min} | {version.new_since for version in tiers.version_ids if version.new_since}
        firsts = sorted(cuts)
        lasts = [first - timedelta(days=1) for first in firsts[1:]] + [date.max]
        ladders = []
        for first, last in zip(firsts, lasts, strict=True):
            rules = {tier: tier._version_for(first, last_number.get(tier)) for tier in tiers}
            if trial:
                rules[trial.tier_id] = trial
            steps = [tier._step(rule, company) for tier, rule in rules.items()]
            if last_number:
                steps = [before._ranked_before(step) for step in steps]
            ladders.append(tier_ladder.Ladder(first, last, _same_measures(steps)))
        return tuple(ladders)

    def _version_for(self, joined, last_number=None):
        """The version of this tier's rule that is for members who joined on a day.

        :param last_number: as of this version
        """
        return next(
            version
            for version in self.version_ids.sorted("number", reverse=True)
            if (not last_number or version.number <= last_number)
            and (not version.new_since or version.new_since <= joined)
        )

    def _version_now(self):
        """:return: the member.tier.version in force"""
        return self.version_ids.sorted("number")[-1:]

    def _step(self, rule, company):
        """:param rule: a record of a model that inherits member.tier.rule"""
        tier = rule._rule_as_engine(self)
        asked = set(tier.entry.asked) | set(tier.staying.asked)
        return tier_ladder.Step(
            tier=tier,
            measure=tier_ladder.Measure(
                window=tier.window,
                categories=tuple(sorted(rule.categ_ids.ids)),
                places=tuple(sorted(rule.config_ids.ids)),
                company=self.company_id.id or None,
                basis=company._member_tier_basis(),
                names=tuple(name for name in TERMS if name in asked),
            ),
            version=rule.id,
            notice=rule.notice_days,
            undo=rule.on_refund == "undo",
        )

    @api.constrains("gift_points", "gift_program_id")
    def _check_gift_points(self):
        for tier in self:
            if tier.gift_points < 0 or bool(tier.gift_points) != bool(tier.gift_program_id):
                raise ValidationError(
                    self.env._(
                        "%(tier)s: enter both the number of welcome points and their program, or leave both empty.",
                        tier=tier.name,
                    )
                )

    @api.model
    def _with_gift(self):
        """:return: the tiers that give something on entering"""
        given = ("gift_coupon_program_id", "gift_template_id")
        return self.search(Domain("gift_points", "!=", 0) | Domain.OR([(name, "!=", False)] for name in given))


def _same_measures(steps):
    """Let steps that count over the same purchases be counted once."""
    steps = list(steps)
    together = {}
    for step in steps:
        alike = replace(step.measure, names=())
        together.setdefault(alike, set()).update(step.measure.names)
    return tuple(
        replace(
            step,
            measure=replace(
                step.measure,
                names=tuple(name for name in TERMS if name in together[replace(step.measure, names=())]),
            ),
        )
        for step in steps
    )
