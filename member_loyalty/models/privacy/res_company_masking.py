from odoo import fields, models


class ResCompany(models.Model):
    """Who sees how customers are reached."""

    _inherit = "res.company"

    member_mask_contacts = fields.Boolean(
        "Mask Members' Contact Data at the Till",
        default=True,
        help="Who only sells at a till sees the last digits of a phone number and the first letter of an e-mail address.",
    )
