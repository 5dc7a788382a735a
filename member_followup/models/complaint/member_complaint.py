from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: states in which somebody still has to see to it
WAITING = ("new", "working")


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
    config_id = fields.Many2one(
        "pos.config",
        "Store",
        compute="_compute_config_id",
        store=True,
        readonly=False,
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
    )
    reason_id = fields.Many2one("member.complaint.reason", required=True, ondelete="restrict", index=True)
    product_id = fields.Many2one(
        "product.product", ondelete="restrict", index="btree_not_null", help="What the complaint is about, if anything."
    )
    contact_id = fields.Many2one(
        "member.followup", "Member Contact", readonly=True, ondelete="set null", index="btree_not_null"
    )
    tier_id = fields.Many2one(
        "member.tier", readonly=True, copy=False, ondelete="restrict", help="The member's tier at that time."
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._member_today(), index=True)
    note = fields.Text("What Happened")
    state = fields.Selection(
        [("new", "New"), ("working", "In Progress"), ("solved", "Solved"), ("closed", "Closed Without a Solution")],
        "Status",
        required=True,
        default="new",
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one("res.users", "Responsible", tracking=True, ondelete="set null", index="btree_not_null")
    solution = fields.Text(tracking=True, help="What was done for the member, or why nothing could be done.")
    date_end = fields.Date("Ended On", readonly=True, copy=False)

    @api.depends("partner_id")
    def _compute_config_id(self):
        """Whoever records it stands in their store."""
        for complaint in self:
            # sudo: the store of one's own entry of the contact staff.
            complaint.config_id = complaint.config_id or self.env.user.sudo().member_person_ids.config_id[:1]

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints.partner_id._member_check_own("read")
        for complaint in complaints:
            # sudo: the member's tier, which the reader may see on the profile.
            tier = complaint.sudo().partner_id.with_company(complaint.company_id).member_tier_id
            # sudo: the tier at that time is nobody's to write.
            complaint.sudo().tier_id = tier
            if complaint.state in WAITING:
                complaint._raise()
        return complaints

    def write(self, vals):
        """Whoever ends a complaint says what was done; what was ended isn't waited for any more."""
        if "state" in vals:
            is_over = vals["state"] not in WAITING
            vals = {**vals, "date_end": self.env.company._member_today() if is_over else False}
        result = super().write(vals)
        if vals.get("state") in ("solved", "closed"):
            self.activity_unlink(["mail.mail_activity_data_todo"])
        return result

    @api.constrains("state", "solution")
    def _check_solution(self):
        for complaint in self:
            if complaint.state not in WAITING and not (complaint.solution or "").strip():
                raise ValidationError(
                    self.env._(
                        "Enter the solution before you end the complaint of %(name)s: what was done, or why nothing "
                        "could be done.",
                        name=complaint.partner_id.name,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        for complaint in self:
            if complaint.date > complaint.company_id._member_today():
                raise ValidationError(
                    self.env._("The complaint of %(name)s can't be of a day to come.", name=complaint.partner_id.name)
                )

    @api.constrains("partner_id", "contact_id")
    def _check_contact(self):
        for complaint in self.filtered("contact_id"):
            # sudo: whose contact it was.
            if complaint.sudo().contact_id.partner_id != complaint.partner_id:
                raise ValidationError(
                    self.env._(
                        "The complaint of %(name)s belongs to a contact with somebody else.",
                        name=complaint.partner_id.name,
                    )
                )

    # ── Somebody sees to it ───────────────────────────────────────────────────────────────────────────────────

    def action_work(self):
        """Begin, or begin again: it is this user's now."""
        self.write({"state": "working", "user_id": self.env.uid})
        # sudo: who was asked before isn't any more; the right to the complaint was checked.
        self.sudo().activity_reschedule(["mail.mail_activity_data_todo"], new_user_id=self.env.uid)

    def action_solve(self):
        self.write({"state": "solved"})

    def action_close(self):
        self.write({"state": "closed"})

    def _raise(self):
        """Ask a manager to see to it."""
        self.ensure_one()
        responsible = self.user_id or self._supervisor() or self.company_id._member_responsible()
        # sudo: whoever records a complaint may give it to a manager.
        complaint = self.sudo()
        complaint.user_id = responsible
        complaint.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._member_today(),
            summary=self.env._("Complaint: %(reason)s", reason=complaint.reason_id.name),
            note=complaint.note,
            user_id=responsible.id,
        )

    def _supervisor(self):
        """:return: res.users of who supervises whoever recorded it, where that is a manager of the membership"""
        # sudo: who supervises whom.
        me = self.env.user.sudo().member_person_ids.filtered(lambda person: person.company_id == self.company_id)
        user = me.supervisor_id.user_id[:1]
        return user.filtered(lambda one: one.has_group("member_loyalty.group_manager"))
