from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.member_loyalty.models.common.member_job_night import Step


class MemberJob(models.Model):
    """Work of metrics in the background, and what the addon does at night."""

    _inherit = "member.job"

    kind = fields.Selection(
        selection_add=[("metrics", "Metrics"), ("workbook", "Workbook")],
        ondelete={"metrics": "cascade", "workbook": "cascade"},
    )

    @api.model
    def _night_steps(self):
        return [
            *super()._night_steps(),
            Step(
                210, "metrics", self.env._("Update metrics"), "member.metrics", "_night_refresh", ("release", "tiers")
            ),
            Step(220, "segments", self.env._("Update segments"), "member.segment", "_night_count", ("metrics",)),
            Step(230, "pairs", self.env._("Update product pairs"), "member.basket.pair", "_night_count", nights=7),
            Step(
                240,
                "workbooks",
                self.env._("Send scheduled workbooks"),
                "member.workbook.schedule",
                "_night_send",
                ("metrics",),
            ),
        ]

    def _step_metrics(self):
        """Everybody's figures, which are compared with each other and so counted in one go; then everybody's habits."""
        # sudo: members of the company are counted, whoever asks for it.
        metrics, day = self.env["member.metrics"].sudo(), date.fromisoformat(self.cursor["day"])
        definition = self.env["member.metrics.definition"].sudo()._of(self.company_id)
        if self.cursor["step"] == "figures":
            metrics._refresh_figures(definition, day, cut=True)
            self.write({"done": self.total // 2, "cursor": {**self.cursor, "step": "habits"}})
            return False
        if self.cursor["step"] == "habits":
            metrics._refresh_habits(definition, day)
            definition.refreshed_to = day
            self.env["member.segment"]._wake(self.company_id)
            if "month_end" not in self.cursor:
                self.done = self.total
                return True
            self.write({"done": self.total * 3 // 4, "cursor": {**self.cursor, "step": "month_ends"}})
            return False
        return self._step_month_end(definition, day)

    def _step_month_end(self, definition, day):
        """One month end after the other, so that reports of the past have what was imported; then the months' sales."""
        month_end = date.fromisoformat(self.cursor["month_end"])
        if month_end < day.replace(day=1):
            # sudo: nobody writes month ends; members of all owners are told.
            self.env["member.metrics.snapshot"].sudo()._take(definition, month_end)
            following = month_end + relativedelta(months=1, day=31)
            self.cursor = {**self.cursor, "month_end": following.isoformat()}
            return False
        # sudo: as above, of the months' sales.
        self.env["member.month"].sudo()._refresh(definition)
        self.done = self.total
        return True

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
