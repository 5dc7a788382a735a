from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Who joined in a month, among all contacts.
    _member_joined = models.Index("(member_since) WHERE member_since IS NOT NULL")
