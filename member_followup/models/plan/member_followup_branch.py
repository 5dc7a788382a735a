from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...const import OUTCOMES


class MemberFollowupBranch(models.Model):
    """Where a plan goes on after an outcome, other than to the next step."""

    _name = "member.followup.branch"
    _inherit = ["member.followup.version.part"]
    _description = "Contact Plan Branch"
    _order = "id"
    _rec_name = "outcome"

    step_id = fields.Many2one("member.followup.step", required=True, index=True, ondelete="cascade")
    version_id = fields.Many2one(related="step_id.version_id")
    outcome = fields.Selection(OUTCOMES, required=True)
    does = fields.Selection([("step", "Go to Step"), ("stop", "End")], "Then", required=True, default="step")
    target_id = fields.Many2one("member.followup.step", "Step", index="btree_not_null", ondelete="cascade")

    _once = models.Constraint("UNIQUE (step_id, outcome)", "A step has one branch for each outcome.")
    _has_target = models.Constraint("CHECK (does = 'stop' OR target_id IS NOT NULL)", "Choose the step to go to.")

    @api.depends("outcome", "does", "target_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        for branch in self:
            outcome = outcomes.get(branch.outcome)
            branch.display_name = (
                self.env._("%(outcome)s: end", outcome=outcome)
                if branch.does == "stop"
                else self.env._("%(outcome)s: go to %(step)s", outcome=outcome, step=branch.target_id.name)
            )

    @api.constrains("step_id", "target_id", "does")
    def _check_target(self):
        """A run goes forward only, through the steps of its version."""
        for branch in self.filtered(lambda branch: branch.does == "step"):
            step, target = branch.step_id, branch.target_id
            if target.version_id != step.version_id:
                raise ValidationError(
                    self.env._(
                        "Step %(step)s branches to a step of another version. Choose one of this.", step=step.name
                    )
                )
