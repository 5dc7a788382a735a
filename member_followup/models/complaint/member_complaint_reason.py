from odoo import fields, models


class MemberComplaintReason(models.Model):
    """Why members complain, or leave."""

    _name = "member.complaint.reason"
    _description = "Complaint Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
