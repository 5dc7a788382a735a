from datetime import date

from odoo import fields, models


class MemberJob(models.Model):
    _inherit = "member.job"

    kind = fields.Selection(selection_add=[("metrics", "Metrics")], ondelete={"metrics": "cascade"})

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
