from odoo import models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine.outcomes import MEANINGS

TALKED = [outcome for outcome, meaning in MEANINGS.items() if meaning.talked]


class MemberFollowupPlan(models.Model):
    """Occasions from looking after members: who is new, whose file has gaps, who complained, whom nobody talks to."""

    _inherit = "member.followup.plan"

    def _occasions_new_member(self, first, last):
        """Whoever comes back is new again. Imported members have been members for long."""
        return SQL(
            """
            SELECT e.partner_id, 'enrolment/' || e.id AS source, e.date AS day, e.date AS counted, e.config_id,
                   NULL::int AS purchase_id
              FROM member_enrolment e
             WHERE e.company_id = %s AND e.date BETWEEN %s AND %s AND e.via NOT IN ('import', 'unknown')
            """,
            self.company_id.id,
            first,
            last,
            to_flush=columns(self.env["member.enrolment"], "partner_id", "company_id", "date", "via", "config_id"),
        )

    def _occasions_complaint(self, first, last):
        return SQL(
            """
            SELECT c.partner_id, 'complaint/' || c.id AS source, c.date AS day, c.date AS counted, c.config_id,
                   NULL::int AS purchase_id
              FROM member_complaint c
             WHERE c.company_id = %s AND c.date BETWEEN %s AND %s
            """,
            self.company_id.id,
            first,
            last,
            to_flush=columns(self.env["member.complaint"], "partner_id", "company_id", "date", "config_id"),
        )

    def _occasions_incomplete(self, first, last):
        """Files below the score that data quality asks for, so many days after they were last confirmed, or begun."""
        return SQL(
            """
            SELECT file.id AS partner_id, 'incomplete/' || file.since AS source, file.since + %(after)s AS day,
                   file.since + %(after)s AS counted, NULL::int AS config_id, NULL::int AS purchase_id
              FROM (SELECT id, GREATEST(member_since, member_confirmed_on) AS since
                      FROM res_partner
                     WHERE member_number IS NOT NULL AND member_completeness < %(least)s) file
             WHERE file.since + %(after)s BETWEEN %(first)s AND %(last)s
            """,
            after=self.trigger_days,
            least=self.company_id.member_revision_score,
            first=first,
            last=last,
            to_flush=columns(
                self.env["res.partner"], "member_since", "member_confirmed_on", "member_number", "member_completeness"
            ),
        )

    def _occasions_coverage(self, first, last):
        """The SQL twin of :func:`engine.occasions.quiet_spells`: members whom nobody has talked to for so long, since
        they joined at first. A run of this plan that came to its end was a try, and the next one waits as long."""
        begins = self._after(SQL("spell.last_day"))
        of_tiers = SQL("TRUE")
        if self.tier_ids:
            of_tiers = SQL(
                "spell.partner_id IN (SELECT id FROM res_partner WHERE member_tier_id = ANY(%s))",
                self.tier_ids.ids,
                to_flush=columns(self.env["res.partner"], "member_tier_id"),
            )
        return SQL(
            """
            WITH looked_after (partner_id, day) AS (
                SELECT id, member_since FROM res_partner WHERE member_number IS NOT NULL AND member_since IS NOT NULL
                 UNION
                SELECT partner_id, day_done FROM member_followup
                 WHERE company_id = %(company)s AND state = 'done' AND outcome = ANY(%(talked)s)
                 UNION
                SELECT partner_id, date_end FROM member_followup_run WHERE plan_id = %(plan)s AND state = 'ended'
            ), spell AS (
                SELECT partner_id, day AS last_day, LEAD(day) OVER (PARTITION BY partner_id ORDER BY day) AS next_day
                  FROM looked_after
            )
            SELECT spell.partner_id, 'coverage/' || spell.last_day AS source, %(begins)s AS day,
                   spell.last_day AS counted, NULL::int AS config_id, NULL::int AS purchase_id
              FROM spell
             WHERE %(begins)s BETWEEN %(first)s AND %(last)s
               AND (spell.next_day IS NULL OR spell.next_day > %(begins)s) AND %(of_tiers)s
            """,
            company=self.company_id.id,
            talked=TALKED,
            plan=self.id,
            begins=begins,
            of_tiers=of_tiers,
            first=first,
            last=last,
            to_flush=[
                *columns(self.env["res.partner"], "member_since", "member_number"),
                *columns(self.env["member.followup"], "partner_id", "company_id", "day_done", "state", "outcome"),
                *columns(self.env["member.followup.run"], "partner_id", "plan_id", "date_end", "state"),
            ],
        )
