from odoo import models

from ...engine import outcomes

TALKED = [outcome for outcome, meaning in outcomes.MEANINGS.items() if meaning.talked]


class MemberFollowupRun(models.Model):
    """What the conditions of steps ask of runs."""

    _inherit = "member.followup.run"

    def _reached_before(self):
        """:return: those runs whose member was spoken to"""
        rows = self.env["member.followup"]._read_group(
            [("run_id", "in", self.ids), ("outcome", "in", TALKED)], ["run_id"]
        )
        return self.browse(run.id for (run,) in rows)
