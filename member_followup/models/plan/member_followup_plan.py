from odoo import api, fields, models


class MemberFollowupPlan(models.Model):
    """When members are contacted, by whom, how often, and when it ends."""

    _name = "member.followup.plan"
    _description = "Contact Plan"
    _inherit = ["mail.thread"]
    _order = "priority desc, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict", index=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("paused", "Paused"), ("ended", "Ended")],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    priority = fields.Integer(default=50, required=True, help="The higher goes first where a member can't get all.")

    # ── Who enters ────────────────────────────────────────────────────────────────────────────────────────────
    trigger = fields.Selection(
        [
            ("first_purchase", "First Purchase"),
            ("purchase", "Any Purchase"),
            ("nth_purchase", "Nth Purchase"),
            ("product", "Product Used Up"),
            ("dormant", "No Purchase For"),
            ("recency", "Recency Status Change"),
            ("quadrant", "Quadrant Change"),
            ("tier", "Tier Change"),
            ("downgrade", "Coming Downgrade"),
            ("birthday", "Birthday"),
            ("anniversary", "Membership Anniversary"),
            ("festival", "Festival"),
            ("season", "Date of the Year"),
            ("coupon_expiry", "Coupon About to Expire"),
            ("points_expiry", "Points About to Expire"),
            ("top_up", "Top-up"),
            ("complaint", "Complaint"),
            ("incomplete", "Incomplete File"),
            ("segment", "Entering a Segment"),
            ("new_member", "New Member"),
            ("coverage", "No Contact For"),
            ("hand", "By Hand or List"),
        ],
        required=True,
        default="hand",
    )
    trigger_number = fields.Integer("Number", default=1, help="Which purchase, for Nth Purchase.")
    trigger_days = fields.Integer(
        "Days", help="Days before (negative) or after the day, or days for which nothing happened."
    )
    trigger_months = fields.Integer("Months")
    product_ids = fields.Many2many("product.product", "member_followup_plan_product_rel", string="Products")
    categ_ids = fields.Many2many("product.category", "member_followup_plan_categ_rel", string="Categories")
    festival_ids = fields.Many2many("member.festival", "member_followup_plan_festival_rel", string="Festivals")
    tier_ids = fields.Many2many("member.tier", "member_followup_plan_tier_rel", string="Tiers")
    segment_id = fields.Many2one("member.segment", ondelete="restrict", check_company=True)
    audience_id = fields.Many2one(
        "member.segment",
        "Only Members Of",
        ondelete="restrict",
        check_company=True,
        help="Leave empty for all members.",
    )

    # ── How often, and when it ends ───────────────────────────────────────────────────────────────────────────
    again = fields.Selection(
        [("never", "Never"), ("after", "After a Number of Days"), ("occasion", "For Each Occasion")],
        "Enter Again",
        required=True,
        default="never",
    )
    again_days = fields.Integer("Days Between")
    history = fields.Selection(
        [
            ("none", "Ignore It"),
            ("as_if", "As If the Plan Had Run"),
            ("from_now", "Last Occasion Counts from Today"),
        ],
        "Before the Start",
        required=True,
        default="none",
    )
    exclusive = fields.Boolean(
        "One Plan at a Time", default=True, help="Waits while a plan of higher priority contacts the member."
    )
    exit_on_purchase = fields.Boolean("Ends with a Purchase")
    failures = fields.Integer(
        "Failures to Stop", help="Failed contacts after which the plan ends for the member. 0: it goes on."
    )

    # ── What it does ──────────────────────────────────────────────────────────────────────────────────────────
    version_ids = fields.One2many("member.followup.version", "plan_id", "Versions", copy=True)
    version_id = fields.Many2one(
        "member.followup.version", "Current Version", copy=False, readonly=True, ondelete="restrict"
    )
    date_start = fields.Date("Started On", readonly=True, copy=False)
    date_found = fields.Date(
        "Planned Until", readonly=True, copy=False, help="The last day whose occasions have been looked for."
    )
    run_ids = fields.One2many("member.followup.run", "plan_id", "Runs")

    _positive = models.Constraint(
        "CHECK (trigger_number > 0 AND trigger_months >= 0 AND again_days >= 0 AND failures >= 0)",
        "Numbers of purchases, months, days between and failures can't be negative.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A plan begins with an empty version to fill."""
        plans = super().create(vals_list)
        for plan in plans.filtered(lambda plan: not plan.version_ids):
            plan.version_ids = [fields.Command.create({})]
        for plan in plans:
            plan.version_id = plan.version_ids[-1:]
        return plans
