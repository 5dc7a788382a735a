from dataclasses import replace
from datetime import date, timedelta

from odoo import models
from odoo.tools import ormcache

from ...engine import tier_ladder
from .member_tier_rule import TERMS


class MemberTier(models.Model):
    """The ladders that members climb: of each company, and of those who joined in the same time."""

    _inherit = "member.tier"

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

    def _make_ladders(self, company_id, trial=None):
        """
        :param trial: member.tier.revision, whose rule takes the place of its tier's
        """
        # sudo: rules are for everybody; who asks is judged by them.
        company = self.env["res.company"].sudo().browse(company_id)
        tiers = self.env["member.tier"].sudo().search([("company_id", "in", [company.id, False])])
        cuts = {date.min} | {version.new_since for version in tiers.version_ids if version.new_since}
        firsts = sorted(cuts)
        lasts = [first - timedelta(days=1) for first in firsts[1:]] + [date.max]
        ladders = []
        for first, last in zip(firsts, lasts, strict=True):
            rules = {tier: tier._version_for(first) for tier in tiers}
            if trial:
                rules[trial.tier_id] = trial
            steps = [tier._step(rule, company) for tier, rule in rules.items()]
            ladders.append(tier_ladder.Ladder(first, last, _same_measures(steps)))
        return tuple(ladders)

    def _version_for(self, joined):
        """The version of this tier's rule that is for members who joined on a day."""
        return next(
            version
            for version in self.version_ids.sorted("number", reverse=True)
            if not version.new_since or version.new_since <= joined
        )

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
