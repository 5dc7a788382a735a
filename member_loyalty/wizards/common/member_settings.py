from odoo import api, fields, models
from odoo.exceptions import AccessError


class MemberSettings(models.TransientModel):
    """The membership's settings of a company, for membership managers: Odoo's own Settings ask for the right to change
    everything.

    A setting is a field that is related to the company's; another addon adds its own by inheriting this. Only what is
    a field here can be written.
    """

    _name = "member.settings"
    _description = "Membership Settings"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    member_responsible_id = fields.Many2one(
        related="company_id.member_responsible_id", readonly=False, domain=lambda self: self._managers()
    )
    member_return_days = fields.Integer(related="company_id.member_return_days", readonly=False)
    member_tz = fields.Selection(related="company_id.member_tz", readonly=False)
    member_consent_text = fields.Text(related="company_id.member_consent_text", readonly=False)
    member_consent_required = fields.Boolean(related="company_id.member_consent_required", readonly=False)
    member_enrolment_needs_rule = fields.Boolean(related="company_id.member_enrolment_needs_rule", readonly=False)
    member_ask_days = fields.Integer(related="company_id.member_ask_days", readonly=False)
    member_revision_score = fields.Integer(related="company_id.member_revision_score", readonly=False)
    member_revision_months = fields.Integer(related="company_id.member_revision_months", readonly=False)
    member_tier_gross = fields.Boolean(related="company_id.member_tier_gross", readonly=False)
    member_tier_refunds = fields.Boolean(related="company_id.member_tier_refunds", readonly=False)
    member_tier_paid_in = fields.Boolean(related="company_id.member_tier_paid_in", readonly=False)
    member_tier_imported = fields.Boolean(related="company_id.member_tier_imported", readonly=False)
    member_pin_attempts = fields.Integer(related="company_id.member_pin_attempts", readonly=False)
    member_pin_minutes = fields.Integer(related="company_id.member_pin_minutes", readonly=False)
    member_mask_contacts = fields.Boolean(related="company_id.member_mask_contacts", readonly=False)
    member_leave_days = fields.Integer(related="company_id.member_leave_days", readonly=False)
    member_leave_wallet = fields.Selection(
        string="Wallet Balance", related="company_id.member_leave_wallet", readonly=False
    )
    member_leave_months = fields.Integer(related="company_id.member_leave_months", readonly=False)
    member_leave_auto = fields.Boolean(related="company_id.member_leave_auto", readonly=False)
    member_return_history = fields.Boolean(related="company_id.member_return_history", readonly=False)
    member_liability_account_id = fields.Many2one(
        related="company_id.member_liability_account_id", readonly=False, check_company=True
    )
    member_bonus_account_id = fields.Many2one(
        related="company_id.member_bonus_account_id", readonly=False, check_company=True
    )
    member_breakage_account_id = fields.Many2one(
        related="company_id.member_breakage_account_id", readonly=False, check_company=True
    )
    member_journal_id = fields.Many2one(related="company_id.member_journal_id", readonly=False, check_company=True)
    member_past_orders_state = fields.Char("Past Orders", compute="_compute_member_past_orders_state")

    @api.model
    def _managers(self):
        return [("all_group_ids", "in", self.env.ref("member_loyalty.group_manager").ids), ("share", "=", False)]

    @api.depends("company_id")
    def _compute_display_name(self):
        for settings in self:
            settings.display_name = self.env._("Settings")

    def _compute_member_past_orders_state(self):
        job = self.env["member.job"].search([("kind", "=", "past_orders")], limit=1)
        states = dict(job._fields["state"]._description_selection(self.env))
        self.member_past_orders_state = (
            self.env._(
                "%(state)s: %(done)s of %(total)s orders", state=states[job.state], done=job.done, total=job.total
            )
            if job
            else self.env._("No past orders")
        )

    @api.model
    def action_open(self):
        """The settings of the company that the manager works in."""
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settings"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "view_mode": "form",
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever makes them makes those of the company that they work in, and changes nothing by it."""
        self._check_manager()
        for vals in vals_list:
            self._member_check_plain(vals)
        return super().create([{"company_id": self.env.company.id} for _vals in vals_list])

    def write(self, vals):  # pylint: disable=method-required-super
        """Write what was changed to the company."""
        self._check_manager()
        self._member_check_plain(vals)
        settings = self._settings()
        # sudo: managers of memberships may write these fields of their company, and no other of it.
        for one in self:
            one.company_id.sudo().write({name: value for name, value in vals.items() if name in settings})
        self.invalidate_recordset()
        return True

    @api.model
    def _settings(self):
        """:return: set of names of the company's fields that can be written here"""
        return {name for name, field in self._fields.items() if field.related and not field.readonly}

    @api.model
    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group("member_loyalty.group_manager")):
            raise AccessError(self.env._("Only a membership manager can change the settings of the membership."))
