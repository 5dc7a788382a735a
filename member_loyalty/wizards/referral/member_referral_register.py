from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberReferralRegister(models.TransientModel):
    _name = "member.referral.register"
    _description = "Register Referral"

    friend_id = fields.Many2one("res.partner", required=True, readonly=True)
    referrer_id = fields.Many2one(
        "res.partner", "Referred By", required=True, domain="[('is_member', '=', True), ('id', '!=', friend_id)]"
    )
    policy_id = fields.Many2one("member.referral.policy", compute="_compute_policy_id")
    promise = fields.Char(related="policy_id.promise")
    note = fields.Char("Reason", required=True, help="The reason why the referral wasn't registered at enrollment.")

    @api.depends("friend_id")
    def _compute_policy_id(self):
        company = self.env.company
        self.policy_id = self.policy_id._in_force(company, company._member_today())

    def action_register(self):
        """Note the referral; purchases since the enrollment count at once."""
        self.ensure_one()
        self.friend_id._member_check_own()
        referrals = self.env["member.referral"]
        problem = self._late()
        if reason := not problem and referrals._problem(self.referrer_id, self.friend_id, self.env.company):
            problem = referrals._explain(reason, self.referrer_id, self.friend_id)
        if problem:
            raise UserError(problem)
        # sudo: referrals take entries from nobody directly; the right to this form and the rules were checked.
        referral = referrals.sudo()._record(
            self.referrer_id.sudo(), self.friend_id.sudo(), self.policy_id.sudo(), note=self.note
        )
        referral._cards()._lock_for_posting()
        referral._review()
        return {
            "type": "ir.actions.act_window",
            "res_model": "member.referral",
            "res_id": referral.id,
            "view_mode": "form",
        }

    def _late(self):
        if not self.policy_id:
            return self.env._("There is no active referral policy. Create one under Configuration.")
        last = fields.Date.add(self.friend_id.member_since, days=self.policy_id.register_days)
        if self.env.company._member_today() > last:
            return self.env._(
                "%(friend)s has been a member since %(since)s. A referral can only be registered within %(days)s days.",
                friend=self.friend_id.name,
                since=self.friend_id.member_since,
                days=self.policy_id.register_days,
            )
        return False
