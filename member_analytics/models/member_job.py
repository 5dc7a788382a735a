from datetime import date

from odoo import fields, models


class MemberJob(models.Model):
    _inherit = "member.job"

    kind = fields.Selection(
        selection_add=[("metrics", "Metrics"), ("workbook", "Workbook")],
        ondelete={"metrics": "cascade", "workbook": "cascade"},
    )

    def _step_metrics(self):
        """Count one batch of members; after the last one, what they make together."""
        metrics, day = self.env["member.metrics"], date.fromisoformat(self.cursor["day"])
        # sudo: members of the company are counted, whoever asks for it.
        definition = self.env["member.metrics.definition"].sudo()._of(self.company_id)
        after = metrics.sudo()._refresh_batch(definition, day, self.cursor["after"])
        if after is None:
            metrics.sudo()._finish(definition, day)
            self.done = self.total
            return True
        done = self.env["res.partner"].sudo().with_context(active_test=False).search_count([("id", "<=", after)])
        self.write({"done": min(done, self.total), "cursor": {**self.cursor, "after": after}})
        return False

    def _step_workbook(self):
        # sudo: the workbook is its user's alone; the step works with that user's rights.
        workbook = self.env["member.workbook"].sudo().browse(self.cursor["workbook_id"]).exists()
        return workbook._step(self) if workbook else True

    def action_cancel(self):
        """A workbook that is stopped leaves no half file, and begins anew when it is taken up again."""
        result = super().action_cancel()
        stopped = self.filtered(lambda job: job.kind == "workbook")
        if stopped:
            # sudo: a manager may stop what somebody else asked for, and doesn't see the file.
            self.env["member.workbook"].sudo().search([("job_id", "in", stopped.ids)])._drop_parts()
            stopped.write({"done": 0})
        return result
