from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .member_metrics import STATES


class MemberMetricsSnapshot(models.Model):
    """Where each member stood a month before: the flow between states is read from one row, not from two months."""

    _inherit = "member.metrics.snapshot"

    previous_state = fields.Selection(
        STATES, "State a Month Before", readonly=True, help="Empty: was no member at the month end before."
    )

    _flow = models.Index("(company_id, day, previous_state, recency_state)")

    @api.model
    def _take(self, definition, day):
        super()._take(definition, day)
        following = day + relativedelta(months=1, day=31)
        self._link(SQL("s.company_id = %s AND s.day IN (%s, %s)", definition.company_id.id, day, following))

    @api.model
    def _link(self, condition):
        """Look up the state a month before.

        Set-based SQL: a million rows at a month's end. Rows that stay as they are aren't written.

        :param SQL condition: of the rows ``s`` that are looked at
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE member_metrics_snapshot t SET previous_state = n.recency_state
                  FROM (SELECT s.id, p.recency_state
                          FROM member_metrics_snapshot s
                     LEFT JOIN member_metrics_snapshot p
                            ON p.company_id = s.company_id AND p.partner_id = s.partner_id
                           AND p.day = DATE_TRUNC('month', s.day)::date - 1
                         WHERE %s) n
                 WHERE t.id = n.id AND t.previous_state IS DISTINCT FROM n.recency_state
                """,
                condition,
            )
        )
        self.invalidate_model(["previous_state"])
