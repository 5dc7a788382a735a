from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command


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
    trigger_months = fields.Integer("Months", help="Months for which nothing happened.")
    product_ids = fields.Many2many("product.product", "member_followup_plan_product_rel", string="Products")
    categ_ids = fields.Many2many("product.category", "member_followup_plan_categ_rel", string="Categories")
    festival_ids = fields.Many2many("member.festival", "member_followup_plan_festival_rel", string="Festivals")
    tier_ids = fields.Many2many("member.tier", "member_followup_plan_tier_rel", string="Tiers")
    segment_id = fields.Many2one("member.segment", ondelete="restrict", index="btree_not_null", check_company=True)
    audience_id = fields.Many2one(
        "member.segment",
        "Only Members Of",
        ondelete="restrict",
        index="btree_not_null",
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
    version_ids = fields.One2many("member.followup.version", "plan_id", "Versions")
    version_id = fields.Many2one(
        "member.followup.version",
        "Current Version",
        copy=False,
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    step_ids = fields.One2many(related="version_id.step_ids", readonly=False)
    is_locked = fields.Boolean(related="version_id.is_locked")
    draft_version_id = fields.Many2one(
        "member.followup.version", "Version in Preparation", compute="_compute_draft_version_id"
    )
    date_start = fields.Date("Started On", readonly=True, copy=False)
    date_found = fields.Date(
        "Planned Until", readonly=True, copy=False, help="The last day whose occasions have been looked for."
    )
    run_ids = fields.One2many("member.followup.run", "plan_id", "Runs")
    inside_count = fields.Integer("Members Inside", compute="_compute_counts")
    open_count = fields.Integer("To Do", compute="_compute_counts")
    held_count = fields.Integer("Held Back", compute="_compute_counts")

    _positive = models.Constraint(
        "CHECK (trigger_number > 0 AND trigger_months >= 0 AND again_days >= 0 AND failures >= 0)",
        "Numbers of purchases, months, days between and failures can't be negative.",
    )

    @api.depends("version_ids", "version_id")
    def _compute_draft_version_id(self):
        for plan in self:
            last = plan.version_ids.sorted("number")[-1:]
            plan.draft_version_id = last if last.number > plan.version_id.number else False

    def _compute_counts(self):
        """What the reader may see of it."""

        def counts(model, *domain):
            found = self.env[model]._read_group([("plan_id", "in", self.ids), *domain], ["plan_id"], ["__count"])
            return dict(found)

        inside = counts("member.followup.run", ("state", "=", "open"))
        todo = counts("member.followup", ("state", "=", "open"))
        held = counts("member.followup", *self._held_domain())
        for plan in self:
            plan.inside_count = inside.get(plan, 0)
            plan.open_count = todo.get(plan, 0)
            plan.held_count = held.get(plan, 0)

    def _held_domain(self):
        return [("state", "=", "planned"), ("reason", "not in", (False, "not_due"))]

    # ── A plan and its versions ───────────────────────────────────────────────────────────────────────────────

    @api.model_create_multi
    def create(self, vals_list):
        """A plan begins with a version, of the steps that came with it or empty."""
        for vals in vals_list:
            steps = vals.pop("step_ids", [])
            vals.setdefault("version_ids", [Command.create({"step_ids": steps})])
        plans = super().create(vals_list)
        for plan in plans:
            plan.version_id = plan.version_ids[-1:]
        return plans

    @api.constrains("version_id")
    def _check_version(self):
        for plan in self:
            if plan.version_id.plan_id != plan:
                raise ValidationError(self.env._("The version of %(plan)s is another plan's.", plan=plan.name))

    def copy(self, default=None):
        """The copy has the steps of the current version."""
        copies = super().copy(default)
        for plan, new in zip(self, copies, strict=True):
            plan.version_id._copy_steps(new.version_id)
        return copies

    def copy_data(self, default=None):
        data = super().copy_data(default)
        return [{**vals, "name": self.env._("%s (copy)", plan.name)} for plan, vals in zip(self, data, strict=True)]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: whether there is any run, of whichever member.
        if used := self.sudo().run_ids.plan_id:
            raise UserError(
                self.env._(
                    "%(plan)s has contacted members and can't be deleted. Archive it instead.", plan=used[0].name
                )
            )

    # ── What the buttons open ─────────────────────────────────────────────────────────────────────────────────

    def action_inside(self):
        """Open the members who are inside."""
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_followup_run_action")
        return {**action, "domain": [("plan_id", "=", self.id)], "context": {"search_default_open": 1}}

    def action_open_contacts(self):
        """Open the contacts that are to be made now."""
        return self._contacts_action(self.env._("To Do"), [("state", "=", "open")])

    def action_held(self):
        """Open the contacts that wait, with the reason of each."""
        return self._contacts_action(self.env._("Held Back"), self._held_domain())

    def _contacts_action(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_followup_action")
        return {**action, "name": name, "domain": [("plan_id", "=", self.id), *domain], "context": {}}
