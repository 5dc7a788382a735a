from odoo import api, models
from odoo.tools import SQL


class MemberPurchase(models.Model):
    _inherit = "member.purchase"

    # With what figures and habits are told from, so that a member's are read from the index alone.
    _member_day = models.Index(
        "(partner_id, local_date) INCLUDE (amount_net, company_id, returned_on, id, date, config_id, amount_gross, "
        "amount_prepaid) WHERE partner_id IS NOT NULL"
    )

    @api.model
    def _also_record(self):
        return [*super()._also_record(), self.env["member.metrics.due"]._marks(SQL("recorded"))]

    def write(self, vals):
        """An order got its customer after it was paid: who it was of, and who it is of, are counted anew."""
        if "partner_id" in vals:
            self._mark_due()
        result = super().write(vals)
        if "partner_id" in vals:
            self._mark_due()
        return result

    def _note_returned(self):
        """Who bought what somebody else brings back bought less, too."""
        super()._note_returned()
        self.flush_model(["partner_id", "company_id"])
        sold = SQL(
            "(SELECT partner_id, company_id, returned_on AS local_date FROM member_purchase WHERE id = ANY(%s))",
            self.ids,
        )
        self.env.cr.execute(self.env["member.metrics.due"]._marks(sold))

    def unlink(self):
        self._mark_due()
        return super().unlink()

    def _mark_due(self):
        self.flush_model(["partner_id", "company_id", "local_date"])
        purchases = SQL("(SELECT partner_id, company_id, local_date FROM member_purchase WHERE id = ANY(%s))", self.ids)
        self.env.cr.execute(self.env["member.metrics.due"]._marks(purchases))
        self.env["member.month.due"]._mark(SQL("id = ANY(%s)", self.ids))
