from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...engine import load


class MemberFollowupHandOver(models.TransientModel):
    """Somebody leaves: others take over members and open contacts. What was done stays theirs."""

    _name = "member.followup.hand.over"
    _description = "Hand Over"

    person_id = fields.Many2one(
        "member.followup.person",
        "Who Leaves",
        required=True,
        ondelete="cascade",
        default=lambda self: self._who_left(),
    )
    company_id = fields.Many2one(related="person_id.company_id")
    heir_ids = fields.Many2many(
        "member.followup.person",
        string="Who Takes Over",
        required=True,
        domain="[('company_id', '=', company_id), ('id', '!=', person_id)]",
        help="Members are shared out equally. All contacts of a member go to the same person.",
    )
    contact_count = fields.Integer("Open Contacts", compute="_compute_counts")
    owned_count = fields.Integer("Members as Owner", compute="_compute_counts")
    looked_after_count = fields.Integer("Members as Specialist", compute="_compute_counts")
    archive = fields.Boolean("Archive Afterwards", default=True)

    def _who_left(self):
        """Who was chosen on the screen, else somebody whose user was archived."""
        context, people = self.env.context, self.env["member.followup.person"]
        if context.get("active_model") == people._name:
            return people.browse(context.get("active_id"))
        return people.search([("has_left", "=", True)], limit=1)

    @api.depends("person_id")
    def _compute_counts(self):
        for wizard in self:
            wizard.contact_count = len(wizard._contacts())
            wizard.owned_count = len(wizard._owned())
            wizard.looked_after_count = len(wizard._looked_after())

    def _contacts(self):
        """What the leaver has to do. Done contacts aren't touched."""
        return self.env["member.followup"].search(
            [("person_id", "in", self.person_id.ids), ("state", "in", ("planned", "open"))]
        )

    def _owned(self):
        """Members of whom the leaver's user is the owner."""
        # sudo: the user may be archived, and is compared only.
        users = self.person_id.sudo().user_id
        return self.env["res.partner"].search(Domain("user_id", "in", users.ids) & Domain("is_member", "=", True))

    def _looked_after(self):
        return self.env["res.partner"].search([("member_specialist_id", "in", self.person_id.ids)])

    def action_hand_over(self):
        """Let the heirs take over all that is open."""
        self.ensure_one()
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self.env._("Only a membership manager can hand over members and contacts."))
        leaver, heirs = self.person_id, self.heir_ids
        if leaver in heirs or heirs.company_id - leaver.company_id:
            raise UserError(
                self.env._("Choose other people of %(company)s to take over.", company=leaver.company_id.name)
            )
        without_user = heirs.filtered(lambda heir: not heir.user_id)
        if without_user and self._owned():
            raise UserError(
                self.env._(
                    "%(name)s has no user and can't be the owner of members. Choose somebody else to take over.",
                    name=without_user[0].name,
                )
            )
        self._hand_over()
        # The team goes to whoever is next above.
        self.env["member.followup.person"].search(
            [("supervisor_id", "=", leaver.id)]
        ).supervisor_id = leaver.supervisor_id
        leaver.active = not self.archive

    def _hand_over(self):
        """One heir for all that is open with a member."""
        contacts, owned, looked_after = self._contacts(), self._owned(), self._looked_after()
        who = (self.person_id.id,)
        tasks = [
            *((("contact", contact.id), contact.partner_id.id, who) for contact in contacts),
            *((("owner", member.id), member.id, who) for member in owned),
            *((("specialist", member.id), member.id, who) for member in looked_after),
        ]
        taken = {}
        for (kind, id), (heir,) in load.hand_over(tasks, self.person_id.id, tuple(self.heir_ids.ids)).items():
            taken.setdefault((kind, heir), []).append(id)
        for heir in self.heir_ids:
            self._take_over(heir, contacts.browse(taken.get(("contact", heir.id))))
            owned.browse(taken.get(("owner", heir.id))).user_id = heir.user_id
            looked_after.browse(taken.get(("specialist", heir.id))).member_specialist_id = heir

    def _take_over(self, heir, contacts):
        # sudo: nobody edits contacts directly; the right to hand them over was checked.
        contacts = contacts.sudo()
        contacts.activity_ids.unlink()
        contacts.person_id = heir
        contacts._remind()
