from odoo import api, fields, models

from ...const import SEES_LEDGER
from ...engine.tiers import Figures


class ResPartner(models.Model):
    """Where a member stands on the ladder: what is missing to rise, and to stay."""

    _inherit = "res.partner"

    member_tier_until = fields.Date("Tier Until", compute="_compute_member_until", groups=SEES_LEDGER)
    member_hold_reason = fields.Char("Held By Hand", compute="_compute_member_until", groups=SEES_LEDGER)
    member_spend = fields.Monetary(
        "Spent in Window",
        compute="_compute_member_spend",
        groups=SEES_LEDGER,
        help="Purchases within the next tier's window.",
    )
    member_next_tier_id = fields.Many2one("member.tier", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_next_tier_rule = fields.Char("How to Reach It", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_progress = fields.Float("Progress (%)", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_missing_spend = fields.Monetary("To Next Tier", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_missing_text = fields.Char("Missing", compute="_compute_member_spend", groups=SEES_LEDGER)

    def _compute_member_until(self):
        standings = self.env["member.standing"].search([("partner_id", "in", self.ids)]).grouped("partner_id")
        for partner in self:
            standing = standings.get(partner, self.env["member.standing"])
            held = bool(standing.hold_reason)
            partner.member_tier_until = standing.hold_until if held else standing.until
            partner.member_hold_reason = standing.hold_reason

    @api.depends_context("company")
    def _compute_member_spend(self):
        outlook = self._member_outlook()
        for partner in self:
            next_tier, figures, missing = outlook[partner]
            partner.member_spend = figures.spend
            partner.member_next_tier_id = next_tier
            partner.member_next_tier_rule = next_tier.entry_rule
            partner.member_missing_spend = missing.get("spend", 0)
            partner.member_missing_text = next_tier._missing_text(missing) if next_tier else False
            partner.member_progress = next_tier._progress(figures) if next_tier else 0

    def _member_outlook(self):
        """What members have, and miss for the next tier.

        :return: dict of partner to (the next tier, :class:`engine.tiers.Figures` in its window, dict of measure to what
            is missing); who is on the highest tier has that tier's window and misses nothing
        """
        outlook = {}
        for partner, (above, own) in self._member_steps_above().items():
            step, figures = above[0] if above else (None, own)
            outlook[partner] = (
                self.env["member.tier"].browse(step and step.tier.id),
                figures,
                step.tier.entry.missing(figures) if step else {},
            )
        return outlook

    def _member_steps_above(self):
        """The steps of the ladder above each member's tier, by the rules that are for them.

        :return: dict of partner to (list of (:class:`engine.tier_ladder.Step`, :class:`engine.tiers.Figures` in its
            window), the lowest first; the figures in the window of the member's own tier)
        """
        # sudo: rules and purchases of the members asked for; the caller may read the members.
        self = self.sudo()
        company, day = self.env.company, self.env.company._member_today()
        found = {}
        for ladder in self.env["member.tier"]._ladders(company.id):
            members = self.filtered(lambda one, ladder=ladder: ladder.for_joined(one.member_since or day))
            if not members:
                continue
            asked = self.env["member.standing"]._asked(dict.fromkeys(members.ids, (day, day)))
            counted = self.env["member.purchase"]._figures(asked, [step.measure for step in ladder.steps])
            for partner in members:
                rank = partner.member_tier_id.rank if partner.member_tier_id else float("-inf")
                own = ladder.step(partner.member_tier_id.id)
                found[partner.sudo(False)] = (
                    [
                        (step, counted[step.measure].get(partner.id, Figures()))
                        for step in sorted(ladder.steps, key=lambda step: step.tier.rank)
                        if step.tier.rank > rank
                    ],
                    counted[own.measure].get(partner.id, Figures()) if own else Figures(),
                )
        return found
