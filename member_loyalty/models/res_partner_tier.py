from odoo import api, fields, models

from ..engine import tiers
from .member_ledger_entry import SEES_LEDGER


class ResPartner(models.Model):
    """Where a member stands on the ladder of tiers, and why."""

    _inherit = "res.partner"

    member_spend = fields.Monetary(
        "Spent in Window",
        compute="_compute_member_spend",
        groups=SEES_LEDGER,
        help="Net purchases within the next tier's window.",
    )
    member_next_tier_id = fields.Many2one("member.tier", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_next_tier_rule = fields.Char("How to Reach It", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_progress = fields.Float("Progress (%)", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_missing_spend = fields.Monetary("To Next Tier", compute="_compute_member_spend", groups=SEES_LEDGER)

    def write(self, vals):
        if "member_tier_id" in vals:
            self._check_member_decided(vals)
            vals = dict(vals)
            self._member_tier_by_hand(vals.pop("member_tier_id"))
        return super().write(vals)

    @api.depends_context("company")
    def _compute_member_spend(self):
        standing = self._member_standing()
        for partner in self:
            spend, next_tier, missing = standing[partner]
            partner.member_spend = spend
            partner.member_next_tier_id = next_tier
            partner.member_next_tier_rule = next_tier.entry_rule
            partner.member_missing_spend = missing["spend"] if missing else 0
            asked = next_tier.entry_spend
            partner.member_progress = min(100.0, max(0.0, 100.0 * float(spend) / asked)) if asked else 0

    def _member_standing(self):
        """Where members stand on the way up.

        :return: dict of partner to (net spend in the window, next tier, what is missing to it or None)
        """
        member_tiers = self.env["member.tier"]._for_company(self.env.company)
        ladder = dict(zip(member_tiers, member_tiers._as_engine(), strict=True))
        figures = self.env["member.purchase"]._figures(
            self.ids, member_tiers.mapped("window_months"), member_tiers.company_id[:1]
        )
        standing = {}
        for partner in self:
            above = member_tiers.filtered(
                lambda tier, rank=partner.member_tier_id.rank if partner.member_tier_id else -1: tier.rank > rank
            )
            next_tier = above[:1]
            tier = next_tier or partner.member_tier_id
            single, spend, _purchase, _day = figures[partner.id].get(tier.window_months, (0, 0, False, False))
            missing = tiers.missing_to(ladder[next_tier], tiers.Figures(single, spend)) if next_tier else None
            standing[partner] = (spend, next_tier, missing)
        return standing

    def _member_review_tier(self, on_day=None, purchase=None, note=False):
        """Raise members to the tier that their purchases give; nobody falls here.

        :param on_day: last day of the windows, today by default
        :param purchase: the member.purchase that the review follows; else the largest one is kept as the cause of a
            tier that one purchase gave
        :param note: what occasioned the review, kept with the changes
        :return: the tier changes made
        """
        company = self.env.company
        on_day = on_day or company._member_today()
        member_tiers = self.env["member.tier"]._for_company(company)
        ladder = member_tiers._as_engine()
        figures = self.env["member.purchase"]._figures(
            self.ids, {tier.window for tier in ladder}, member_tiers.company_id[:1], on_day
        )
        changes = []
        for partner in self:
            found = figures[partner.id]
            reached = tiers.reached_tier(
                ladder, {months: tiers.Figures(single, spend) for months, (single, spend, *_rest) in found.items()}
            )
            now = partner.member_tier_id
            if not reached or (now and now.rank >= reached.tier.rank):
                continue
            _single, _spend, purchase_id, first_day = found.get(reached.tier.window, (0, 0, False, False))
            changes.append(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "from_tier_id": now.id,
                    "to_tier_id": reached.tier.id,
                    "reason": reached.reason,
                    "figure": reached.figure,
                    "threshold": reached.threshold,
                    "window_start": first_day,
                    "window_end": on_day,
                    "purchase_id": purchase.id if purchase else reached.reason == "single" and purchase_id,
                    "note": note,
                }
            )
        return self._member_change_tier(changes, on_day)

    def _member_tier_by_hand(self, tier_id):
        # sudo: the right was checked by ``write``; nobody writes the record of tier changes directly.
        self.sudo()._member_change_tier(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.env.company.id,
                    "from_tier_id": partner.member_tier_id.id,
                    "to_tier_id": tier_id,
                    "reason": "manual",
                }
                for partner in self
                if partner.member_tier_id.id != tier_id
            ],
            fields.Date.context_today(self),
        )

    @api.model
    def _member_change_tier(self, changes, on_day):
        """Carry out tier changes and keep the reasons.

        :param changes: list of values of member.tier.change
        """
        by_tier = {}
        for change in changes:
            by_tier.setdefault(change["to_tier_id"], []).append(change["partner_id"])
        for tier_id, partner_ids in by_tier.items():
            # Past our own ``write``, which takes every other writer of the tier for a hand.
            super(ResPartner, self.browse(partner_ids)).write({"member_tier_id": tier_id, "member_tier_since": on_day})
        return self.env["member.tier.change"].create(changes)
