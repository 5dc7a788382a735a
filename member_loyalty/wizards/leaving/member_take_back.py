from odoo import fields, models
from odoo.exceptions import UserError


class MemberTakeBack(models.TransientModel):
    _name = "member.take.back"
    _description = "Reinstate Member"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True)
    member_left_on = fields.Date(related="partner_id.member_left_on")
    with_history = fields.Boolean(
        default=lambda self: self.env.company.member_return_history,
        help="The member keeps the number, the enrollment date, the purchases and the remaining points. If "
        "disabled, the member gets a new number, and purchases count from today.",
    )
    card_number = fields.Char(
        help="Scan the card that you issue. Leave empty to use the previous card or to generate a card number."
    )
    consent_text = fields.Text(default=lambda self: self.env.company.member_consent_text, readonly=True)
    consent = fields.Boolean("Customer Consent")

    def action_take_back(self):
        """Make them a member again."""
        self.ensure_one()
        if not self.consent:
            raise UserError(self.env._("Ask the customer for consent to the membership and check the box."))
        self.partner_id._member_check_own()
        if not self.partner_id.member_left_on:
            raise UserError(self.env._("%(name)s isn't a former member.", name=self.partner_id.display_name))
        # sudo: as enrollment; who may open this wizard may enroll this customer.
        self.partner_id.sudo()._member_return(self.with_history, self.card_number)
