from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .member_metrics import ATTACHMENTS, CLASSES, GROUPS, QUADRANTS, STATES
from .member_metrics_figures import among

KEPT = (
    "purchase_count",
    "visit_count",
    "net_spend",
    "window_purchase_count",
    "window_spend",
    "last_date",
    "rfm_group",
    "quadrant",
    "abc",
    "recency_state",
    "attachment",
)


class MemberMetricsSnapshot(models.Model):
    """Where members stood at the end of a month."""

    _name = "member.metrics.snapshot"
    _description = "Member Month End"
    _log_access = False
    _order = "day desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date("Month End", required=True, readonly=True)
    purchase_count = fields.Integer("Purchases", readonly=True)
    visit_count = fields.Integer("Purchase Days", readonly=True)
    net_spend = fields.Monetary("Spend", readonly=True)
    window_purchase_count = fields.Integer("Purchases in Period", readonly=True)
    window_spend = fields.Monetary("Spend in Period", readonly=True)
    last_date = fields.Date("Last Purchase", readonly=True)
    rfm_group = fields.Selection(GROUPS, "RFM Group", readonly=True)
    quadrant = fields.Selection(QUADRANTS, readonly=True)
    abc = fields.Selection(CLASSES, "Class", readonly=True)
    recency_state = fields.Selection(STATES, "State", readonly=True)
    attachment = fields.Selection(ATTACHMENTS, "Loyalty Level", readonly=True)

    # Where each member stood a month before: the flow between states is read from one row, not from two months.
    previous_state = fields.Selection(
        STATES,
        "State in Previous Month",
        readonly=True,
        help="Empty if the customer was not a member at the previous month end.",
    )

    _once = models.UniqueIndex("(company_id, day, partner_id)")
    _flow = models.Index("(company_id, day, previous_state, recency_state)")

    @api.model
    def _take_due(self, definition, day):
        """Keep the last month end, unless it is there."""
        month_end = day + relativedelta(day=1, days=-1)
        # sudo: nobody writes month ends; the nightly work does.
        if not self.sudo().search_count(
            [("company_id", "=", definition.company_id.id), ("day", "=", month_end)], limit=1
        ):
            self._take(definition, month_end)

    @api.model
    def _take(self, definition, day, ids=None):
        """Tell where members stood on a day from the purchases up to it, by the cuts in force now.

        Who is told anew alone stands among the others of that day: by the cuts that it was told with. Set-based SQL, as the metrics are. A day that is there is told anew.

        :param ids: of partners, None for everybody
        """
        self._keep(definition, day, ids)
        if ids is None:
            # The planner has to know of the new rows: else it may look for each one's month before in all of them.
            self.env.cr.execute("ANALYZE member_metrics_snapshot")
        self._link_next(definition.company_id, day, ids)

    @api.model
    def _keep(self, definition, day, ids):
        metrics, company = self.env["member.metrics"], definition.company_id.id
        with metrics._figured(definition, day, ids) as figures, metrics._expected(definition, figures) as expected:
            self.flush_model(["company_id", "partner_id", "day", "recency_state"])
            self.env["res.partner"].flush_model(["member_since"])
            self.env.cr.execute(
                SQL(
                    "DELETE FROM member_metrics_snapshot WHERE company_id = %s AND day = %s AND partner_id %s",
                    company,
                    day,
                    among(ids),
                )
            )
            self.env.cr.execute(
                SQL(
                    """INSERT INTO member_metrics_snapshot (company_id, day, partner_id, %(columns)s, previous_state)
                       SELECT %(company)s, %(day)s, n.partner_id, %(new)s, p.recency_state FROM (%(rows)s) n
                         JOIN res_partner m ON m.id = n.partner_id AND m.member_since <= %(day)s
                    LEFT JOIN member_metrics_snapshot p
                           ON p.company_id = %(company)s AND p.partner_id = n.partner_id AND p.day = %(before)s""",
                    columns=SQL(", ").join(map(SQL.identifier, KEPT)),
                    new=SQL(", ").join(SQL.identifier("n", name) for name in KEPT),
                    company=company,
                    day=day,
                    before=day.replace(day=1) - timedelta(days=1),
                    rows=metrics._classified(definition, day, figures, expected, definition._cuts_of(day, ids)),
                )
            )
        self.invalidate_model()

    @api.model
    def _kept_days(self, company):
        """:return: list of the month ends that were kept, newest first

        From one to the next by the index: a company has a million rows for each of them.
        """
        self.flush_model(["company_id", "day"])
        found = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE kept (day) AS (
                    SELECT MAX(day) FROM member_metrics_snapshot WHERE company_id = %(company)s
                     UNION ALL
                    SELECT (SELECT MAX(day) FROM member_metrics_snapshot
                             WHERE company_id = %(company)s AND day < kept.day)
                      FROM kept WHERE kept.day IS NOT NULL
                ) SELECT day FROM kept WHERE day IS NOT NULL
                """,
                company=company.id,
            )
        )
        return [day for (day,) in found]

    @api.model
    def _tell_anew(self, partner, months):
        """After a merge: tell where the member stood from all their purchases.

        :param months: pairs of company and day
        """
        for company, day in months:
            self._take(self.env["member.metrics.definition"]._of(company), day, partner.ids)

    @api.model
    def _link_next(self, company, day, ids):
        """A month that is told anew is another month before, for the one after it.

        Set-based SQL: a million rows. Those that stay as they are aren't written.
        """
        self.flush_model(["company_id", "partner_id", "day", "recency_state", "previous_state"])
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
