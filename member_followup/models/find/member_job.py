from odoo import api, models

from odoo.addons.member_loyalty.models.common.member_job_night import Step


class MemberJob(models.Model):
    """Whom plans contact is found at night, once metrics and segments are told."""

    _inherit = "member.job"

    @api.model
    def _night_steps(self):
        return [
            *super()._night_steps(),
            Step(
                250,
                "followup_plan",
                self.env._("Find occasions of contact plans"),
                "member.followup.plan",
                "_night_find",
                ("metrics", "segments"),
            ),
        ]
