import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.member_loyalty.const import SEES_LEDGER

from ...engine.ways import way_back

# Sizes are the whole segment's, so they are for those who see all members.
SEES_ALL = "member_loyalty.group_manager,member_loyalty.group_auditor"
# What makes a segment, beside the members of a fixed one.
TERMS = ("kind", "domain", "match", "part_ids", "except_ids", "company_id")
# So many nights are in the small picture.
NIGHTS = 30


class MemberSegment(models.Model):
    """Members with something in common, by a rule or picked; see ``_audience`` for how others take them.

    A segment of every company holds, in each, the members of that company.
    """

    _name = "member.segment"
    _description = "Segment"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    description = fields.Text("What It Is For", translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: every company has it, each with its own members.",
    )
    kind = fields.Selection(
        [("live", "By Rule"), ("static", "Fixed Members")],
        required=True,
        default="live",
        help="By rule: told anew whenever it is used. Fixed: who is in it changes by hand only.",
    )
    domain = fields.Char("Rule", required=True, default="[]")
    match = fields.Selection([("any", "Any of"), ("all", "All of")], "And Are In", required=True, default="any")
    part_ids = fields.Many2many(
        "member.segment",
        "member_segment_part_rel",
        "segment_id",
        "part_id",
        "Segments",
        check_company=True,
        context={"active_test": False},
    )
    except_ids = fields.Many2many(
        "member.segment",
        "member_segment_except_rel",
        "segment_id",
        "except_id",
        "But in None of",
        check_company=True,
        context={"active_test": False},
    )
    membership_ids = fields.One2many("member.segment.membership", "segment_id", "History", readonly=True)
    member_count = fields.Integer("Members", compute="_compute_member_count", groups=SEES_LEDGER)
    problem = fields.Char(compute="_compute_member_count", groups=SEES_LEDGER)
    night_problem = fields.Char("Not Counted Because", readonly=True, copy=False)
    size_ids = fields.One2many("member.segment.size", "segment_id", "Sizes", readonly=True, groups=SEES_ALL)
    last_size = fields.Integer("Members Last Night", compute="_compute_sizes", groups=SEES_ALL)
    size_graph = fields.Text("Size by Night", compute="_compute_sizes", groups=SEES_ALL)

    # ── What the screen shows ─────────────────────────────────────────────────────────────────────────────────

    @api.depends(*TERMS)
    @api.depends_context("company", "uid")
    def _compute_member_count(self):
        """Now, as the reader, and while the rule is typed."""
        for segment in self:
            segment.problem = segment._problem()
            segment.member_count = 0 if segment.problem else self.env["res.partner"].search_count(segment._audience())

    @api.depends("size_ids")
    @api.depends_context("company", "lang")
    def _compute_sizes(self):
        kept = self.env["member.segment.size"].search(
            [
                ("segment_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
                ("day", ">=", fields.Date.subtract(self.env.company._member_today(), days=NIGHTS)),
            ],
            order="day",
        )
        by_segment = kept.grouped("segment_id")
        for segment in self:
            sizes = by_segment.get(segment, kept.browse())
            segment.last_size = sizes[-1:].member_count
            values = [
                {"x": format_date(self.env, size.day), "name": format_date(self.env, size.day), "y": size.member_count}
                for size in sizes
            ]
            picture = [{"key": self.env._("Members"), "values": values, "area": True}]
            # A night alone is no line.
            segment.size_graph = len(values) > 1 and json.dumps(picture)

    # ── Checks ────────────────────────────────────────────────────────────────────────────────────────────────

    @api.constrains(*TERMS)
    def _check_terms(self):
        """What somebody may not read they can't find out by counting: core checks as superuser, this as who saves."""
        for segment in self:
            if way := way_back(segment, lambda one: one.part_ids | one.except_ids):
                names = " → ".join(one.name for one in way)
                raise ValidationError(self.env._("A segment can't be made of itself: %(way)s.", way=names))
            if problem := segment.sudo(False)._problem():
                raise ValidationError(problem)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for segment in self:
            users = self.with_context(active_test=False).search(
                ["|", ("part_ids", "in", segment.ids), ("except_ids", "in", segment.ids)]
            )
            if users - self:
                raise UserError(
                    self.env._(
                        "%(segment)s is part of other segments: %(users)s. Change them first, or archive it.",
                        segment=segment.name,
                        users=", ".join((users - self).mapped("name")),
                    )
                )

    # ── Buttons ───────────────────────────────────────────────────────────────────────────────────────────────

    def action_members(self):
        """Open the members who are in it now."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.res_partner_action_members")
        return {
            **action,
            "name": self.name,
            "domain": [("member_segment_ids", "in", self.ids)],
            "context": {},
        }

    def action_metrics(self):
        """Open what the members who are in it now do."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_analytics.member_metrics_action")
        here = ("company_id", "=", self.env.company.id)
        return {**action, "name": self.name, "domain": [("partner_id.member_segment_ids", "in", self.ids), here]}

    def action_memberships(self):
        """Open who entered and who left."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_analytics.member_segment_membership_action")
        return {**action, "domain": [("segment_id", "=", self.id)]}

    def action_sizes(self):
        """Open the sizes by night."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_analytics.member_segment_size_action")
        return {**action, "domain": [("segment_id", "=", self.id)]}

    def action_fix(self):
        """Make a segment of fixed members of those who are in this one now."""
        self.ensure_one()
        day = format_date(self.env, self.env.company._member_today())
        fixed = self.create(
            {
                "name": self.env._("%(segment)s on %(day)s", segment=self.name, day=day),
                "description": self.description,
                "kind": "static",
            }
        )
        fixed._add(self._audience())
        return fixed.get_formview_action()
