from odoo import models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _member_expiry_text(self):
        """The rule of expiry in words, as records of it keep it."""
        self.ensure_one()
        rules = dict(self._fields["member_expiry"]._description_selection(self.env))
        months = dict(self._fields["member_expiry_month"]._description_selection(self.env))
        if self.member_expiry == "never":
            return rules["never"]
        if self.member_expiry == "yearly":
            return f"{rules['yearly']}: {self.member_expiry_day} {months[self.member_expiry_month]}"
        return self.env._("%(rule)s: %(months)s", rule=rules[self.member_expiry], months=self.member_expiry_months)

    def action_member_expiry_change(self):
        """Show what the rule as it is now would change of what members have already."""
        self.ensure_one()
        change = self.env["member.expiry.change"].create(
            {"program_id": self.id, "company_id": (self.company_id or self.env.company).id}
        )
        return change.get_formview_action()
