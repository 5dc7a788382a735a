from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    member_consent_text = fields.Text(related="company_id.member_consent_text", readonly=False)
    member_pin_attempts = fields.Integer(related="company_id.member_pin_attempts", readonly=False)
    member_pin_minutes = fields.Integer(related="company_id.member_pin_minutes", readonly=False)
    member_tier_gross = fields.Boolean(related="company_id.member_tier_gross", readonly=False)
    member_tier_refunds = fields.Boolean(related="company_id.member_tier_refunds", readonly=False)
    member_tier_paid_in = fields.Boolean(related="company_id.member_tier_paid_in", readonly=False)
    member_tier_imported = fields.Boolean(related="company_id.member_tier_imported", readonly=False)
    member_past_orders_state = fields.Char(compute="_compute_member_past_orders_state")

    def _compute_member_past_orders_state(self):
        job = self.env["member.job"].search([("kind", "=", "past_orders")], limit=1)
        states = dict(job._fields["state"]._description_selection(self.env))
        self.member_past_orders_state = (
            self.env._(
                "%(state)s: %(done)s of %(total)s orders", state=states[job.state], done=job.done, total=job.total
            )
            if job
            else self.env._("There were none.")
        )
