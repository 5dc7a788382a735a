from secrets import token_urlsafe

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    member_sms_token = fields.Char(
        "Key for Incoming SMS",
        default=lambda self: token_urlsafe(24),
        copy=False,
        groups="base.group_system",
        help="Part of the address to which the SMS provider sends what members answer.",
    )
