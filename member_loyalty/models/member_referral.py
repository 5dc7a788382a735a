from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class MemberReferral(models.Model):
    """A member brought a friend. Who, by which policy and what became of it stays; only the system writes it."""

    _name = "member.referral"
    _description = "Referral"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "friend_id"

    referrer_id = fields.Many2one(
        "res.partner", "Brought By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    friend_id = fields.Many2one("res.partner", "Friend", required=True, readonly=True, index=True, ondelete="restrict")
    policy_id = fields.Many2one("member.referral.policy", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    code = fields.Char("Named By", readonly=True, help="The code, card or number that was given for the referrer.")
    date = fields.Date(required=True, readonly=True)
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null", help="Empty: the office.")
    user_id = fields.Many2one(
        "res.users", "Recorded By", readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("rewarded", "Rewarded"), ("refused", "Refused"), ("undone", "Undone")],
        required=True,
        readonly=True,
        default="waiting",
        tracking=True,
        group_expand=True,
    )
    reason = fields.Char(readonly=True, tracking=True)
    note = fields.Char("Registered Afterwards Because", readonly=True)
    date_until = fields.Date("Purchase Until", readonly=True, help="The last day on which the purchase counts.")
    purchase_id = fields.Many2one(
        "member.purchase", "Qualifying Purchase", readonly=True, index="btree_not_null", ondelete="set null"
    )
    rewarded_on = fields.Date(readonly=True)
    referrer_points = fields.Float("Points to the Referrer", digits=(16, 2), readonly=True)
    friend_points = fields.Float("Points to the Friend", digits=(16, 2), readonly=True)
    entry_ids = fields.One2many("member.ledger.entry", "referral_id", "Ledger", readonly=True)

    _one_living = models.UniqueIndex(
        "(friend_id, company_id) WHERE state IN ('waiting', 'rewarded')", "Somebody else has brought this member."
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

        :return: str, or False
        """
        names = {"referrer": referrer.name, "friend": friend.name}
        living = Domain("friend_id", "=", friend.id) & Domain("state", "in", ("waiting", "rewarded"))
        if referrer == friend:
            return self.env._("%(friend)s can't bring themselves.", **names)
        if not referrer._is_member():
            return self.env._("%(referrer)s isn't a member.", **names)
        if self.search_count(living & Domain("company_id", "=", company.id), limit=1):
            return self.env._("%(friend)s was brought by somebody else.", **names)
        if friend._member_bought_before(company):
            return self.env._("%(friend)s was a customer before.", **names)
        return self._same_people(referrer, friend)

    @api.model
    def _same_people(self, referrer, friend):
        names = {"referrer": referrer.name, "friend": friend.name}
        if referrer.member_household_id and referrer.member_household_id == friend.member_household_id:
            return self.env._("%(referrer)s and %(friend)s are of one household.", **names)
        if referrer.phone_sanitized and referrer.phone_sanitized == friend.phone_sanitized:
            return self.env._("%(referrer)s and %(friend)s have the same phone.", **names)
        if referrer.email_normalized and referrer.email_normalized == friend.email_normalized:
            return self.env._("%(referrer)s and %(friend)s have the same e-mail.", **names)
        if referrer._member_address() and referrer._member_address() == friend._member_address():
            return self.env._("%(referrer)s and %(friend)s have the same address.", **names)
        return False

    # ── Refusing ──────────────────────────────────────────────────────────────────────────────────────────────

    def _refuse(self, reason):
        self._set_outcome({"state": "refused", "reason": reason})

    def _set_outcome(self, values):
        """Past our own ``write``, which refuses every hand."""
        super().write(values)

    @api.model
    def _refuse_overdue(self):
        """Close what waited in vain. Nightly, company by company, a week late: a till may bring a sale of then."""
        for company in self.env["res.company"].search([]):
            overdue = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "waiting"),
                    ("date_until", "<", fields.Date.subtract(company._member_today(), days=7)),
                ]
            )
            for referral in overdue:
                referral._refuse(
                    self.env._("No purchase that counts until %s.", format_date(self.env, referral.date_until))
                )

    def write(self, vals):
        """The chatter writes its own fields; the rest is the system's."""
        if set(vals) & {name for name, field in self._fields.items() if field.readonly and field.store}:
            raise UserError(self.env._("A referral is a record of what happened, and isn't edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A referral is a record of what happened, and isn't deleted."))
