from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ...engine import referral
from ...engine.rounding import as_decimal


class MemberReferralPolicy(models.Model):
    _name = "member.referral.policy"
    _description = "Referral Policy"
    _inherit = ["member.remembered", "member.in.force"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="New referrals use the first active policy.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    program_id = fields.Many2one(
        "loyalty.program",
        "Points Program",
        required=True,
        ondelete="restrict",
        domain="[('program_type', '=', 'loyalty'), ('member_program', '=', True), "
        "('company_id', 'in', [company_id, False])]",
    )
    referrer_points = fields.Float(digits=(16, 2), help="The points for the member who refers a friend.")
    friend_points = fields.Float(digits=(16, 2), help="The points for the referred friend.")
    purchase_number = fields.Integer(
        "Qualifying Purchase Number",
        required=True,
        default=1,
        help="1 means the friend's first purchase that reaches the minimum amount.",
    )
    least = fields.Monetary(
        "Minimum Amount", help="The amount excludes taxes and returned goods. 0 accepts any purchase."
    )
    days = fields.Integer(
        "Deadline (Days)", help="The number of days after the friend's enrollment. 0 means no deadline."
    )
    month_cap = fields.Integer(
        "Maximum per Month", help="The maximum number of rewarded friends per month. 0 means no limit."
    )
    total_cap = fields.Integer(
        "Maximum in Total", help="The maximum number of rewarded friends in total. 0 means no limit."
    )
    register_days = fields.Integer(
        "Late Registration (Days)",
        default=14,
        help="The number of days after the enrollment in which staff can still register a referral.",
    )
    promise = fields.Char("Summary", compute="_compute_promise")
    referral_count = fields.Integer("Referrals", compute="_compute_referral_count")

    _numbers = models.Constraint(
        "CHECK (referrer_points >= 0 AND friend_points >= 0 AND referrer_points + friend_points > 0"
        " AND purchase_number > 0 AND least >= 0 AND days >= 0 AND month_cap >= 0 AND total_cap >= 0"
        " AND register_days >= 0)",
        "A policy must reward the referrer or the friend. Amounts, days and limits can't be negative.",
    )

    @api.depends("program_id", "referrer_points", "friend_points", "purchase_number", "least", "days", "currency_id")
    @api.depends_context("lang")
    def _compute_promise(self):
        for policy in self:
            words = {
                "referrer": f"{policy.referrer_points:g}",
                "friend": f"{policy.friend_points:g}",
                "unit": policy.program_id.portal_point_name or self.env._("points"),
                "number": policy.purchase_number,
                "least": formatLang(self.env, policy.least, currency_obj=policy.currency_id),
                "days": policy.days,
            }
            sentences = [
                self.env._("%(referrer)s %(unit)s for the referrer and %(friend)s %(unit)s for the friend.", **words),
                self.env._("The friend's first purchase qualifies.")
                if policy.purchase_number == 1
                else self.env._("The friend's purchase number %(number)s qualifies.", **words),
                self.env._("The minimum purchase is %(least)s.", **words) if policy.least else "",
                self.env._("The purchase must be made within %(days)s days.", **words) if policy.days else "",
            ]
            policy.promise = " ".join(filter(None, sentences))

    def _compute_referral_count(self):
        counts = dict(
            self.env["member.referral"]._read_group([("policy_id", "in", self.ids)], ["policy_id"], ["__count"])
        )
        for policy in self:
            policy.referral_count = counts.get(policy, 0)

    @api.model
    def _in_force(self, company, day):
        """:return: the policy for referrals of a day, or none"""
        return self.search(
            Domain("company_id", "=", company.id) & self._in_force_on(day),
            limit=1,
        )

    def _terms(self):
        """:return: :class:`engine.referral.Terms`"""
        self.ensure_one()
        return referral.Terms(self.purchase_number, as_decimal(self.least), self.days)

    def action_view_referrals(self):
        """Show the referrals under this policy."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_referral_action"),
            "domain": [("policy_id", "=", self.id)],
        }
