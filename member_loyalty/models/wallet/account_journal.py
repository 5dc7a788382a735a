from odoo import api, models
from odoo.fields import Domain


class AccountJournal(models.Model):
    _inherit = "account.journal"

    @api.model
    def _member_office(self, company):
        """Where money is taken and paid in the back office: banks, and the drawers of the tills. Other cash, such as
        petty cash, is nobody's to take a member's money into.

        :return: account.journal, the user's last one for a top-up first
        """
        # sudo: which drawers tills have; names of journals are offered to whoever may take money.
        drawers = (
            self.env["pos.payment.method"]
            .sudo()
            .search([("journal_id.type", "=", "cash"), ("config_ids", "!=", False), ("company_id", "=", company.id)])
            .journal_id
        )
        banks_or_drawers = Domain("type", "=", "bank") | Domain("id", "in", drawers.ids)
        # sudo: as above; the company is the caller's.
        journals = self.sudo().search(Domain("company_id", "=", company.id) & banks_or_drawers)
        used = [("user_id", "=", self.env.uid), ("journal_id", "in", journals.ids), ("company_id", "=", company.id)]
        # sudo: the user's own top-ups.
        last = self.env["member.topup"].sudo().search(used, order="id desc", limit=1).journal_id
        return (last | (journals & drawers) | journals).sudo(False)
