from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """Members who have bought nothing for long: whom the review lets go."""

    _inherit = "res.partner"

    member_idle = fields.Boolean("No Purchase for Long", compute="_compute_member_idle", search="_search_member_idle")

    def _compute_member_idle(self):
        idle = self.filtered_domain(
            [("id", "in", self._search(Domain("id", "in", self.ids) & self._member_idle_domain()))]
        )
        for partner in self:
            partner.member_idle = partner in idle

    def _search_member_idle(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._member_idle_domain() if True in value else ~self._member_idle_domain()

    def _member_idle_domain(self):
        """Set-based SQL: it looks at all members and their purchases.

        A membership shorter than the time isn't idle yet. Who has paid money in the wallet that the company pays back
        first, or owes something, stays: somebody has to talk to them.
        """
        company = self.env.company
        if not company.member_leave_months:
            return Domain.FALSE
        self.env.flush_all()
        return Domain(
            "id",
            "in",
            SQL(
                """
                (SELECT member.id FROM res_partner member
                  WHERE member.member_number IS NOT NULL AND member.member_left_on IS NULL AND member.active
                    AND (member.company_id = %(company)s OR member.company_id IS NULL)
                    AND member.member_since <= %(since)s
                    AND NOT EXISTS (SELECT FROM member_purchase bought
                                     WHERE bought.partner_id = member.id AND bought.local_date > %(since)s)
                    AND NOT EXISTS (SELECT FROM member_ledger_entry lot
                                     WHERE lot.partner_id = member.id
                                       AND (lot."left" < 0
                                            OR lot."left" > 0 AND lot.bucket = 'principal' AND %(pay_back)s)))
                """,
                company=company.id,
                since=fields.Date.subtract(company._member_today(), months=company.member_leave_months),
                pay_back=company.member_leave_wallet == "pay_back",
            ),
        )
