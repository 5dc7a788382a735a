from odoo import fields, models


class MemberFollowupRun(models.Model):
    """A member who is left out at random has a run, too, which ends at once: plans are compared by assignment."""

    _inherit = "member.followup.run"

    end_reason = fields.Selection(selection_add=[("held_out", "Held Out for Comparison")])
