from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache
from odoo.tools.misc import formatLang

from ...engine import referral
from ...engine.rounding import as_decimal


class MemberReferralPolicy(models.Model):
    _name = "member.referral.policy"
    _description = "Referral Policy"
    _inherit = ["member.remembered"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first policy in force is the one of a new referral.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    program_id = fields.Many2one(
        "loyalty.program",
        "Points Programme",
        required=True,
        ondelete="restrict",
        domain="[('program_type', '=', 'loyalty'), ('member_program', '=', True), "
        "('company_id', 'in', [company_id, False])]",
    )
    referrer_points = fields.Float("For the Referrer", digits=(16, 2), help="Points for who brings a friend.")
    friend_points = fields.Float("For the Friend", digits=(16, 2), help="Points for the friend who was brought.")
    purchase_number = fields.Integer(
        "Which Purchase", required=True, default=1, help="1: the friend's first purchase that is large enough."
    )
    least = fields.Monetary("Of at Least", help="Net of taxes and of what came back. 0: any purchase.")
    days = fields.Integer("Within (Days)", help="After the friend's enrolment. 0: for ever.")
    month_cap = fields.Integer("Most per Month", help="Friends that bring the referrer points in a month. 0: no cap.")
    total_cap = fields.Integer("Most in All", help="Friends that bring the referrer points in all. 0: no cap.")
    register_days = fields.Integer(
        "Registered Afterwards (Days)",
        default=14,
        help="How long after enrolment staff may still register who brought the friend.",
    )
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    promise = fields.Char("In Words", compute="_compute_promise")
    referral_count = fields.Integer("Referrals", compute="_compute_referral_count")

    _numbers = models.Constraint(
        "CHECK (referrer_points >= 0 AND friend_points >= 0 AND referrer_points + friend_points > 0"
        " AND purchase_number > 0 AND least >= 0 AND days >= 0 AND month_cap >= 0 AND total_cap >= 0"
        " AND register_days >= 0)",
        "A policy rewards at least one of the two; amounts, days and caps aren't negative.",
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for policy in self:
            if policy.date_from and policy.date_to and policy.date_from > policy.date_to:
                raise ValidationError(self.env._("%(policy)s ends before it begins.", policy=policy.name))

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
            if policy.purchase_number == 1:
                purchase = self.env._("with the friend's first purchase")
            else:
                purchase = self.env._("with the friend's purchase number %(number)s", **words)
            parts = [
                self.env._("%(referrer)s %(unit)s for who brings a friend, %(friend)s for the friend,", **words),
                purchase,
                self.env._("of at least %(least)s", **words) if policy.least else "",
                self.env._("within %(days)s days", **words) if policy.days else "",
            ]
            policy.promise = " ".join(filter(None, parts))

    def _compute_referral_count(self):
        counts = dict(
            self.env["member.referral"]._read_group([("policy_id", "in", self.ids)], ["policy_id"], ["__count"])
        )
        for policy in self:
            policy.referral_count = counts.get(policy, 0)

    @api.model
    @ormcache("company_id")
    def _was_made(self, company_id):
        """Whether a company has or had a policy: without one, nobody was brought by anybody."""
        # sudo: nothing of it is told.
        return bool(
            self.sudo().with_context(active_test=False).search_count([("company_id", "=", company_id)], limit=1)
        )

    @api.model
    def _in_force(self, company, day):
        """:return: the policy for referrals of a day, or none"""
        return self.search(
            Domain("company_id", "=", company.id)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day)),
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
