from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    member_consent_text = fields.Text(
        translate=True,
        default=lambda self: self.env._(
            "I want to become a member. The shop may keep my name, contact data and purchases to run the membership."
        ),
        help="The words that a customer agrees to at enrolment; kept with each consent.",
    )

    def _member_today(self):
        """The store's own day, whatever the time zone of who asks: purchases stand on the same days."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.partner_id.tz or "UTC"))
