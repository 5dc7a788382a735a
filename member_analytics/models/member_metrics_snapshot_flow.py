from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .member_metrics import STATES
from .member_metrics_figures import among


class MemberMetricsSnapshot(models.Model):
    """Where each member stood a month before: the flow between states is read from one row, not from two months."""

    _inherit = "member.metrics.snapshot"

    previous_state = fields.Selection(
        STATES, "State a Month Before", readonly=True, help="Empty: was no member at the month end before."
    )

    _flow = models.Index("(company_id, day, previous_state, recency_state)")

    @api.model
    def _take(self, definition, day, ids=None):
        super()._take(definition, day, ids)
        if ids is None:
            # The planner has to know of the new rows: else it may look for each one's month before in all of them.
            self.env.cr.execute("ANALYZE member_metrics_snapshot")
        for end in (day, day + relativedelta(months=1, day=31)):
            here = SQL(
                "s.company_id = %s AND s.day = %s AND s.partner_id %s", definition.company_id.id, end, among(ids)
            )
            self._link(here, SQL("%s::date", end.replace(day=1) - timedelta(days=1)))

    @api.model
    def _link(self, condition, before=None):
        """Look up the state a month before.

        Set-based SQL: a million rows at a month's end. Rows that stay as they are aren't written.

        :param SQL condition: of the rows ``s`` that are looked at
        :param SQL before: the month end before theirs, where the planner is to know it
        """
        self.env.flush_all()
        linked = SQL(
            """
            SELECT s.id, p.recency_state AS state
              FROM member_metrics_snapshot s
         LEFT JOIN member_metrics_snapshot p
                ON p.company_id = s.company_id AND p.partner_id = s.partner_id AND p.day = %s
             WHERE %s AND s.previous_state IS DISTINCT FROM p.recency_state
            """,
            before or SQL("DATE_TRUNC('month', s.day)::date - 1"),
            condition,
        )
        with self.env["member.metrics"]._scratch("member_metrics_snapshot_linked", linked):
            self.env.cr.execute(
                """UPDATE member_metrics_snapshot t SET previous_state = n.state
                     FROM member_metrics_snapshot_linked n WHERE t.id = n.id"""
            )
        self.invalidate_model(["previous_state"])
