from odoo import models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _member_expiry_text(self):
        """The rule of expiry in words, as records of it keep it."""
        self.ensure_one()
        months = dict(self._fields["member_expiry_month"]._description_selection(self.env))
        return {
            "never": self.env._("Never"),
            "months": self.env._("%s months after earning", self.member_expiry_months),
            "month_end": self.env._("At the end of the month, %s months after earning", self.member_expiry_months),
            "yearly": self.env._(
                "Every year on %(day)s %(month)s",
                day=self.member_expiry_day,
                month=months[self.member_expiry_month],
            ),
            "inactivity": self.env._("After %s months without a purchase", self.member_expiry_months),
        }[self.member_expiry]

    def action_member_expiry_change(self):
        """Show what the rule as it is now would change of what members have already."""
        self.ensure_one()
        change = self.env["member.expiry.change"].create(
            {"program_id": self.id, "company_id": (self.company_id or self.env.company).id}
        )
        return change.get_formview_action()
