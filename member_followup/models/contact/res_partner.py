from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_no_contact = fields.Boolean(
        "No Contacts",
        groups="member_loyalty.group_staff,member_loyalty.group_auditor",
        help="This member isn't contacted by any plan.",
    )
    member_followup_ids = fields.One2many(
        "member.followup", "partner_id", "Contacts", groups="member_loyalty.group_staff,member_loyalty.group_auditor"
    )
