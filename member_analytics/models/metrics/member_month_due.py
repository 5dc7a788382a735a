from odoo import api, fields, models
from odoo.tools import SQL


class MemberMonthDue(models.Model):
    """Months whose sales have to be counted anew, beside the recent ones, which always are.

    Rows are only added: nobody waits for anybody.
    """

    _name = "member.month.due"
    _description = "Month to Recalculate"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    month = fields.Date(required=True)

    @api.model
    def _mark(self, condition):
        """
        :param SQL condition: of the purchases whose months are due
        """
        self.env["member.purchase"].flush_model(["company_id", "partner_id", "local_date"])
        self.env.cr.execute(
            SQL(
                """INSERT INTO member_month_due (company_id, month)
                   SELECT DISTINCT company_id, DATE_TRUNC('month', local_date)::date FROM member_purchase WHERE %s""",
                condition,
            )
        )

    @api.model
    def _take(self, company):
        """:return: the months that were marked, which are off the queue with this transaction"""
        self.flush_model()
        taken = self.env.execute_query(
            SQL("DELETE FROM member_month_due WHERE company_id = %s RETURNING month", company.id)
        )
        return {month for (month,) in taken}
