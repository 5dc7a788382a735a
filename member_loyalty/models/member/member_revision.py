from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class MemberRevision(models.Model):
    """One thing to look at in one member's file: the revision list is worked off row by row."""

    _name = "member.revision"
    _description = "Revision of a Member's File"
    _order = "reason_rank, found_on, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    reason = fields.Selection(
        [
            ("duplicate", "Duplicate"),
            ("invalid", "Invalid"),
            ("incomplete", "Incomplete"),
            ("outdated", "Outdated"),
        ],
        required=True,
        readonly=True,
    )
    reason_rank = fields.Integer(readonly=True)
    twin_id = fields.Many2one("res.partner", "Same as", readonly=True, index="btree_not_null", ondelete="cascade")
    matched_on = fields.Selection(
        [("phone", "Phone"), ("email", "E-mail"), ("name", "Name and birth date")], "Same", readonly=True
    )
    state = fields.Selection(
        [("todo", "To Do"), ("done", "Done"), ("skipped", "Skipped")], required=True, readonly=True, default="todo"
    )
    outcome = fields.Selection([("fixed", "Fixed"), ("confirmed", "Still right"), ("merged", "Merged")], readonly=True)
    found_on = fields.Date(required=True, readonly=True)
    done_on = fields.Date(readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    user_id = fields.Many2one(
        related="partner_id.user_id",
        string="In Charge",
        store=True,
        index="btree_not_null",
        depends=["partner_id.user_id"],
    )
    description = fields.Char("What Is Wrong", compute="_compute_description")
    remaining = fields.Integer(compute="_compute_remaining")

    name = fields.Char(related="partner_id.name", readonly=False)
    phone = fields.Char(related="partner_id.phone", readonly=False)
    email = fields.Char(related="partner_id.email", string="E-mail", readonly=False)
    birthdate_date = fields.Date(related="partner_id.birthdate_date", readonly=False)
    gender = fields.Selection(related="partner_id.gender", readonly=False)
    street = fields.Char(related="partner_id.street", readonly=False)
    zip = fields.Char(related="partner_id.zip", readonly=False)
    city = fields.Char(related="partner_id.city", readonly=False)
    member_completeness = fields.Integer(related="partner_id.member_completeness")
    member_confirmed_on = fields.Date(related="partner_id.member_confirmed_on")
    member_number = fields.Char(related="partner_id.member_number")
    twin_phone = fields.Char(related="twin_id.phone", string="Its Phone")
    twin_email = fields.Char(related="twin_id.email", string="Its E-mail")
    twin_birthdate = fields.Date(related="twin_id.birthdate_date", string="Its Birth Date")
    twin_number = fields.Char(related="twin_id.member_number", string="Its Number")

    _one_open = models.UniqueIndex(
        "(partner_id, reason, COALESCE(twin_id, 0)) WHERE state = 'todo'", "This is on the list already."
    )
    # The next row to work on, from a list of any length.
    _next_open = models.Index("(reason_rank, found_on, id) WHERE state = 'todo'")

    @api.depends("reason", "matched_on", "phone", "email", "member_completeness", "member_confirmed_on")
    def _compute_description(self):
        matched = dict(self._fields["matched_on"]._description_selection(self.env))
        for row in self:
            row.description = {
                "duplicate": lambda row=row: self.env._(
                    "Has the %(what)s of %(twin)s",
                    what=matched.get(row.matched_on, "").lower(),
                    twin=row.twin_id.display_name,
                ),
                "invalid": row._what_is_invalid,
                "incomplete": lambda row=row: self.env._("%(score)s %% complete", score=row.member_completeness),
                "outdated": lambda row=row: self.env._(
                    "Last confirmed on %(date)s",
                    date=format_date(self.env, row.member_confirmed_on or row.partner_id.member_since)
                    or self.env._("no day known"),
                ),
            }[row.reason]()

    def _what_is_invalid(self):
        is_phone = self.phone and not self.partner_id.phone_sanitized
        return self.env._("Can't be reached at %(what)s", what=self.phone if is_phone else self.email)

    @api.depends_context("uid")
    def _compute_remaining(self):
        self.remaining = self.search_count([("state", "=", "todo")])

    # ── Work it off ───────────────────────────────────────────────────────────────────────────────────────────

    def action_work_off(self):
        """Open the first row that waits for the present user."""
        return self._next()

    def action_fixed(self):
        """What was wrong has been put right, here or in the member's file."""
        self.ensure_one()
        if self._still_holds():
            raise UserError(
                self.env._(
                    "%(name)s: %(what)s. Put it right, or say that it is right as it is.",
                    name=self.partner_id.display_name,
                    what=self.description,
                )
            )
        self._close("done", "fixed")
        return self._next()

    def action_confirm(self):
        """The file is right as it is; a duplicate is somebody else."""
        self.ensure_one()
        self._close("done", "confirmed")
        return self._next()

    def action_skip(self):
        """Not now: the next list has it again."""
        self.ensure_one()
        self._close("skipped")
        return self._next()

    def action_merge(self):
        """Merge both files with core's wizard, which keeps to the rules of memberships."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("base.action_partner_merge")
        partners = self.partner_id | self.twin_id
        return {**action, "context": {"active_model": "res.partner", "active_ids": partners.ids}}

    def _close(self, state, outcome=False):
        today = fields.Date.context_today(self)
        self.write({"state": state, "outcome": outcome, "done_on": today, "done_by_id": self.env.uid})
        if outcome in ("fixed", "confirmed"):
            self.partner_id.member_confirmed_on = today

    def _next(self):
        """:return: the action of the next row that waits, or of the list where none does"""
        later = Domain("id", "!=", self.id) & Domain("state", "=", "todo")
        following = self.search(later & Domain("reason", "=", self.reason), limit=1) or self.search(later, limit=1)
        if not following:
            return self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_revision_action")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_revision_action_work"),
            "res_id": following.id,
        }
