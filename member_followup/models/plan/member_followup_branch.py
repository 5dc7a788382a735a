from odoo import fields, models

from ...const import OUTCOMES


class MemberFollowupBranch(models.Model):
    """Where a plan goes on after an outcome, other than to the next step."""

    _name = "member.followup.branch"
    _description = "Contact Plan Branch"
    _order = "id"
    _rec_name = "outcome"

    step_id = fields.Many2one("member.followup.step", required=True, index=True, ondelete="cascade")
    outcome = fields.Selection(OUTCOMES, required=True)
    does = fields.Selection([("step", "Go to Step"), ("stop", "End")], "Then", required=True, default="step")
    target_id = fields.Many2one("member.followup.step", "Step", ondelete="cascade")

    _once = models.Constraint("UNIQUE (step_id, outcome)", "A step has one branch for each outcome.")
    _has_target = models.Constraint("CHECK (does = 'stop' OR target_id IS NOT NULL)", "Choose the step to go to.")
