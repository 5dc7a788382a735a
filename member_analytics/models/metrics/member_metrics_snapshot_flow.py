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
    def _link_next(self, company, day, ids):
        """A month that is told anew is another month before, for the one after it.

        Set-based SQL: a million rows. Those that stay as they are aren't written.
        """
        linked = SQL(
            """
            SELECT s.id, p.recency_state AS state
              FROM member_metrics_snapshot s
         LEFT JOIN member_metrics_snapshot p
                ON p.company_id = s.company_id AND p.partner_id = s.partner_id AND p.day = %s
             WHERE s.company_id = %s AND s.day = %s AND s.partner_id %s
               AND s.previous_state IS DISTINCT FROM p.recency_state
            """,
            day,
            company.id,
            day + relativedelta(months=1, day=31),
            among(ids),
        )
        with self.env["member.metrics"]._scratch("member_metrics_snapshot_linked", linked) as found:
            self.env.cr.execute(
                SQL(
                    """UPDATE member_metrics_snapshot t SET previous_state = n.state
                         FROM %s n WHERE t.id = n.id""",
                    found,
                )
            )
        self.invalidate_model(["previous_state"])
