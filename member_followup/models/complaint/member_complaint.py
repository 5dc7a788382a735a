from odoo import fields, models


class MemberComplaint(models.Model):
    """Something a member isn't content with, until somebody has seen to it."""

    _name = "member.complaint"
    _description = "Complaint"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", "Member", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict", index=True
    )
    config_id = fields.Many2one("pos.config", "Store", ondelete="set null", index="btree_not_null", check_company=True)
    reason_id = fields.Many2one("member.complaint.reason", required=True, ondelete="restrict", index=True)
    contact_id = fields.Many2one("member.followup", readonly=True, ondelete="set null", index="btree_not_null")
    date = fields.Date(required=True, default=lambda self: self.env.company._member_today(), index=True)
    note = fields.Text()
    state = fields.Selection(
        [("new", "New"), ("working", "In Progress"), ("solved", "Solved"), ("closed", "Closed Without a Solution")],
        "Status",
        required=True,
        default="new",
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one("res.users", "Responsible", tracking=True, ondelete="set null", index="btree_not_null")
    solution = fields.Text(tracking=True)
    date_end = fields.Date("Ended On", readonly=True, copy=False)
