from datetime import timedelta
from secrets import token_hex

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...engine import holdout

#: what begins service: the member counts on it, or it is owed to every member
SERVICE = (
    "first_purchase",
    "complaint",
    "incomplete",
    "new_member",
    "coverage",
    "downgrade",
    "points_expiry",
    "top_up",
)
#: what the machine fixes at the start
FIXED = {"holdout_salt", "holdout_from", "holdout_window", "date_read"}
#: what a manager chooses before
CHOSEN = {"is_service", "holdout", "holdout_share", "holdout_days"}


class MemberFollowupPlan(models.Model):
    """A plan leaves some members out at random, so that it can be seen what its contacts do.

    Who is left out is stored as a run that ends at once. The same members are left out whenever they enter, by the hash
    of their id and a random text of the plan's own.
    """

    _inherit = "member.followup.plan"

    is_service = fields.Boolean(
        "Service",
        compute="_compute_is_service",
        store=True,
        readonly=False,
        precompute=True,
        help="Service is owed to every member: nobody is held out.",
    )
    holdout = fields.Selection(
        [("usual", "Usual Share"), ("own", "Share of Its Own"), ("none", "Nobody")],
        "Hold Out",
        compute="_compute_holdout",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Members who are chosen at random aren't contacted by this plan, so that it can be told what contacts do. "
        "The usual share is 20 % below 2,000 members and 10 % above.",
    )
    holdout_share = fields.Float("Share Held Out", digits=(6, 4))
    holdout_days = fields.Integer(
        "Read After Days", default=90, help="The result is read once, on the day fixed at the start."
    )
    holdout_salt = fields.Char(
        readonly=True, copy=False, default=lambda self: token_hex(16), groups="base.group_system"
    )
    holdout_from = fields.Date("Compared Since", readonly=True, copy=False)
    holdout_window = fields.Integer("Purchase Within Days", readonly=True, copy=False)
    date_read = fields.Date("Result Read On", readonly=True, copy=False)

    _holdout_in_range = models.Constraint(
        "CHECK (holdout_share >= 0 AND holdout_share <= 0.5 AND holdout_days BETWEEN 1 AND 730)",
        "Hold out at most half of the members, and read the result after 1 to 730 days.",
    )

    @api.depends("trigger")
    def _compute_is_service(self):
        for plan in self:
            plan.is_service = plan.trigger in SERVICE

    @api.depends("is_service")
    def _compute_holdout(self):
        for plan in self:
            plan.holdout = "none" if plan.is_service else plan.holdout if plan.holdout in ("usual", "own") else "usual"

    # Not "is_service": what follows from it is worked out after it, in an upgrade for plans that were there before.
    @api.constrains("holdout")
    def _check_service(self):
        for plan in self:
            if plan.is_service and plan.holdout != "none":
                raise ValidationError(
                    self.env._("%(plan)s is service, which is owed to every member: hold out nobody.", plan=plan.name)
                )

    # ── Nobody changes what a comparison rests on ─────────────────────────────────────────────────────────────

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.browse()._check_fixed(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_fixed(vals)
        return super().write(vals)

    def _check_fixed(self, vals):
        if self.env.su:
            return
        begun = self.filtered("holdout_from")
        if FIXED & vals.keys() or (begun and CHOSEN & vals.keys()):
            raise UserError(
                self.env._(
                    "Who is held out and when the result is read is fixed when a plan starts. Duplicate the plan to "
                    "compare anew."
                )
            )

    def _fix_holdout(self):
        """Before the first member enters."""
        self.ensure_one()
        if self.holdout_from or self.holdout == "none":
            return
        today = self.company_id._member_today()
        share = self._holdout_now()
        # sudo: fixed by the machine, for whoever may start the plan.
        self.sudo().write(
            {
                "holdout_share": share,
                "holdout_from": today,
                "holdout_window": self.env["member.credit.rule"]._on(self.company_id)(today).days,
                "date_read": today + timedelta(days=self.holdout_days),
            }
        )

    def _holdout_now(self):
        """:return: the share of one that is held out, or would be if the plan started now"""
        # A plan that began before it could hold out anybody goes on so.
        if self.holdout == "none" or (self.state != "draft" and not self.holdout_from):
            return 0
        if self.holdout == "usual" and not self.holdout_from:
            return holdout.usual_share(self._member_count())
        return self.holdout_share

    def _member_count(self):
        partners = self.env["res.partner"].sudo()  # sudo: a number of members.
        return partners.search_count([("is_member", "=", True), ("company_id", "in", (False, self.company_id.id))])

    def _held_out(self):
        """The SQL twin of :func:`engine.holdout.is_held_out`.

        :return: SQL condition that the member of ``found`` is left out
        """
        self.ensure_one()
        share = self._holdout_now()
        if not share:
            return SQL("FALSE")
        return SQL(
            """(('x' || SUBSTR(ENCODE(SHA256(CONVERT_TO(%s || ':' || found.partner_id, 'UTF8')), 'hex'), 1, %s))
                ::bit(52)::bigint < %s::float8)""",
            self.sudo().holdout_salt,  # sudo: the plan draws by it, whoever lets it.
            holdout.DIGITS,
            share * 16**holdout.DIGITS,
        )
