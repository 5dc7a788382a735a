from odoo import fields, models


class MemberConsent(models.Model):
    """Members may agree to be written to by a messenger, by hand."""

    _inherit = "member.consent"

    channel = fields.Selection(selection_add=[("messenger", "Messenger")], ondelete={"messenger": "cascade"})
