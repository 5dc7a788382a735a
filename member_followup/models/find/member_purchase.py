from odoo import api, fields, models
from odoo.tools import SQL


class MemberPurchase(models.Model):
    """A purchase ends the runs of plans that wait for one."""

    _inherit = "member.purchase"

    @api.model
    def _also_record(self):
        """In the sale's own statement, each table by the members who bought: most have no run, and that costs nothing.

        All three read what was there before the statement, and so mean the same runs.
        """
        runs = self.env["member.followup.run"]
        ends = SQL("%s AND %s", runs._waits_for_purchase(), runs._comes_later())
        self.env.flush_query(ends)
        for model in (runs, self.env["member.followup.plan"]):
            model.flush_model(["state"])
        runs.flush_model(["end_reason", "date_end"])
        self.env["member.followup"].flush_model(["run_id", "state", "reason", "date_decide"])
        self.env["mail.activity"].flush_model(["res_model", "res_id", "active"])
        tables = SQL(
            """recorded bought
               JOIN member_followup_run run
                 ON run.partner_id = bought.partner_id AND run.company_id = bought.company_id AND run.state = 'open'
               JOIN member_followup_plan plan ON %s""",
            ends,
        )
        by = SQL("write_uid = %s, write_date = %s", self.env.uid, fields.Datetime.now())
        return [
            *super()._also_record(),
            SQL(
                """
                DELETE FROM mail_activity activity USING %s
                  JOIN member_followup contact ON contact.run_id = run.id AND contact.state = 'open'
                 WHERE bought.amount_net > 0
                   AND activity.res_model = 'member.followup' AND activity.res_id = contact.id AND activity.active
                """,
                tables,
            ),
            SQL(
                """
                UPDATE member_followup contact
                   SET state = 'stopped', reason = 'exit', date_decide = NULL, %s FROM %s
                 WHERE bought.amount_net > 0
                   AND contact.run_id = run.id AND contact.state IN ('planned', 'open')
                """,
                by,
                tables,
            ),
            SQL(
                """
                UPDATE member_followup_run ended
                   SET state = 'ended', end_reason = 'purchase', date_end = bought.local_date, %s FROM %s
                 WHERE bought.amount_net > 0 AND ended.id = run.id
                """,
                by,
                tables,
            ),
        ]

    @api.model
    def _record(self, headers, lines, tables=None):
        recorded = super()._record(headers, lines, tables)
        self.env["member.followup.run"].invalidate_model(["state", "end_reason", "date_end"])
        self.env["member.followup"].invalidate_model(["state", "reason", "date_decide"])
        return recorded
