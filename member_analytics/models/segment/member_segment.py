import json
from ast import literal_eval

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_list
from odoo.tools.safe_eval import safe_eval

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
    description = fields.Text("Purpose", translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Leave empty to share the segment with all companies, each with its own members.",
        ondelete="restrict",
    )
    kind = fields.Selection(
        [("live", "Dynamic"), ("static", "Fixed Members")],
        required=True,
        default="live",
        help=(
            "Members of a dynamic segment are evaluated whenever it is used. Members of a fixed segment only change "
            "manually."
        ),
    )
    domain = fields.Char("Rule", required=True, default="[]")
    match = fields.Selection([("any", "Any of"), ("all", "All of")], "Also In", required=True, default="any")
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
        "Excluding",
        check_company=True,
        context={"active_test": False},
    )
    membership_ids = fields.One2many("member.segment.membership", "segment_id", "History", readonly=True)
    member_count = fields.Integer("Members", compute="_compute_member_count", groups=SEES_LEDGER)
    problem = fields.Char(compute="_compute_member_count", groups=SEES_LEDGER)
    night_problem = fields.Char("Calculation Error", readonly=True, copy=False)
    size_ids = fields.One2many("member.segment.size", "segment_id", "Sizes", readonly=True, groups=SEES_ALL)
    last_size = fields.Integer("Size Last Night", compute="_compute_sizes", groups=SEES_ALL)
    size_graph = fields.Text("Size History", compute="_compute_sizes", groups=SEES_ALL)

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
                raise ValidationError(self.env._("A segment can't include itself: %(way)s.", way=names))
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
                        "%(segment)s is used by other segments: %(users)s. Change them first, or archive this segment.",
                        segment=segment.name,
                        users=format_list(self.env, (users - self).mapped("name")),
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

    # ── Whom a segment holds, as a domain of contacts ──────────────────────────────────────────────────────────

    def _audience(self):
        """Domain of the contacts who are in any of these segments: the one hook for mailings, promotions, follow-ups.

        It holds members of the company that one works in; for who sees only their own members, those. It is evaluated
        with the rights of whoever searches by it. Consent and the channel are the caller's affair::

            members = self.env["res.partner"].search(segment._audience() & Domain("email", "!=", False))

        :raise UserError: if a rule can't be told any more, with the segment's name
        """
        return Domain.OR(segment._reachable() & segment._terms() for segment in self)

    def _reachable(self):
        """Members of the company; whoever sees the metrics of their own members only finds no others by a segment."""
        here = Domain("company_id", "in", [self.env.company.id, False])
        user = self.env.user
        sees_all = self.env.su or any(user.has_group(f"member_loyalty.group_{role}") for role in ("manager", "auditor"))
        mine = Domain.TRUE if sees_all else Domain("user_id", "=", user.id)
        return Domain("is_member", "=", True) & here & mine

    def _terms(self):
        self.ensure_one()
        if self.kind == "static":
            return Domain(
                "member_segment_membership_ids",
                "any",
                [
                    # The record that is being edited on a form has the id of the saved one behind it.
                    ("segment_id", "in", self._origin.ids),
                    ("company_id", "=", self.env.company.id),
                    ("left_on", "=", False),
                ],
            )
        terms = self._rule()
        if parts := self.part_ids._origin:
            join = Domain.AND if self.match == "all" else Domain.OR
            terms &= join(part._audience() for part in parts)
        if others := self.except_ids._origin:
            terms &= ~others._audience()
        return terms

    def _rule(self):
        """:return: the domain that somebody typed, found to be one of contacts"""
        try:
            rule = Domain(literal_eval(self.domain or "[]"))
            if any("member_segment" in condition.field_expr for condition in _conditions(rule)):
                raise ValueError(
                    self.env._("A rule can't refer to other segments. Combine segments below the rule instead.")
                )
            rule.validate(self.env["res.partner"])
            if self.env.su:
                rule = _within_companies(rule, self.env["res.partner"])
        except (UserError, ValueError, TypeError, SyntaxError) as error:
            raise UserError(
                self.env._("The rule of segment %(segment)s is invalid: %(error)s", segment=self.name, error=error)
            ) from error
        return rule

    def _problem(self):
        """:return: why nobody can tell who is in the segment; False when one can"""
        try:
            # A savepoint: the database finds values that don't fit their columns only when it looks.
            with self.env.cr.savepoint(flush=False):
                self.env["res.partner"].search(self._audience(), limit=1)
        except AccessError as error:
            return self.env._("Segment %(segment)s: %(error)s", segment=self.name, error=error)
        except UserError as error:
            return str(error)
        except (psycopg2.Error, ValueError, TypeError) as error:
            return self.env._(
                "The rule of segment %(segment)s is invalid: %(error)s", segment=self.name, error=str(error).strip()
            )
        return False

    def _holding(self, partners):
        """Which of these segments hold which of these contacts, told in one query.

        :return: dict of partner id to list of segment ids
        """
        of_each = []
        for segment in self if partners.ids else ():
            try:
                query = partners.browse()._search(segment._audience() & Domain("id", "in", partners.ids))
            except UserError:
                # The segment's own form tells what is wrong with it.
                continue
            of_each.append(query.select(SQL.identifier(query.table, "id"), SQL("%s", segment.id)))
        held = {}
        if of_each:
            for partner_id, segment_id in self.env.execute_query(SQL(" UNION ALL ").join(of_each)):
                held.setdefault(partner_id, []).append(segment_id)
        return held


def _within_companies(domain, model):
    """The domain as it is for whoever sees all of the company: superuser would find what other companies have, too.

    :return: the domain, with the rules for everybody on what it finds through relations
    """

    def within(condition):
        if condition.operator not in ("any", "not any"):
            return condition
        comodel = model.env[model._fields[condition.field_expr].comodel_name]
        found = _within_companies(Domain(condition.value), comodel) & _rules_for_everybody(comodel)
        return Domain(condition.field_expr, condition.operator, found)

    # Optimised, paths through relations are ``any``, too.
    return domain.optimize(model).map_conditions(within)


def _rules_for_everybody(model):
    """:return: domain of the records that the rules without groups, those of companies among them, let anybody read"""
    # sudo: rules are read here, nothing that they guard.
    rules = model.env["ir.rule"].sudo()
    found = rules.search([("model_id.model", "=", model._name), ("groups", "=", False), ("perm_read", "=", True)])
    context = rules._eval_context()
    return Domain.AND(Domain(safe_eval(rule.domain_force or "[]", context)) for rule in found)


def _conditions(domain):
    """The conditions of a domain, and of the domains inside them."""
    for condition in domain.iter_conditions():
        yield condition
        if condition.operator in ("any", "not any"):
            yield from _conditions(Domain(condition.value))
