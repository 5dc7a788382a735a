from odoo import fields, models
from odoo.exceptions import UserError


class MemberTakeBack(models.TransientModel):
    _name = "member.take.back"
    _description = "Take a Member Back"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True)
    member_left_on = fields.Date(related="partner_id.member_left_on")
    with_history = fields.Boolean(
        default=lambda self: self.env.company.member_return_history,
        help="The old number, member since, purchases, and what is left of the points. Otherwise a new number, and "
        "purchases count from today.",
    )
    card_number = fields.Char(help="Scan the card that you hand over. Empty: the old card, or one with a new number.")
    consent_text = fields.Text(default=lambda self: self.env.company.member_consent_text, readonly=True)
    consent = fields.Boolean("Agreed to by the customer")

    def action_take_back(self):
        """Make them a member again."""
        self.ensure_one()
        if not self.consent:
            raise UserError(self.env._("Ask the customer to agree to the membership, and tick the box."))
        self.partner_id.check_access("write")
        if not self.partner_id.member_left_on:
            raise UserError(self.env._("%(name)s hasn't left.", name=self.partner_id.display_name))
        # sudo: as enrolment; who may open this wizard may enrol this customer.
        self.partner_id.sudo()._member_return(self.with_history, self.card_number)
