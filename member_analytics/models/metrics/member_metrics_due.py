from odoo import api, fields, models
from odoo.tools import SQL


class MemberMetricsDue(models.Model):
    """Members whose figures have to be counted anew.

    Rows are only added, never changed, and a member may have several: two tills that sell to the same member don't wait
    for each other.
    """

    _name = "member.metrics.due"
    _description = "Member to Recalculate"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", help="Leave empty for all companies.", ondelete="cascade")
    due_on = fields.Date(help="The day from which the purchase counts.")

    @api.model
    def _mark(self, partners):
        # sudo: nobody has rights on the queue; whatever changes a member's figures marks them.
        self.sudo().create([{"partner_id": partner.id} for partner in partners])

    @api.model
    def _marks(self, purchases):
        """
        :param SQL purchases: table of partner_id, company_id and local_date
        :return: SQL statement that marks whose purchases they are
        """
        return SQL(
            """
            INSERT INTO member_metrics_due (partner_id, company_id, due_on)
            SELECT DISTINCT partner_id, company_id, local_date FROM %s p WHERE partner_id IS NOT NULL
            """,
            purchases,
        )

    @api.model
    def _take(self, company, day):
        """Take the marks of a company off the queue.

        In the snapshot of this transaction: a sale that comes meanwhile leaves its mark for the next time.

        :return: list of partner ids
        """
        self.flush_model(["company_id", "due_on", "partner_id"])
        taken = self.env.execute_query(
            SQL(
                """
                DELETE FROM member_metrics_due
                 WHERE company_id = %s AND (due_on IS NULL OR due_on <= %s) RETURNING partner_id
                """,
                company.id,
                day,
            )
        )
        return sorted({partner_id for (partner_id,) in taken})

    @api.model
    def _spread(self):
        """Marks for every company become one for each."""
        self.flush_model(["company_id", "due_on", "partner_id"])
        self.env.cr.execute(
            """
            WITH taken AS (DELETE FROM member_metrics_due WHERE company_id IS NULL RETURNING partner_id, due_on)
            INSERT INTO member_metrics_due (partner_id, company_id, due_on)
            SELECT DISTINCT t.partner_id, c.id, t.due_on FROM taken t CROSS JOIN res_company c
            """
        )
