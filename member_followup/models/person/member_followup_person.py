from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MemberFollowupPerson(models.Model):
    """Somebody who contacts members: a user, or an employee who signs in at the till only."""

    _name = "member.followup.person"
    _description = "Contact Staff"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict", index=True
    )
    user_id = fields.Many2one("res.users", ondelete="restrict", index="btree_not_null", check_company=True)
    config_id = fields.Many2one("pos.config", "Store", ondelete="restrict", index=True, check_company=True)
    capacity = fields.Integer("Contacts per Day", required=True, default=20, tracking=True)
    supervisor_id = fields.Many2one(
        "member.followup.person", ondelete="set null", index="btree_not_null", check_company=True
    )
    absence_ids = fields.One2many("member.followup.absence", "person_id", "Absences")

    _user_unique = models.UniqueIndex(
        "(user_id, company_id) WHERE user_id IS NOT NULL", "This user is on the contact staff already."
    )
    _capacity_positive = models.Constraint("CHECK (capacity >= 0)", "Contacts per Day can't be negative.")

    @api.depends("user_id")
    def _compute_name(self):
        for person in self:
            person.name = person.user_id.name or person.name

    @api.constrains("supervisor_id")
    def _check_supervisor(self):
        if self._has_cycle("supervisor_id"):
            raise ValidationError(self.env._("Nobody can be their own supervisor."))
