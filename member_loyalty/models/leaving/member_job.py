from odoo import fields, models


class MemberJob(models.Model):
    _inherit = "member.job"

    kind = fields.Selection(selection_add=[("leave", "Membership termination")], ondelete={"leave": "cascade"})

    def _step_leave(self, batch=None):
        """The next idle members leave. Who bought something since the review was planned isn't among them any more."""
        here = self.with_company(self.company_id).with_context(allowed_company_ids=self.company_id.ids)
        partners = here.env["res.partner"].search(
            [("member_idle", "=", True), ("id", ">", self.cursor["after"])],
            order="id",
            limit=batch or self._piece(50),
        )
        if not partners:
            return True
        partners._member_leave("review")
        self.write({"done": self.done + len(partners), "cursor": {"after": partners[-1].id}})
        return False
