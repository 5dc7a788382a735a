from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.member_analytics.models.metrics.member_metrics import QUADRANTS, STATES
from odoo.addons.member_loyalty.models.common.columns import columns


class MemberFollowupSeen(models.Model):
    """How plans last saw a member's metrics, which say what is, and not what has changed.

    One narrow row a member, written only when something has changed.
    """

    _name = "member.followup.seen"
    _description = "Metrics Last Seen"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    recency_state = fields.Selection(STATES, "State", readonly=True)
    recency_on = fields.Date("State Since", readonly=True, help="Empty when no change has been seen.")
    quadrant = fields.Selection(QUADRANTS, readonly=True)
    quadrant_on = fields.Date("Quadrant Since", readonly=True, help="Empty when no change has been seen.")

    _once = models.UniqueIndex("(partner_id, company_id)")

    @api.model
    def _look(self, day):
        """Note what has changed since the last look, as of a day. Who is seen for the first time hasn't changed.

        Set-based SQL: a million members are compared, and a few of them written.
        """
        self.env.execute_query(
            SQL(
                """
                INSERT INTO member_followup_seen AS seen (partner_id, company_id, recency_state, quadrant)
                SELECT m.partner_id, m.company_id, m.recency_state, m.quadrant
                  FROM member_metrics m
             LEFT JOIN member_followup_seen before
                    ON before.partner_id = m.partner_id AND before.company_id = m.company_id
                 WHERE m.company_id = %(company)s
                   AND (before.id IS NULL
                        OR (before.recency_state, before.quadrant) IS DISTINCT FROM (m.recency_state, m.quadrant))
                    ON CONFLICT (partner_id, company_id) DO UPDATE
                   SET recency_on = CASE WHEN seen.recency_state IS DISTINCT FROM EXCLUDED.recency_state
                                         THEN %(day)s ELSE seen.recency_on END,
                       quadrant_on = CASE WHEN seen.quadrant IS DISTINCT FROM EXCLUDED.quadrant
                                          THEN %(day)s ELSE seen.quadrant_on END,
                       recency_state = EXCLUDED.recency_state,
                       quadrant = EXCLUDED.quadrant
             RETURNING 1
                """,
                company=self.env.company.id,
                day=day,
                to_flush=[
                    *columns(self, "partner_id", "company_id", "recency_state", "recency_on", "quadrant"),
                    *columns(self, "quadrant_on"),
                    *columns(self.env["member.metrics"], "partner_id", "company_id", "recency_state", "quadrant"),
                ],
            )
        )
        self.invalidate_model()
