from odoo import fields, models
from odoo.exceptions import UserError


class MemberConsent(models.Model):
    _name = "member.consent"
    _description = "Consent"
    _order = "given_at desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    purpose = fields.Selection(
        [("membership", "Membership file"), ("marketing", "News and offers")], required=True, default="membership"
    )
    given_at = fields.Datetime(required=True, default=fields.Datetime.now)
    given_via = fields.Selection(
        [("till", "Till"), ("backend", "Office"), ("import", "Import")], required=True, default="backend"
    )
    user_id = fields.Many2one("res.users", "Recorded By", default=lambda self: self.env.user, ondelete="restrict")
    text = fields.Text(help="The words that the customer agreed to.")
    withdrawn_at = fields.Datetime()

    # One living consent per purpose: a second yes is no news, a withdrawal ends the first.
    _one_living = models.UniqueIndex(
        "(partner_id, company_id, purpose) WHERE withdrawn_at IS NULL",
        "This member has agreed to this already.",
    )

    def write(self, vals):
        """What was agreed to, when and how is proof; only a withdrawal is added to it, and that once."""
        if set(vals) != {"withdrawn_at"} or any(consent.withdrawn_at for consent in self):
            raise UserError(
                self.env._(
                    "A consent is a record of what was said. Withdraw it, or record a new one, but don't edit it."
                )
            )
        return super().write(vals)

    def action_withdraw(self):
        """The member takes the consent back; the record of it stays."""
        self.filtered(lambda consent: not consent.withdrawn_at).write({"withdrawn_at": fields.Datetime.now()})
