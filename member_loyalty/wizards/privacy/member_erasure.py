from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class MemberErasure(models.TransientModel):
    _name = "member.erasure"
    _description = "Erase Member Data"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True)
    problem = fields.Text(compute="_compute_problem")
    confirmed = fields.Boolean("I understand that this can't be undone")

    @api.depends("partner_id")
    def _compute_problem(self):
        for wizard in self:
            wizard.problem = wizard.partner_id._member_erasure_problem()

    def action_erase(self):
        """Take the name out of everything."""
        self.ensure_one()
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self.env._("Only a membership manager can erase a member."))
        if not self.confirmed:
            raise UserError(self.env._("Check the box to confirm. An erased member can't be restored."))
        self.partner_id._member_check_own()
        self.partner_id._member_check_everywhere("member.purchase", "member.enrolment")
        partner = self.partner_id
        known = {"name": partner.name or "–", "email": partner.email}
        # sudo: the right was checked above; facts and ledger are written by nobody directly.
        partner.sudo()._member_erase()
        self._log(partner, known)
        return self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.res_partner_action_members")

    def _log(self, partner, known):
        """Where core's privacy lookup is installed, its log has this, too; it keeps the first letters only."""
        if "privacy.log" in self.env and known["email"]:
            # sudo: the log of core's wizard, written by what does the same.
            self.env["privacy.log"].sudo().create(
                {
                    "anonymized_name": known["name"],
                    "anonymized_email": known["email"],
                    "user_id": self.env.uid,
                    "execution_details": self.env._("Member erased: contact #%s", partner.id),
                }
            )
