from odoo import models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import outcomes

TALKED = [outcome for outcome, meaning in outcomes.MEANINGS.items() if meaning.talked]


class MemberFollowupRun(models.Model):
    """What the conditions of steps ask of runs."""

    _inherit = "member.followup.run"

    def _bought_since(self):
        """SQL, not the ORM: each run has a day of its own.

        :return: those runs whose member has bought after the purchase that the run began with; without one, on its first
            day or later
        """
        purchases = self.env["member.purchase"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT run.id FROM member_followup_run run
                 WHERE run.id = ANY(%s)
                   AND EXISTS (SELECT FROM member_purchase bought
                                WHERE bought.partner_id = run.partner_id AND bought.company_id = run.company_id
                                  AND bought.local_date > run.date_counted - (run.purchase_id IS NULL)::int AND %s)
                """,
                self.ids,
                purchases._is_purchase(SQL("bought"), self.env.company._member_today()),
                to_flush=[
                    *columns(self, "partner_id", "company_id", "date_counted", "purchase_id"),
                    *columns(purchases, "partner_id", "company_id", "local_date", "amount_net", "returned_on"),
                ],
            )
        )
        return self.browse(id for (id,) in rows)

    def _reached_before(self):
        """:return: those runs whose member was spoken to"""
        rows = self.env["member.followup"]._read_group(
            [("run_id", "in", self.ids), ("outcome", "in", TALKED)], ["run_id"]
        )
        return self.browse(run.id for (run,) in rows)
