from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_guest_ids = fields.One2many(
        "member.campaign.guest",
        "partner_id",
        "Campaigns",
        groups="member_loyalty.group_staff,member_loyalty.group_auditor",
    )
