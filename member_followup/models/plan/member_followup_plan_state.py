from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MemberFollowupPlan(models.Model):
    """How a plan starts, rests and ends, and what keeps it from starting."""

    _inherit = "member.followup.plan"

    problem = fields.Text(compute="_compute_problem")

    # ── What keeps it from starting ───────────────────────────────────────────────────────────────────────────

    @api.depends(
        *("trigger", "trigger_days", "trigger_months", "festival_ids", "segment_id", "version_id.problem"),
    )
    def _compute_problem(self):
        for plan in self:
            plan.problem = "\n".join(plan._faults())

    def _faults(self):
        """:return: list of sentences on what has to be put right before the plan starts, by name"""
        return [*filter(None, [self._trigger_fault()]), *self.version_id._faults()]

    def _trigger_fault(self):
        has_span = self.trigger_months > 0 or self.trigger_days > 0
        checks = {
            "dormant": (has_span, self.env._("Enter the months or days without a purchase.")),
            "coverage": (has_span, self.env._("Enter the months or days without a contact.")),
            "festival": (self.festival_ids, self.env._("Choose the festivals that members are greeted for.")),
            "segment": (self.segment_id, self.env._("Choose the segment that members enter.")),
        }
        is_right, message = checks.get(self.trigger, (True, ""))
        return "" if is_right else message

    @api.constrains("state")
    def _check_may_run(self):
        """However it came to run."""
        for plan in self.filtered(lambda plan: plan.state == "running"):
            if faults := plan._faults():
                raise ValidationError(
                    self.env._("%(plan)s can't start yet:\n%(faults)s", plan=plan.name, faults="\n".join(faults))
                )

    # ── Buttons ───────────────────────────────────────────────────────────────────────────────────────────────

    def action_preview(self):
        """Show whom it would contact; from there it is started, too."""
        self.ensure_one()
        return self.env["member.followup.preview"]._of(self)._open()

    def action_pause(self):
        """Nobody enters and nothing is given out until the plan goes on."""
        self._pause()

    def action_resume(self):
        """Go on, with steps that may have been changed meanwhile."""
        self._resume()

    def action_end(self):
        """End the plan for everybody inside."""
        self._end()

    def action_change_steps(self):
        """Open a copy of the steps to edit, while members go on by those that are in use."""
        self.ensure_one()
        self.check_access("write")
        version = self.draft_version_id or self.version_id._copied()
        return version.get_formview_action()
