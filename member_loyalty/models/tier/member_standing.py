from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date

from ...engine import tier_review


class MemberStanding(models.Model):
    """Where the rules and the hands have put a member, and when to look again.

    One narrow row a member, so that a review of a million of them reads and writes little. The tier that counts, of the
    two, is on the member.
    """

    _name = "member.standing"
    _description = "Member Tier Status"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        help="The company whose tiers apply to the member.",
        ondelete="restrict",
    )
    tier_id = fields.Many2one("member.tier", "Tier by Rules", readonly=True, index=True, ondelete="restrict")
    until = fields.Date("Valid Until", readonly=True, help="The last day on which the tier by rules is valid.")
    hold_tier_id = fields.Many2one(
        "member.tier", "Manual Tier", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    hold_floor = fields.Boolean(
        "Manual Tier Is Minimum",
        readonly=True,
        help="The rules can give a higher tier than the manual one, but not a lower one.",
    )
    hold_until = fields.Date("Manual Tier Until", readonly=True)
    hold_reason = fields.Char("Manual Tier Reason", readonly=True)
    hold_user_id = fields.Many2one("res.users", "Manual Tier By", readonly=True, ondelete="restrict")
    told_until = fields.Date("Notified End Date", readonly=True, help="The end date that the member was notified of.")
    told_text = fields.Char(
        "Missing When Notified",
        readonly=True,
        help="The requirements that were still missing when the member was notified.",
    )
    review_on = fields.Date(
        "Next Review", readonly=True, index=True, help="The next date on which the tier can change without a purchase."
    )

    # Why a member has this tier, and what comes next: read on one screen.
    shown_tier_id = fields.Many2one(related="partner_id.member_tier_id", string="Tier")
    change_id = fields.Many2one("member.tier.change", "Last Decision", compute="_compute_why")
    explanation = fields.Char("Why", compute="_compute_why")
    version_id = fields.Many2one("member.tier.version", "Rule", compute="_compute_why")
    entry_rule = fields.Char("Criteria", compute="_compute_why")
    window_start = fields.Date("Counted From", compute="_compute_why")
    window_end = fields.Date("Counted To", compute="_compute_why")
    next_tier_id = fields.Many2one(string="Next Tier", related="partner_id.member_next_tier_id")
    missing_next = fields.Char(related="partner_id.member_missing_text")
    missing_stay = fields.Char("Missing to Requalify", compute="_compute_missing_stay")

    _partner_unique = models.Constraint("UNIQUE (partner_id)", "This member already has a tier status.")
    _company_partner = models.Index("(company_id, partner_id)")

    @api.model
    def _of(self, partner_ids):
        """The standings of members, locked in the order of their ids; made where there is none yet.

        :param partner_ids: those who aren't members, or left, are passed over: leaving takes the standing with it
        """
        self.flush_model(["partner_id"])
        found = self._lock(partner_ids)
        missing = set(partner_ids) - set(found.mapped("partner_id").ids)
        if missing and self._make(missing):
            found = self._lock(partner_ids)
        return found

    def _lock(self, partner_ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM member_standing WHERE partner_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                list(partner_ids),
            )
        )
        return self.browse(standing_id for (standing_id,) in rows)

    def _make(self, partner_ids):
        """:return: how many were made"""
        self.env["res.partner"].flush_model(["member_number", "member_left_on", "member_tier_id", "company_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO member_standing (partner_id, company_id, tier_id, review_on)
                SELECT id, COALESCE(company_id, %(company)s), member_tier_id, %(today)s
                  FROM res_partner
                 WHERE id = ANY(%(partners)s) AND member_number IS NOT NULL AND member_left_on IS NULL
                   AND NOT EXISTS (SELECT FROM member_standing s WHERE s.partner_id = res_partner.id)
              ORDER BY id
                    ON CONFLICT DO NOTHING
                """,
                company=self.env.company.id,
                today=self.env.company._member_today(),
                partners=list(partner_ids),
            )
        )
        return self.env.cr.rowcount

    def _hold(self, tiers):
        """:param tiers: dict of tier id to :class:`engine.tiers.Tier`
        :return: :class:`engine.tier_review.Hold`, or None
        """
        if not (self.hold_tier_id or self.hold_reason):
            return None
        return tier_review.Hold(tiers.get(self.hold_tier_id.id), self.hold_until or None, self.hold_floor)

    def _is_capped(self, day):
        """Whether a hand keeps the member below what the rules give."""
        return bool(self.hold_reason and not self.hold_floor and not (self.hold_until and self.hold_until < day))

    def _compute_why(self):
        Change = self.env["member.tier.change"]
        for standing in self:
            last = Change.search([("partner_id", "=", standing.partner_id.id)], order="id desc", limit=1)
            change = last.restores_id or last
            standing.change_id = change
            standing.explanation = change.explanation
            standing.version_id = change.version_id
            standing.entry_rule = change.version_id.entry_rule
            standing.window_start = change.window_start
            standing.window_end = change.window_end

    def _compute_missing_stay(self):
        for standing in self:
            standing.missing_stay = standing._missing_to_stay()

    def _missing_to_stay(self):
        """:return: str, such as "120 more"; empty when nothing is missing, or the tier doesn't end"""
        missing = self._staying_outlook()
        if missing == "":
            return self.env._("Nothing. The tier is renewed after %s.", format_date(self.env, self.until))
        return missing or ""

    def _staying_outlook(self):
        """:return: str, what is missing to stay, "" when it is nothing; None for a tier that doesn't end"""
        found = self._staying_now()
        if not found:
            return None
        step, figures = found
        return "" if step.tier.staying.met_by(figures) is not None else self._staying_in_words(step, figures)

    def _ending_in_words(self):
        """:return: str for the cashier, when the member was told that the tier ends and something is missing still"""
        if not self.told_until or self.told_until != self.until or self.partner_id.member_tier_id != self.tier_id:
            return ""
        found = self._staying_now()
        if not found or found[0].tier.staying.met_by(found[1]) is not None:
            return ""
        step, figures = found
        words = {"tier": self.tier_id.name, "missing": self._staying_in_words(step, figures)}
        if self.company_id._member_today() <= self.until:
            return self.env._(
                "%(tier)s ends on %(day)s. Missing to requalify: %(missing)s.",
                day=format_date(self.env, self.until),
                **words,
            )
        last = fields.Date.add(self.until, days=step.tier.grace)
        return self.env._(
            "%(tier)s has ended and can be kept until %(day)s. Missing to requalify: %(missing)s.",
            day=format_date(self.env, last),
            **words,
        )

    def _staying_now(self):
        """:return: (:class:`engine.tier_ladder.Step`, :class:`engine.tiers.Figures` for its terms to stay), or None where
        the tier doesn't end"""
        step = self.tier_id and self.until and self._ladder().step(self.tier_id.id)
        if not step:
            return None
        day = self.company_id._member_today()
        return step, self._staying_figures(self._ladder(), day, always=True)[self]

    def _staying_in_words(self, step, figures):
        version = self.env["member.tier.version"].browse(step.version)
        return version._missing_text(step.tier.staying.missing(figures), "entry" if version.stay_same else "stay")

    def _grace_until(self):
        """:return: the last day to make up for what is missing, once the tier is over; else False"""
        step = self.tier_id and self.until and self._ladder().step(self.tier_id.id)
        last = step and fields.Date.add(self.until, days=step.tier.grace)
        return bool(step) and self.until < self.company_id._member_today() <= last and last

    def action_view_purchases(self):
        """The purchases in the window of the last decision."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_purchase_action")
        action["domain"] = [("partner_id", "=", self.partner_id.id)] + [
            ("local_date", operator, day)
            for operator, day in ((">=", self.window_start), ("<=", self.window_end))
            if day
        ]
        return action

    def action_lift_hold(self):
        """End a tier by hand now: the rules decide."""
        self.ensure_one()
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self.env._("Only a membership manager can set or remove manual tiers."))
        # sudo: the right was checked; nobody writes standings directly.
        standing = self.sudo()._of(self.partner_id.ids)
        standing.write({"hold_tier_id": False, "hold_until": False, "hold_reason": False})
        day = self.company_id._member_today()
        standing._show_tier(day, reason="hold", note=self.env._("Manual tier removed"))
        standing._review(day)
