from odoo import models
from odoo.tools import SQL


class MemberImport(models.Model):
    """After an import everything is counted: the members' figures, the month ends of the past, the months' sales."""

    _inherit = "member.import"

    def _after_import(self):
        super()._after_import()
        since = self._first_day()
        if since:
            # sudo: counts members of all owners, whoever imported.
            self.env["member.metrics"].sudo()._start_refresh(self.company_id, since)

    def _first_day(self):
        """:return: the day from which on the past looks different now, None if it doesn't"""
        if self.kind not in ("members", "purchases"):
            return None
        self.env["member.purchase"].flush_model(["company_id", "local_date"])
        [(first,)] = self.env.execute_query(
            SQL("SELECT MIN(local_date) FROM member_purchase WHERE company_id = %s", self.company_id.id)
        )
        # What was undone may have been the first.
        # sudo: days only, of the company that imported.
        kept = self.state == "undone" and self.env["member.metrics.snapshot"].sudo()._kept_days(self.company_id)
        return min(filter(None, (first, kept and kept[-1])), default=None)
