from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class MemberReferral(models.Model):
    """A member brought a friend. Who, by which policy and what became of it stays; only the system writes it."""

    _name = "member.referral"
    _inherit = ["member.append.only"]
    _description = "Referral"
    _order = "id desc"
    _rec_name = "friend_id"
    _edit_refused = _lt("Referrals can't be edited.")
    _delete_refused = _lt("Referrals can't be deleted.")

    referrer_id = fields.Many2one(
        "res.partner", "Referred By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    friend_id = fields.Many2one("res.partner", required=True, readonly=True, index=True, ondelete="restrict")
    policy_id = fields.Many2one("member.referral.policy", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="policy_id.company_id", store=True, ondelete="restrict")
    code = fields.Char(
        "Referral Code Used", readonly=True, help="The code, card or number used to identify the referrer."
    )
    date = fields.Date(required=True, readonly=True)
    config_id = fields.Many2one(
        "pos.config", "Store", readonly=True, ondelete="set null", help="Empty if it was registered in the back office."
    )
    user_id = fields.Many2one(
        "res.users", "Recorded By", readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("rewarded", "Rewarded"), ("refused", "Refused"), ("undone", "Reversed")],
        "Status",
        required=True,
        readonly=True,
        default="waiting",
        group_expand=True,
    )
    # Codes, not sentences: a sentence would keep the names of who is erased.
    reason = fields.Selection(
        [
            ("self", "Self-referral"),
            ("not_member", "Referrer isn't a member"),
            ("brought", "Already referred"),
            ("customer", "Existing customer"),
            ("household", "Same household"),
            ("phone", "Same phone"),
            ("email", "Same email"),
            ("address", "Same address"),
            ("overdue", "No purchase in time"),
            ("month_cap", "Friend only: monthly limit reached"),
            ("total_cap", "Friend only: total limit reached"),
            ("left", "Friend only: referrer is a former member"),
            ("returned", "The purchase was returned"),
            ("merged", "Merged with another member"),
        ],
        "Reason Code",
        readonly=True,
    )
    explanation = fields.Char("Reason", compute="_compute_explanation")
    note = fields.Char("Late Registration Reason", readonly=True)
    date_until = fields.Date(
        "Purchase Deadline", readonly=True, help="The last day on which a qualifying purchase counts."
    )
    purchase_id = fields.Many2one(
        "member.purchase", "Qualifying Purchase", readonly=True, index="btree_not_null", ondelete="set null"
    )
    rewarded_on = fields.Date(readonly=True)
    referrer_points = fields.Float(digits=(16, 2), readonly=True)
    friend_points = fields.Float(digits=(16, 2), readonly=True)
    entry_ids = fields.One2many("member.ledger.entry", "referral_id", "Ledger", readonly=True)

    _one_living = models.UniqueIndex(
        "(friend_id, company_id) WHERE state IN ('waiting', 'rewarded')",
        "This member was already referred by somebody else.",
    )
    _waiting = models.Index("(company_id, date_until) WHERE state = 'waiting'")

    @api.model
    def _record(self, referrer, friend, policy, **values):
        """Note who brought a new member; where the rules don't let it count, refused with the reason.

        :param values: code, config_id, note
        """
        problem = self._problem(referrer, friend, policy.company_id)
        return self.create(
            {
                "referrer_id": referrer.id,
                "friend_id": friend.id,
                "policy_id": policy.id,
                "date": policy.company_id._member_today(),
                "date_until": policy._terms().last_day(friend.member_since),
                "state": "refused" if problem else "waiting",
                "reason": problem,
                **values,
            }
        )

    @api.model
    def _problem(self, referrer, friend, company):
        """Why a referral doesn't count.

        :return: a value of ``reason``, or False
        """
        living = Domain("friend_id", "=", friend.id) & Domain("state", "in", ("waiting", "rewarded"))
        if referrer == friend:
            return "self"
        if not referrer._is_member():
            return "not_member"
        if self.search_count(living & Domain("company_id", "=", company.id), limit=1):
            return "brought"
        if friend._member_bought_before(company):
            return "customer"
        return self._same_people(referrer, friend)

    @api.model
    def _same_people(self, referrer, friend):
        """:return: what says that both are of one house, a value of ``reason``, or False"""
        marks = {
            "household": "member_household_id",
            "phone": "phone_sanitized",
            "email": "email_normalized",
            "address": "member_address_key",
        }
        return next((mark for mark, name in marks.items() if referrer[name] and referrer[name] == friend[name]), False)

    @api.depends("reason", "referrer_id.name", "friend_id.name", "date_until")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for referral in self:
            referral.explanation = referral.reason and self._explain(
                referral.reason, referral.referrer_id, referral.friend_id, referral.date_until
            )

    @api.model
    def _explain(self, reason, referrer, friend, until=False):
        """:return: str, the reason with its names"""
        names = {"referrer": referrer.name, "friend": friend.name, "day": until and format_date(self.env, until)}
        return {
            "self": self.env._("%(friend)s can't refer themselves.", **names),
            "not_member": self.env._("%(referrer)s isn't a member.", **names),
            "brought": self.env._("%(friend)s has already been referred by another member.", **names),
            "customer": self.env._("%(friend)s was already a customer.", **names),
            "household": self.env._("%(referrer)s and %(friend)s belong to the same household.", **names),
            "phone": self.env._("%(referrer)s and %(friend)s have the same phone number.", **names),
            "email": self.env._("%(referrer)s and %(friend)s have the same email address.", **names),
            "address": self.env._("%(referrer)s and %(friend)s have the same address.", **names),
            "overdue": self.env._("There was no qualifying purchase until %(day)s.", **names),
            "month_cap": self.env._("%(referrer)s has reached the monthly referral limit.", **names),
            "total_cap": self.env._("%(referrer)s has reached the total referral limit.", **names),
            "left": self.env._("%(referrer)s is a former member, so only the friend was rewarded.", **names),
            "returned": self.env._("%(friend)s returned the qualifying purchase.", **names),
            "merged": self.env._("%(friend)s was merged with another referred member.", **names),
        }[reason]

    # ── Refusing ──────────────────────────────────────────────────────────────────────────────────────────────

    def _refuse(self, reason):
        self._amend({"state": "refused", "reason": reason})

    @api.model
    def _night_refuse(self, job):
        """Close the next that waited in vain, a week late: a till may bring a sale of then."""
        company = job.company_id
        last = fields.Date.subtract(company._member_today(), days=7)
        overdue = self.search(
            [("state", "=", "waiting"), ("company_id", "=", company.id), ("date_until", "<", last)],
            order="id",
            limit=job._piece(200),
        )
        overdue._refuse("overdue")
        job.done += len(overdue)
        return not overdue
