from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_tz = fields.Selection(related="company_id.member_tz", readonly=False)
    member_consent_text = fields.Text(related="company_id.member_consent_text", readonly=False)
    member_pin_attempts = fields.Integer(related="company_id.member_pin_attempts", readonly=False)
    member_pin_minutes = fields.Integer(related="company_id.member_pin_minutes", readonly=False)
    member_tier_gross = fields.Boolean(related="company_id.member_tier_gross", readonly=False)
    member_tier_refunds = fields.Boolean(related="company_id.member_tier_refunds", readonly=False)
    member_tier_paid_in = fields.Boolean(related="company_id.member_tier_paid_in", readonly=False)
    member_tier_imported = fields.Boolean(related="company_id.member_tier_imported", readonly=False)
    member_past_orders_state = fields.Char("Past Orders Status", compute="_compute_member_past_orders_state")

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

    member_mask_contacts = fields.Boolean(related="company_id.member_mask_contacts", readonly=False)
    member_leave_days = fields.Integer(related="company_id.member_leave_days", readonly=False)
    member_leave_wallet = fields.Selection(
        string="Wallet Balance", related="company_id.member_leave_wallet", readonly=False
    )
    member_leave_months = fields.Integer(related="company_id.member_leave_months", readonly=False)
    member_leave_auto = fields.Boolean(related="company_id.member_leave_auto", readonly=False)
    member_return_history = fields.Boolean(related="company_id.member_return_history", readonly=False)

    member_consent_required = fields.Boolean(related="company_id.member_consent_required", readonly=False)
    member_enrolment_needs_rule = fields.Boolean(related="company_id.member_enrolment_needs_rule", readonly=False)
    member_ask_days = fields.Integer(related="company_id.member_ask_days", readonly=False)
    member_revision_score = fields.Integer(related="company_id.member_revision_score", readonly=False)
    member_revision_months = fields.Integer(related="company_id.member_revision_months", readonly=False)

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
