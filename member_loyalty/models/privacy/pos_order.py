from odoo import api, models
from odoo.exceptions import ValidationError

from ...const import MASKS
from ...engine import masking

SHOWN = {"email": MASKS["email"], "mobile": MASKS["phone"]}


class PosOrder(models.Model):
    """An order keeps how its customer is reached; the till sees that of members masked, too."""

    _inherit = "pos.order"

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        names = set(SHOWN).intersection(fnames)
        if names and not self.env.su and self.env["res.partner"]._member_masks_contacts():
            # sudo: whether the customer is or was a member.
            members = set(self.sudo().filtered("partner_id.member_number").ids)
            for row in (row for row in rows if row["id"] in members):
                row.update({name: SHOWN[name](row[name]) for name in names if row.get(name)})
        return rows

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

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_without_masks(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_without_masks(vals))

    def action_send_receipt(self, email, ticket_image, basic_image):
        """A masked address stands for the customer's own."""
        if masking.is_masked(email):
            # sudo: the address of the order's own customer, to which the receipt goes.
            partner = self.sudo().partner_id
            email = partner.invoice_emails or partner.email
        return super().action_send_receipt(email, ticket_image, basic_image)


def _without_masks(vals):
    """A mask that a till sends back changes nothing."""
    return {name: value for name, value in vals.items() if not (name in SHOWN and masking.is_masked(value))}
