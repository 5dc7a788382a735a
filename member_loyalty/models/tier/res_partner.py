from odoo import api, fields, models
from odoo.tools import SQL

from ...const import SEES_LEDGER
from ...engine.tiers import Figures


class ResPartner(models.Model):
    """The tier that counts for a member, and who changes it."""

    _inherit = "res.partner"

    member_standing_ids = fields.One2many("member.standing", "partner_id", "Tier Status", groups=SEES_LEDGER)

    # Where a member stands on the ladder: what is missing to rise, and to stay.
    member_tier_until = fields.Date("Tier Valid Until", compute="_compute_member_until", groups=SEES_LEDGER)
    member_hold_reason = fields.Char("Manual Tier", compute="_compute_member_until", groups=SEES_LEDGER)
    member_spend = fields.Monetary(
        "Spend in Period",
        compute="_compute_member_spend",
        groups=SEES_LEDGER,
        help="The purchases in the next tier's qualification period.",
    )
    member_next_tier_id = fields.Many2one(
        "member.tier", "Next Tier", compute="_compute_member_spend", groups=SEES_LEDGER
    )
    member_next_tier_rule = fields.Char("How to Qualify", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_progress = fields.Float("Progress (%)", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_missing_spend = fields.Monetary("Missing to Next Tier", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_missing_text = fields.Char("Missing to Upgrade", compute="_compute_member_spend", groups=SEES_LEDGER)

    def _member_without_held_tier(self, vals):
        """A tier that is written is held by hand. The one that a member has is no change: core's merge of contacts and
        imports write it, too.

        :return: the other values of ``write``
        """
        if "member_tier_id" not in vals:
            return vals
        vals = dict(vals)
        tier = self.env["member.tier"].browse(vals.pop("member_tier_id"))
        others = self.filtered(lambda partner: partner.member_tier_id != tier)
        if others and not self.env.su:
            others._member_check_own()
        # sudo: ``write`` has checked the right; nobody writes standings and tier changes directly.
        others.sudo()._member_hold_tier(tier)
        return vals

    def _member_review_tier(self, on_day=None, purchase=None, note=False):
        """Judge members by the rules: up at once, down when their tier is over.

        :param on_day: last day of the windows, today by default
        :param purchase: the member.purchase that the review follows; else the largest one is kept as the cause of a
            tier that one purchase gave
        :param note: what occasioned the review, kept with the changes
        :return: the tier changes made
        """
        day = on_day or self.env.company._member_today()
        Standing = self.env["member.standing"]
        if not purchase:
            changes = Standing._review_many(self.ids, day, note=note)
            changes._find_largest_purchase()
            return changes
        standings = Standing._of(self.ids)
        if purchase.refund_of_id:
            standings._undo_ground(day, purchase)
        return standings._review(day, purchase_id=purchase.id, note=note)

    def _member_hold_tier(self, tier, until=None, reason=None):
        """Give members a tier by hand, apart from the rules.

        Held higher than the rules give, the rules may still give more; held lower, they may give less.

        :param tier: member.tier; empty: no tier
        :param date until: last day; None: until somebody lifts it
        """
        company, day = self.env.company, self.env.company._member_today()
        standings = self.env["member.standing"]._of(self.ids)
        changes = []
        for standing in standings:
            floor = bool(tier) and (not standing.tier_id or tier.rank >= standing.tier_id.rank)
            standing.write(
                {
                    "hold_tier_id": tier.id,
                    "hold_floor": floor,
                    "hold_until": until,
                    "hold_reason": reason or self.env._("Manual tier"),
                    "hold_user_id": self.env.uid,
                    "review_on": min(
                        filter(None, (until and fields.Date.add(until, days=1), standing.review_on)), default=None
                    ),
                }
            )
            partner = standing.partner_id
            if partner.member_tier_id != tier:
                changes.append(
                    {
                        "partner_id": partner.id,
                        "company_id": company.id,
                        "from_tier_id": partner.member_tier_id.id,
                        "to_tier_id": tier.id,
                        "reason": "manual",
                        "note": reason,
                        "until": until,
                    }
                )
        return self._member_change_tier(changes, day)

    def action_member_why(self):
        """Why this member has this tier, and what is missing to rise and to stay."""
        self.ensure_one()
        self._member_check_own("read")
        # sudo: a standing may have to be made for a member who was never reviewed.
        standing = self.env["member.standing"].sudo()._of(self.ids)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tier Status"),
            "res_model": "member.standing",
            "res_id": standing.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _member_change_tier(self, changes, on_day):
        """Carry out changes of the tier that counts, and keep the reasons.

        SQL, not the ORM: a night may move a hundred thousand members, and ``write`` takes every other writer of the
        tier for a hand.

        :param changes: list of values of member.tier.change
        """
        if not changes:
            return self.env["member.tier.change"]
        moved = [change for change in changes if change["from_tier_id"] != change["to_tier_id"]]
        self.flush_model(["member_tier_id", "member_tier_since"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p SET member_tier_id = new.tier, member_tier_since = %(day)s
                  FROM UNNEST(%(partners)s::int[], %(tiers)s::int[]) AS new (partner, tier) WHERE new.partner = p.id
                """,
                day=on_day,
                partners=[change["partner_id"] for change in moved],
                tiers=[change["to_tier_id"] or None for change in moved],
            )
        )
        partners = self.browse(change["partner_id"] for change in moved)
        partners.invalidate_recordset()
        made = self.env["member.tier.change"].create(changes)
        made._welcome()
        return made

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
