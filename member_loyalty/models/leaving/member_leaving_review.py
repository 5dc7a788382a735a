from odoo import api, models


class MemberLeaving(models.Model):
    """The review that lets members go who have bought nothing for long."""

    _inherit = "member.leaving"

    @api.model
    def _cron_review(self):
        """Every night: let them go in the background, or tell the responsible how many there are."""
        # Companies are few, and each has a day and a rule of its own.
        companies = self.env["res.company"].search([("member_leave_months", ">", 0)])
        for company in companies:
            here = self.with_company(company).with_context(allowed_company_ids=company.ids)
            count = here.env["res.partner"].search_count([("member_idle", "=", True)])
            if count:
                here._review(company, count)

    def _review(self, company, count):
        if company.member_leave_auto:
            self.env["member.job"]._start(
                "leave", self.env._("Members without a purchase for long leave"), count, {"after": 0}, company
            )
            return
        summary = self.env._("Members without a purchase for long")
        waiting = [("res_id", "=", company.partner_id.id), ("res_model", "=", "res.partner"), ("summary", "=", summary)]
        if not self.env["mail.activity"].search_count(waiting, limit=1):
            company.partner_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=self.env._(
                    "%(count)s members have bought nothing for %(months)s months. Open Members, Idle Members, mark "
                    "those who leave, and choose Leave the Membership in the Actions menu.",
                    count=count,
                    months=company.member_leave_months,
                ),
                user_id=company._member_responsible().id,
            )
