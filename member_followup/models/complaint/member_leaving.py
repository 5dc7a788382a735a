from odoo import fields, models


class MemberLeaving(models.Model):
    """Who leaves may say why, in the words of complaints, so that both are counted together."""

    _inherit = "member.leaving"

    reason_id = fields.Many2one(
        "member.complaint.reason", "Said Reason", readonly=True, ondelete="restrict", index="btree_not_null"
    )
