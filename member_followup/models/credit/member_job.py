from odoo import api, fields, models

from odoo.addons.member_loyalty.models.common.member_job_night import Step


class MemberJob(models.Model):
    """Credits are counted each night, and when a manager asks for it."""

    _inherit = "member.job"

    kind = fields.Selection(selection_add=[("credits", "Count of credits")], ondelete={"credits": "cascade"})

    @api.model
    def _night_steps(self):
        return [
            *super()._night_steps(),
            Step(270, "credits", self.env._("Count credits"), "member.credit", "_night_recount"),
        ]

    def _step_credits(self):
        return self.env["member.credit"].with_company(self.company_id)._night_recount(self)
