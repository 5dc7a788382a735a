from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns
from odoo.addons.member_loyalty.models.portal.loyalty_card import COUPONS


class MemberFollowupPlan(models.Model):
    """Occasions from what members hold: coupons and points that expire, top-ups."""

    _inherit = "member.followup.plan"

    def _occasions_coupon_expiry(self, first, last):
        """So many days before the last day of a coupon that a till takes."""
        cards, programs = self.env["loyalty.card"], self.env["loyalty.program"]
        # PostgreSQL's LEAST passes over what is empty.
        last_day = SQL("LEAST(card.expiration_date, program.date_to)")
        return SQL(
            """
            SELECT card.partner_id, 'coupon/' || card.id AS source, %(day)s AS day, %(day)s AS counted,
                   NULL::int AS config_id, NULL::int AS purchase_id
              FROM loyalty_card card
              JOIN loyalty_program program ON program.id = card.program_id
             WHERE card.partner_id IS NOT NULL AND card.active AND card.points > 0
               AND program.active AND program.pos_ok AND program.program_type = ANY(%(coupons)s)
               AND program.member_program IS NOT TRUE
               AND (program.company_id IS NULL OR program.company_id = %(company)s)
               AND (program.date_from IS NULL OR program.date_from <= %(day)s)
               AND EXISTS (SELECT FROM loyalty_reward reward
                            WHERE reward.program_id = program.id AND reward.active
                              AND reward.required_points <= card.points)
               AND %(day)s BETWEEN %(first)s AND %(last)s
            """,
            day=SQL("(%s - %s)", last_day, self._days_before()),
            coupons=list(COUPONS),
            company=self.company_id.id,
            first=first,
            last=last,
            to_flush=[
                *columns(cards, "partner_id", "program_id", "active", "points", "expiration_date"),
                *columns(programs, "active", "pos_ok", "program_type", "member_program", "company_id"),
                *columns(programs, "date_from", "date_to"),
                *columns(self.env["loyalty.reward"], "program_id", "active", "required_points"),
            ],
        )

    def _occasions_points_expiry(self, first, last):
        """So many days before points expire: what expires on one day is one occasion."""
        entries, programs = self.env["member.ledger.entry"], self.env["loyalty.program"]
        before = timedelta(days=self._days_before())
        return SQL(
            """
            SELECT e.partner_id, 'points/' || e.date_expiration AS source, e.date_expiration - %(before)s AS day,
                   e.date_expiration - %(before)s AS counted, NULL::int AS config_id, NULL::int AS purchase_id
              FROM member_ledger_entry e
              JOIN loyalty_program program ON program.id = e.program_id AND program.active
             WHERE e."left" > 0 AND e.bucket = 'points' AND e.state = 'posted' AND e.partner_id IS NOT NULL
               AND COALESCE(program.company_id, e.company_id, %(company)s) = %(company)s
               AND e.date_expiration BETWEEN %(first)s AND %(last)s
          GROUP BY e.partner_id, e.date_expiration
            """,
            before=self._days_before(),
            company=self.company_id.id,
            first=first + before,
            last=last + before,
            to_flush=[
                *columns(entries, "partner_id", "company_id", "program_id", "left", "bucket", "state"),
                *columns(entries, "date_expiration"),
                *columns(programs, "active", "company_id"),
            ],
        )

    def _occasions_top_up(self, first, last):
        return SQL(
            """
            SELECT t.partner_id, 'top_up/' || t.id AS source, t.local_date AS day, t.local_date AS counted,
                   t.config_id, NULL::int AS purchase_id
              FROM member_topup t
             WHERE t.company_id = %s AND t.local_date BETWEEN %s AND %s
            """,
            self.company_id.id,
            first,
            last,
            to_flush=columns(self.env["member.topup"], "partner_id", "company_id", "local_date", "config_id"),
        )

    def _days_before(self):
        """Of what ends one warns before, whichever sign was typed."""
        return abs(self.trigger_days)
