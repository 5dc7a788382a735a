from odoo import api, models

from odoo.addons.member_loyalty.models.common.member_job_night import Step


class MemberJob(models.Model):
    """What is due is given out once the plans have been gone through."""

    _inherit = "member.job"

    @api.model
    def _night_steps(self):
        return [
            *super()._night_steps(),
            Step(
                260,
                "followup_give",
                self.env._("Give out contacts"),
                "member.followup",
                "_night_give",
                ("followup_plan",),
            ),
        ]
