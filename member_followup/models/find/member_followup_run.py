from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns


class MemberFollowupRun(models.Model):
    """When runs end by themselves: the member has bought, or left, or the plan is over."""

    _inherit = "member.followup.run"

    def _bought_since(self):
        """:return: those of these runs whose member has bought after the occasion"""
        rows = self.env.execute_query(
            SQL(
                "SELECT run.id FROM member_followup_run run WHERE run.id = ANY(%s) AND %s", self.ids, self._has_bought()
            )
        )
        return self.browse(run_id for (run_id,) in rows)

    @api.model
    def _overtaken(self):
        """:return: SQL condition that a purchase ends ``run``, a row of runs"""
        return SQL(
            "EXISTS (SELECT FROM member_followup_plan plan WHERE %s) AND %s",
            self._waits_for_purchase(),
            self._has_bought(),
        )

    @api.model
    def _has_bought(self):
        """:return: SQL condition that the member of ``run`` has bought after the occasion"""
        purchases = self.env["member.purchase"]
        return SQL(
            """EXISTS (SELECT FROM member_purchase bought
                        WHERE bought.partner_id = run.partner_id AND bought.company_id = run.company_id
                          AND %(later)s AND %(counts)s)""",
            later=self._comes_later(),
            counts=purchases._is_purchase(SQL("bought"), self.env.company._member_today()),
            to_flush=columns(purchases, "partner_id", "company_id", "local_date", "amount_net", "returned_on"),
        )

    @api.model
    def _waits_for_purchase(self):
        """:return: SQL condition that ``plan`` is that of ``run``, and ends with a purchase"""
        return SQL(
            "plan.id = run.plan_id AND plan.exit_on_purchase",
            to_flush=[*columns(self, "plan_id"), *columns(self.env["member.followup.plan"], "exit_on_purchase")],
        )

    @api.model
    def _comes_later(self):
        """:return: SQL condition that ``bought`` comes after the purchase that ``run`` began with; without one, on its
        first day or later"""
        return SQL(
            "bought.local_date > run.date_counted - (run.purchase_id IS NULL)::int",
            to_flush=columns(self, "partner_id", "company_id", "date_counted", "purchase_id"),
        )

    @api.model
    def _end_all(self, condition, reason, day):
        """End open runs with what is planned in them.

        Set-based SQL, not ``_end``: a plan may have a million runs.

        :param SQL condition: on ``run``
        """
        ended = self.env.execute_query(
            SQL(
                """
                WITH ended AS (
                    UPDATE member_followup_run run
                       SET state = 'ended', end_reason = %(reason)s, date_end = %(day)s, %(by)s
                     WHERE run.state = 'open' AND %(condition)s RETURNING run.id
                ), stopped AS (
                    UPDATE member_followup contact
                       SET state = 'stopped', reason = 'exit', date_decide = NULL, %(by)s
                      FROM ended
                     WHERE contact.run_id = ended.id AND contact.state IN ('planned', 'open') RETURNING contact.id
                )
                SELECT activity.id FROM stopped
                  JOIN mail_activity activity ON activity.res_model = 'member.followup' AND activity.res_id = stopped.id
                 WHERE activity.active
                """,
                reason=reason,
                day=day,
                by=SQL("write_uid = %s, write_date = %s", self.env.uid, fields.Datetime.now()),
                condition=condition,
                to_flush=[
                    *columns(self, "state", "end_reason", "date_end", "partner_id", "plan_id"),
                    *columns(self.env["member.followup"], "run_id", "state", "reason", "date_decide"),
                    *columns(self.env["mail.activity"], "res_model", "res_id", "active"),
                ],
            )
        )
        self.invalidate_model()
        self.env["member.followup"].invalidate_model()
        # sudo: what nobody has to do any more is on nobody's list.
        self.env["mail.activity"].sudo().browse(activity_id for (activity_id,) in ended).unlink()
