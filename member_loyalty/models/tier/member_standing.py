from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import tier_review


class MemberStanding(models.Model):
    """Where the rules and the hands have put a member, and when to look again.

    One narrow row a member, so that a review of a million of them reads and writes little. The tier that counts, of the
    two, is on the member.
    """

    _name = "member.standing"
    _description = "Standing of a Member"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, help="Whose ladder the member climbs.")
    tier_id = fields.Many2one("member.tier", "By the Rules", readonly=True, index=True, ondelete="restrict")
    until = fields.Date("Good Until", readonly=True, help="Last good day of the tier by the rules.")
    hold_tier_id = fields.Many2one("member.tier", "By Hand", readonly=True, ondelete="restrict", index="btree_not_null")
    hold_floor = fields.Boolean(readonly=True, help="The rules may give more than the hand; else less.")
    hold_until = fields.Date("By Hand Until", readonly=True)
    hold_reason = fields.Char(readonly=True)
    hold_user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    told_until = fields.Date(readonly=True, help="The end of which the member was told.")
    told_text = fields.Char("Missing When Told", readonly=True, help="What was missing when the member was told.")
    review_on = fields.Date(readonly=True, index=True, help="The next day on which the calendar may change the tier.")

    _partner_unique = models.Constraint("UNIQUE (partner_id)", "This member has a standing already.")
    _company_partner = models.Index("(company_id, partner_id)")

    @api.model
    def _of(self, partner_ids):
        """The standings of members, locked in the order of their ids; made where there is none yet.

        :param partner_ids: those who aren't members, or left, are passed over: leaving takes the standing with it
        """
        self.flush_model()
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
