from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...engine import load

#: what says whose a place on the contact staff is
WHOSE = {"user_id", "employee_id", "company_id", "active"}
#: contacts given in so many days say who is next in turn
LATELY = timedelta(days=30)


class MemberFollowupPerson(models.Model):
    """Somebody who contacts members: a user, or an employee who signs in at the till only."""

    _name = "member.followup.person"
    _description = "Contact Staff"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, precompute=True, readonly=False, required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict", index=True
    )
    user_id = fields.Many2one("res.users", ondelete="restrict", index="btree_not_null", check_company=True)
    # An id of hr.employee, not a many2one: the addon goes without Employees, and this column stays when they come.
    employee_id = fields.Many2oneReference(
        model_field="employee_model", help="For somebody who signs in at the till as an employee and has no user."
    )
    employee_model = fields.Char(compute="_compute_employee_model")
    config_id = fields.Many2one(
        "pos.config",
        "Store",
        ondelete="restrict",
        index=True,
        check_company=True,
        help="Shares the list of this store. Without a store: the list of members who belong to none.",
    )
    capacity = fields.Integer("Contacts per Day", required=True, default=20, tracking=True)
    supervisor_id = fields.Many2one(
        "member.followup.person", ondelete="set null", index="btree_not_null", check_company=True
    )
    absence_ids = fields.One2many("member.followup.absence", "person_id", "Absences")
    has_left = fields.Boolean(compute="_compute_has_left", search="_search_has_left")

    _user_unique = models.UniqueIndex(
        "(user_id, company_id) WHERE user_id IS NOT NULL", "This user is on the contact staff already."
    )
    _employee_unique = models.UniqueIndex(
        "(employee_id, company_id) WHERE employee_id > 0", "This employee is on the contact staff already."
    )
    _capacity_positive = models.Constraint("CHECK (capacity >= 0)", "Contacts per Day can't be negative.")

    def _compute_employee_model(self):
        self.employee_model = "hr.employee" if "hr.employee" in self.env else False

    @api.depends("user_id", "employee_id")
    def _compute_name(self):
        for person in self:
            person.name = person.user_id.name or person._employee().name or person.name

    @api.depends("user_id.active")
    def _compute_has_left(self):
        for person in self:
            # sudo: whether the user is archived, of somebody on the contact staff.
            user = person.sudo().user_id
            person.has_left = bool(user) and not user.active

    def _search_has_left(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: see _compute_has_left.
        archived = self.env["res.users"].sudo().with_context(active_test=False)._search([("active", "=", False)])
        return [("user_id", "in" if True in value else "not in", archived)]

    @api.constrains("supervisor_id")
    def _check_supervisor(self):
        if self._has_cycle("supervisor_id"):
            raise ValidationError(self.env._("Nobody can be their own supervisor."))

    def write(self, vals):
        """Nobody takes themselves off the contact staff: who is on it doesn't edit what they are measured by."""
        if WHOSE & vals.keys():
            self._check_not_own()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own(self):
        self._check_not_own()

    def _check_not_own(self):
        if not self.env.su and (own := self.filtered(lambda person: person.user_id == self.env.user)):
            raise AccessError(
                self.env._(
                    "You are on the contact staff of %(company)s, and whoever is doesn't edit what they are measured by. "
                    "Ask another manager to take you off it.",
                    company=own[0].company_id.name,
                )
            )

    def _employee(self):
        """:return: hr.employee; an empty user without Employees, or without an employee"""
        if not self.employee_id or "hr.employee" not in self.env:
            return self.env["res.users"]
        # sudo: the name of an employee who is on the contact staff.
        return self.env["hr.employee"].sudo().browse(self.employee_id).exists()

    @api.model
    def _of_user(self, company):
        """:return: who the user is on the contact staff of a company"""
        # sudo: one's own record.
        return self.sudo().search([("user_id", "=", self.env.uid), ("company_id", "=", company.id)], limit=1)

    def _as_engine(self, first, last):
        """
        :param date first, last: days whose absences are told
        :return: list of :class:`engine.load.Person`
        """
        given = self.env["member.followup"]._read_group(
            [("person_id", "in", self.ids), ("date_given", ">=", first - LATELY)], ["person_id"], ["__count"]
        )
        counts, absent = dict(given), self._absent(first, last)
        return [
            load.Person(
                person.id,
                store=person.config_id.id or 0,
                capacity=person.capacity,
                absent=frozenset(absent.get(person, ())),
                given=counts.get(person, 0),
            )
            for person in self
        ]

    def _absent(self, first, last):
        """:return: dict of person to set of dates"""
        absences = self.env["member.followup.absence"].search(
            [("person_id", "in", self.ids), ("date_from", "<=", last), ("date_to", ">=", first)]
        )
        days = {}
        for absence in absences:
            begin, end = max(absence.date_from, first), min(absence.date_to, last)
            count = (end - begin).days + 1
            days.setdefault(absence.person_id, set()).update(begin + timedelta(days=number) for number in range(count))
        return days
