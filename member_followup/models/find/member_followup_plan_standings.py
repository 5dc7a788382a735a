from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns


class MemberFollowupPlan(models.Model):
    """Occasions from where members stand: tiers, metrics, segments."""

    _inherit = "member.followup.plan"

    def _occasions_tier(self, first, last):
        """Members who came into the plan's tiers; into a higher one, where it names none. What was imported or merged
        happened long ago."""
        changes, company = self.env["member.tier.change"], self.company_id
        tiers = self.env["member.tier"]
        rises = SQL("c.from_tier_id IS NOT NULL AND above.rank > below.rank")
        into = SQL("c.to_tier_id = ANY(%s) AND c.from_tier_id IS DISTINCT FROM c.to_tier_id", self.tier_ids.ids)
        return SQL(
            """
            SELECT c.partner_id, 'tier/' || c.id AS source, on_day.day, on_day.day AS counted, p.config_id,
                   c.purchase_id
              FROM member_tier_change c
        CROSS JOIN LATERAL (SELECT (c.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day) on_day
              JOIN member_tier above ON above.id = c.to_tier_id
         LEFT JOIN member_tier below ON below.id = c.from_tier_id
         LEFT JOIN member_purchase p ON p.id = c.purchase_id
             WHERE c.company_id = %(company)s AND c.reason NOT IN ('import', 'merge')
               AND c.date >= %(begins)s AND c.date < %(ends)s AND %(meant)s
            """,
            tz=company._member_tz(),
            company=company.id,
            begins=company._member_midnight(first),
            ends=company._member_midnight(last + timedelta(days=1)),
            meant=into if self.tier_ids else rises,
            to_flush=[
                *columns(changes, "partner_id", "company_id", "date", "from_tier_id", "to_tier_id", "reason"),
                *columns(changes, "purchase_id"),
                *columns(tiers, "rank"),
                *columns(self.env["member.purchase"], "config_id"),
            ],
        )

    def _occasions_downgrade(self, first, last):
        """So many days before a tier ends, of members who lack something to keep it. What they lack is told for all of
        them at once."""
        standings, before = self.env["member.standing"], timedelta(days=abs(self.trigger_days))
        ending = standings.search(
            [
                ("company_id", "=", self.company_id.id),
                ("tier_id", "!=", False),
                ("until", ">=", first + before),
                ("until", "<=", last + before),
            ]
        )
        return SQL(
            """
            SELECT s.partner_id, 'downgrade/' || s.until AS source, s.until - %(before)s AS day,
                   s.until - %(before)s AS counted, NULL::int AS config_id, NULL::int AS purchase_id
              FROM member_standing s
              JOIN res_partner shown ON shown.id = s.partner_id AND shown.member_tier_id = s.tier_id
             WHERE s.id = ANY(%(ending)s)
            """,
            before=before.days,
            ending=self._lacking(ending).ids,
            to_flush=[
                *columns(standings, "partner_id", "tier_id", "until"),
                *columns(self.env["res.partner"], "member_tier_id"),
            ],
        )

    def _lacking(self, standings):
        """:return: those of these standings that don't meet the terms to stay so far"""
        today, lacking = self.company_id._member_today(), standings.browse()
        for ladder, own in standings.grouped(lambda standing: standing._ladder()).items():
            figures = own._staying_figures(ladder, today, always=True)
            lacking |= own.filtered(
                lambda standing, ladder=ladder, figures=figures: (
                    standing in figures
                    and ladder.step(standing.tier_id.id).tier.staying.met_by(figures[standing]) is None
                )
            )
        return lacking

    def _occasions_recency(self, first, last):
        return self._seen("recency", "recency_state", self.trigger_state, first, last)

    def _occasions_quadrant(self, first, last):
        return self._seen("quadrant", "quadrant", self.trigger_quadrant, first, last)

    def _seen(self, kind, name, wanted, first, last):
        """Members whose state was seen to change, into a certain one or any."""
        since = f"{kind}_on"
        return SQL(
            """
            SELECT seen.partner_id, %(kind)s || '/' || seen.%(name)s || '/' || seen.%(since)s AS source,
                   seen.%(since)s AS day, seen.%(since)s AS counted, NULL::int AS config_id, NULL::int AS purchase_id
              FROM member_followup_seen seen
             WHERE seen.company_id = %(company)s AND seen.%(since)s BETWEEN %(first)s AND %(last)s
               AND seen.%(name)s IS NOT NULL AND %(wanted)s
            """,
            kind=kind,
            name=SQL.identifier(name),
            since=SQL.identifier(since),
            company=self.company_id.id,
            first=first,
            last=last,
            wanted=SQL("seen.%s = %s", SQL.identifier(name), wanted) if wanted else SQL("TRUE"),
            to_flush=columns(self.env["member.followup.seen"], "partner_id", "company_id", name, since),
        )

    def _occasions_segment(self, first, last):
        """Members who came into the plan's segment, and are still there."""
        return SQL(
            """
            SELECT m.partner_id, 'segment/' || m.id AS source, m.entered_on AS day, m.entered_on AS counted,
                   NULL::int AS config_id, NULL::int AS purchase_id
              FROM member_segment_membership m
             WHERE m.segment_id = %s AND m.company_id = %s AND m.entered_on BETWEEN %s AND %s AND m.left_on IS NULL
            """,
            self.segment_id.id or None,
            self.company_id.id,
            first,
            last,
            to_flush=columns(
                self.env["member.segment.membership"], "partner_id", "segment_id", "company_id", "entered_on", "left_on"
            ),
        )
