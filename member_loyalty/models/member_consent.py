from odoo import fields, models


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

    def action_withdraw(self):
        """The member takes the consent back; the record of it stays."""
        self.filtered(lambda consent: not consent.withdrawn_at).write({"withdrawn_at": fields.Datetime.now()})
