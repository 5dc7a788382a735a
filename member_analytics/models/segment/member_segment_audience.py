from ast import literal_eval

import psycopg2

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval


class MemberSegment(models.Model):
    """Whom a segment holds, as domain of contacts."""

    _inherit = "member.segment"

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
                raise ValueError(self.env._("Other segments are named below the rule, not in it."))
            rule.validate(self.env["res.partner"])
            if self.env.su:
                rule = _within_companies(rule, self.env["res.partner"])
        except (UserError, ValueError, TypeError, SyntaxError) as error:
            raise UserError(
                self.env._("The rule of segment %(segment)s doesn't work: %(error)s", segment=self.name, error=error)
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
                "The rule of segment %(segment)s doesn't work: %(error)s", segment=self.name, error=str(error).strip()
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
            self.env.flush_all()
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
