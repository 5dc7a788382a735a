from odoo import api, models
from odoo.tools import SQL


class MemberPurchase(models.Model):
    _inherit = "member.purchase"

    # With the company, so that a member's figures are read from the index alone.
    _member_day = models.Index("(partner_id, local_date) INCLUDE (amount_net, company_id) WHERE partner_id IS NOT NULL")

    @api.model
    def _record(self, headers, lines):
        new = super()._record(headers, lines)
        if new:
            self.env["member.metrics.due"]._mark_purchases(headers)
        return new

    def unlink(self):
        self.flush_recordset()
        purchases = SQL("SELECT partner_id, company_id, local_date FROM member_purchase WHERE id = ANY(%s)", self.ids)
        self.env["member.metrics.due"]._mark_purchases(purchases)
        return super().unlink()
