from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...const import CHANNELS, PURPOSES


class MemberFollowupPlanContact(models.TransientModel):
    """A contact by hand, with one member or several."""

    _name = "member.followup.plan.contact"
    _description = "Plan a Contact"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Members",
        required=True,
        domain=[("is_member", "=", True)],
        default=lambda self: self._chosen_members(),
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    purpose = fields.Selection(PURPOSES, "Consent", required=True, default="membership")
    subject = fields.Char("About", required=True)
    date = fields.Date("Day", required=True, default=lambda self: self.env.company._member_today())
    person_id = fields.Many2one(
        "member.followup.person",
        "Given To",
        domain="[('company_id', '=', allowed_company_ids[0])]",
        help="Leave empty to put the contact on the list of the member's store.",
    )
    refused = fields.Char("Can't Be Contacted", compute="_compute_refused")

    def _chosen_members(self):
        context = self.env.context
        is_partner = context.get("active_model") == "res.partner"
        chosen = self.env["res.partner"].browse(context.get("active_ids") if is_partner else [])
        return chosen.filtered(lambda partner: partner._is_member())

    @api.depends("partner_ids", "channel", "purpose")
    def _compute_refused(self):
        for wizard in self:
            refused = wizard.partner_ids._origin - wizard._allowed()
            wizard.refused = format_list(self.env, refused.mapped("display_name")) if refused else False

    def _allowed(self):
        """:return: those of the members who may be contacted like this"""
        members = self.partner_ids._origin.filtered(lambda partner: not partner.member_no_contact)
        return members._member_may_contact(self.channel, self.purpose)

    def action_plan(self):
        """Plan a contact with those who may be contacted."""
        self.ensure_one()
        self.check_access("write")
        allowed = self._allowed()
        if not allowed:
            raise UserError(
                self.env._(
                    "None of these members can be contacted like this: they haven't agreed to it, have no address, or want "
                    "no contacts. Choose another channel."
                )
            )
        allowed._member_plan_contact(self.channel, self.subject, self.date, self.purpose, person=self.person_id)
