from odoo import fields, models


class MemberJob(models.Model):
    """Rules tried out on all members, and applied to them."""

    _inherit = "member.job"

    kind = fields.Selection(
        selection_add=[("tier_preview", "Tier impact preview"), ("tier_apply", "New tier rule")],
        ondelete={"tier_preview": "cascade", "tier_apply": "cascade"},
    )

    def _step_tier_preview(self):
        return self._tier_step("_preview_batch", "ready")

    def _step_tier_apply(self):
        return self._tier_step("_apply_batch", "applied")

    def _tier_step(self, batch, state):
        # sudo: the cron works in the name of who queued it; standings and changes are nobody's to write.
        revision = self.env["member.tier.revision"].sudo().browse(self.cursor["revision_id"])
        last = getattr(revision.with_company(self.company_id), batch)(self.cursor["after"])
        if last is None:
            self.done = self.total
            revision.state = state
            return True
        seen = self.env["member.standing"].search_count(
            [("company_id", "=", self.company_id.id), ("partner_id", "<=", last)]
        )
        self.write({"done": min(seen, self.total), "cursor": {**self.cursor, "after": last}})
        return False
