from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.expiry import expiration
from ...engine.rounding import round_points


class MemberAdjustment(models.Model):
    """A change of a balance by hand: who asked for it, why, and above a limit who approved it."""

    _name = "member.adjustment"
    _description = "Adjustment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    # What the steps write, and nobody else.
    _DECIDED = {"state", "requester_id", "approver_id", "date_done", "card_id", "to_card_id", "entry_ids"}

    kind = fields.Selection(
        [("adjust", "Correction"), ("goodwill", "Goodwill"), ("transfer", "Transfer to another member")],
        required=True,
        default="goodwill",
    )
    partner_id = fields.Many2one("res.partner", "Member", required=True, index=True, ondelete="restrict")
    program_id = fields.Many2one(
        "loyalty.program",
        required=True,
        ondelete="restrict",
        domain=[("member_program", "=", True)],
        default=lambda self: self._only_program(),
        index=True,
    )
    program_type = fields.Selection(related="program_id.program_type")
    card_id = fields.Many2one("loyalty.card", "Points Card", readonly=True, copy=False, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    bucket = fields.Selection(
        [("points", "Points"), ("principal", "Paid balance"), ("bonus", "Promotional balance")],
        "Balance Type",
        compute="_compute_bucket",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    amount = fields.Float(
        digits=(16, 2),
        required=True,
        tracking=True,
        aggregator=None,
        help="The amount to grant or transfer. Enter a negative amount to deduct it with a correction.",
    )
    date_expiration = fields.Date(
        "Valid Until",
        help="The last day on which the amount can be spent. Leave empty to use the program's expiration rule.",
    )
    to_partner_id = fields.Many2one("res.partner", "To Member", index="btree_not_null", ondelete="restrict")
    to_card_id = fields.Many2one("loyalty.card", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    reason = fields.Char(required=True, help="The reason is shown in the ledger and on the member's statement.")
    state = fields.Selection(
        [("draft", "Draft"), ("waiting", "Waiting for approval"), ("done", "Done"), ("refused", "Refused")],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    requester_id = fields.Many2one(
        "res.users", "Requested By", readonly=True, copy=False, default=lambda self: self.env.user, ondelete="restrict"
    )
    approver_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False, ondelete="restrict")
    date_done = fields.Datetime("Decided On", readonly=True, copy=False)
    entry_ids = fields.Many2many("member.ledger.entry", string="Entries", readonly=True, copy=False)
    may_decide = fields.Boolean("Can Decide", compute="_compute_may_decide")

    def _only_program(self):
        programs = self.env["loyalty.program"].search([("member_program", "=", True)], limit=2)
        return programs if len(programs) == 1 else False

    @api.depends("program_id.program_type")
    def _compute_bucket(self):
        for adjustment in self:
            wallet = adjustment.program_id.program_type == "ewallet"
            if not adjustment.bucket or wallet == (adjustment.bucket == "points"):
                adjustment.bucket = "bonus" if wallet else "points"

    @api.depends("kind", "amount", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for adjustment in self:
            adjustment.display_name = self.env._(
                "%(kind)s: %(amount)s for %(member)s",
                kind=kinds.get(adjustment.kind),
                amount=f"{adjustment.amount:+.2f}",
                member=adjustment.partner_id.name,
            )

    @api.depends("requester_id", "state")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        manager = self.env.user.has_group("member_loyalty.group_manager")
        for adjustment in self:
            adjustment.may_decide = (
                manager and adjustment.state == "waiting" and adjustment.requester_id != self.env.user
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_decided(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_decided(vals)
        if not self.env.su and any(adjustment.state != "draft" for adjustment in self):
            content = {"kind", "partner_id", "program_id", "company_id", "bucket", "amount", "date_expiration"}
            if set(vals) & (content | {"to_partner_id", "reason"}):
                raise UserError(self.env._("A requested adjustment can't be changed. Refuse it and request a new one."))
        return super().write(vals)

    def _check_decided(self, *vals_list):
        if not self.env.su and any(self._DECIDED.intersection(vals) for vals in vals_list):
            raise AccessError(self.env._("Use the buttons to change the status of an adjustment."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(adjustment.state != "draft" for adjustment in self):
            raise UserError(self.env._("Only draft adjustments can be deleted. Requested adjustments are kept."))

    # ── The steps ─────────────────────────────────────────────────────────────────────────────────────────────

    def action_submit(self):
        """Post at once, or above the program's limit ask a second person."""
        self.check_access("write")
        for adjustment in self:
            if adjustment.state != "draft":
                raise UserError(self.env._("%(what)s has already been requested.", what=adjustment.display_name))
            adjustment._check_visible()
            # sudo: the right to ask was checked by access to this model; cards and ledger take changes from nobody.
            adjustment.sudo()._submit(self.env.user)

    def action_approve(self):
        """A second person approves; the ledger gets the entries."""
        for adjustment in self:
            adjustment._check_may_decide()
            if adjustment.state != "waiting":
                # A draft is still being written, and may have no card yet.
                raise UserError(self.env._("%s doesn't wait for approval. Submit it first.", adjustment.display_name))
            adjustment._check_visible()
            # Days may have passed since: what was to be good until yesterday isn't given any more.
            adjustment._check_content()
            # sudo: the right to decide was checked; the ledger takes changes from nobody directly.
            adjustment.sudo()._carry_out(approver=self.env.user)

    def action_refuse(self):
        """A second person refuses, or who asked takes it back."""
        for adjustment in self:
            if adjustment.requester_id != self.env.user:
                adjustment._check_may_decide()
            # sudo: the state is written by the steps only.
            adjustment.sudo()._refuse(self.env.user)

    def _check_visible(self):
        """Nobody moves what they can't see: cards and members of another company stay out of reach, also where the
        program is one of all companies."""
        self.program_id.check_access("read")
        (self.partner_id | self.to_partner_id)._member_check_own("read")
        for card in (self.card_id, self.to_card_id):
            card.check_access("read")

    def _check_may_decide(self):
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self.env._("Only a membership manager can approve or refuse adjustments."))
        if self.requester_id == self.env.user:
            raise UserError(self.env._("You can't approve your own adjustment. Ask another membership manager."))

    def _submit(self, user):
        self._check_content()
        Card = self.env["loyalty.card"]
        self.write(
            {
                "requester_id": user.id,
                "card_id": Card._member_card(self.partner_id, self.program_id).id,
                "to_card_id": self.kind == "transfer" and Card._member_card(self.to_partner_id, self.program_id).id,
            }
        )
        # Before the limit is looked at: two requests at once must see each other.
        (self.card_id | self.to_card_id)._lock_for_posting()
        if any(card._member_needs_approval(self.amount, user) for card in self.card_id | self.to_card_id):
            self.state = "waiting"
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Approve or refuse: %(what)s", what=self.display_name),
                note=self.reason,
                user_id=self._second_person().id,
            )
        else:
            self._carry_out()

    def _second_person(self):
        """Who approves: the one responsible in this company, else another manager of it."""
        responsible = self.company_id._member_responsible()
        if responsible and responsible != self.requester_id:
            return responsible
        other = self.env.ref("member_loyalty.group_manager").all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        ) - (self.requester_id | self.env.ref("base.user_root"))
        if not other:
            raise UserError(
                self.env._(
                    "Adjustments above %(limit)s require the approval of a second membership manager, "
                    "and there is none. Add a membership manager, or raise the limit of %(program)s.",
                    limit=self.program_id.member_approval_above,
                    program=self.program_id.name,
                )
            )
        return other.sorted("id")[0]

    def _carry_out(self, approver=None):
        # The row is locked: two approvals at once post once, and the second is told.
        self.lock_for_update()
        if self.state not in ("draft", "waiting"):
            raise UserError(self.env._("%(what)s has already been decided.", what=self.display_name))
        self.write(
            {
                "state": "done",
                "approver_id": approver and approver.id,
                "date_done": fields.Datetime.now(),
                "entry_ids": [fields.Command.set(self._post().ids)],
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _post(self):
        """:return: the ledger entries of this adjustment"""
        (self.card_id | self.to_card_id)._lock_for_posting()
        has = self.card_id._member_buckets()[self.card_id][self.bucket]
        takes = self.amount if self.kind == "transfer" else -self.amount
        if round_points(takes) > max(has, 0):
            raise UserError(
                self.env._(
                    "%(member)s has only %(has)s, so %(takes)s can't be deducted.",
                    member=self.partner_id.display_name,
                    has=has,
                    takes=round_points(takes),
                )
            )
        common = {"reason": self.reason, "user_id": self.requester_id.id, "company_id": self.company_id.id}
        if self.kind == "transfer":
            return self.card_id._member_transfer(
                self.to_card_id, self.amount, self.bucket, f"adjustment:{self.id}", **common
            )
        return self.env["member.ledger.entry"]._post(
            [
                {
                    **common,
                    "key": f"adjustment:{self.id}",
                    "card_id": self.card_id.id,
                    "kind": "adjust",
                    "bucket": self.bucket,
                    "amount": self.amount,
                    "date_expiration": self.amount > 0 and (self.date_expiration or self._programmes_expiry()),
                }
            ]
        )

    def _programmes_expiry(self):
        """Last good day by the program's rule; money that members paid doesn't expire."""
        return self.bucket != "principal" and expiration(
            self.program_id._member_expiry_policy(), self.company_id._member_today()
        )

    def _refuse(self, user):
        self.lock_for_update()
        if self.state != "waiting":
            raise UserError(self.env._("%(what)s isn't waiting for approval.", what=self.display_name))
        self.write({"state": "refused", "approver_id": user.id, "date_done": fields.Datetime.now()})
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def action_view_entries(self):
        """The ledger entries that this adjustment posted."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_ledger_entry_action")
        action["domain"] = [("id", "in", self.entry_ids.ids)]
        return action

    # ── What may be asked for ──────────────────────────────────────────────────────────────────────────────────

    @api.constrains("kind", "amount", "partner_id", "to_partner_id", "program_id", "bucket", "date_expiration")
    def _check_content(self):
        for adjustment in self:
            problem = adjustment._problem()
            if problem:
                raise ValidationError(problem)

    def _problem(self):
        """Why this can't be asked for; False when it can."""
        if not round_points(self.amount):
            return self.env._("Enter an amount other than 0.")
        if self.amount < 0 and self.kind != "adjust":
            return self.env._("Only a correction can deduct an amount. Enter an amount above 0.")
        if not self.program_id.member_program:
            return self.env._(
                "%(program)s isn't managed by the ledger. Adjust its cards directly.", program=self.program_id.name
            )
        if (self.bucket == "points") != (self.program_id.program_type != "ewallet"):
            return self.env._(
                "%(program)s doesn't have this balance type. Points belong to loyalty programs, and paid "
                "and promotional balances belong to wallets.",
                program=self.program_id.name,
            )
        if self.kind == "transfer" and (not self.to_partner_id or self.to_partner_id == self.partner_id):
            return self.env._("Choose another member to receive the transfer.")
        if not self.partner_id.member_number:
            return self._not_a_member(self.partner_id)
        if self.to_partner_id and not self.to_partner_id._is_member():
            return self._not_a_member(self.to_partner_id)
        if self.date_expiration and self.date_expiration < self.company_id._member_today():
            return self.env._("The amount would already be expired. Choose a later expiration date.")
        return False

    def _not_a_member(self, partner):
        return self.env._("%(name)s isn't a member. Enroll the customer first.", name=partner.display_name)
