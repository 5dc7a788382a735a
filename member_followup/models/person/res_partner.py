from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_specialist_id = fields.Many2one(
        "member.followup.person",
        "Specialist",
        ondelete="set null",
        index="btree_not_null",
        groups="member_loyalty.group_staff,member_loyalty.group_auditor",
        help="Who looks after this key member. Their supervisor stands in for them.",
    )
