from odoo import api, models
from odoo.exceptions import ValidationError

from ...const import CONTACTS
from ...engine import masking


class PosOrder(models.Model):
    """An order keeps how its customer is reached; the till sees that of members masked, too."""

    _inherit = "pos.order"

    @api.constrains("partner_id", "company_id")
    def _check_member_company(self):
        """A till that names a member of another company would move that member's points and tier."""
        # sudo: whose member it is.
        for order in self.sudo():
            partner = order.partner_id
            if partner.member_number and partner.company_id and partner.company_id not in order.company_id.parent_ids:
                raise ValidationError(
                    self.env._(
                        "The customer of order %(order)s is a member of another company. Choose a customer of %(company)s.",
                        order=order.pos_reference or order.name,
                        company=order.company_id.name,
                    )
                )

    def action_send_receipt(self, email, ticket_image, basic_image):
        """A masked address stands for the customer's own."""
        if masking.is_masked(email):
            # sudo: the address of the order's own customer, to which the receipt goes.
            partner = self.sudo().partner_id
            email = partner.invoice_emails or partner.email
        return super().action_send_receipt(email, ticket_image, basic_image)

    @api.model
    def _member_without_masks(self, vals):
        """A mask that a till sends back changes nothing."""
        return {
            name: value
            for name, value in vals.items()
            if not (name in CONTACTS["pos.order"] and masking.is_masked(value))
        }
