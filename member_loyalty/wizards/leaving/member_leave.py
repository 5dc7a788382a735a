from odoo import api, fields, models
from odoo.exceptions import UserError

# Who leaves more at once, lets the review do it in the background.
AT_ONCE = 200


class MemberLeave(models.TransientModel):
    _name = "member.leave"
    _description = "Terminate Membership"

    partner_ids = fields.Many2many(
        "res.partner", string="Members", required=True, default=lambda self: self._chosen_members()
    )
    reason = fields.Selection(
        [("wish", "Member's request"), ("hand", "Store's decision"), ("review", "Inactivity")],
        required=True,
        default=lambda self: self.env.context.get("default_reason", "wish"),
    )
    note = fields.Char(help="The note is stored with the termination.")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    points = fields.Float(compute="_compute_plan", digits=(16, 2))
    points_until = fields.Date("Points Kept Until", compute="_compute_plan")
    bonus = fields.Monetary("Promotional Balance", compute="_compute_plan")
    wallet = fields.Monetary("Paid Balance", compute="_compute_plan")
    card_handed_in = fields.Boolean(
        "Card Returned",
        help="The card is marked as returned. If disabled, the member keeps the card and it is blocked.",
    )
    card_count = fields.Integer("Cards to Block", compute="_compute_plan")
    consent_count = fields.Integer("Consents to Withdraw", compute="_compute_plan")
    tier_count = fields.Integer("Tiers to End", compute="_compute_plan")
    problems = fields.Text(compute="_compute_plan")

    def _chosen_members(self):
        """The members marked on the screen."""
        context = self.env.context
        chosen = self.env["res.partner"].browse(
            context.get("active_ids") if context.get("active_model") == "res.partner" else []
        )
        return chosen.filtered("is_member")

    @api.depends("partner_ids")
    @api.depends_context("company")
    def _compute_plan(self):
        company = self.env.company
        for wizard in self:
            members = wizard.partner_ids._origin
            plans = members._member_leaving_plan()
            for name in ("points", "bonus", "wallet"):
                wizard[name] = float(sum(plan[name] for plan in plans.values()))
            wizard.points_until = fields.Date.add(company._member_today(), days=company.member_leave_days)
            wizard.card_count = len(members.member_card_id)
            wizard.consent_count = len(members.member_consent_ids.filtered(lambda consent: not consent.withdrawn_at))
            wizard.tier_count = len(members.filtered("member_tier_id"))
            wizard.problems = "\n".join(plan["problem"] for plan in plans.values() if plan["problem"])

    def action_leave(self):
        """End the memberships, as the screen says."""
        self.ensure_one()
        if len(self.partner_ids) > AT_ONCE:
            raise UserError(
                self.env._(
                    "You can terminate at most %(most)s memberships at a time. Enable automatic termination "
                    "in the settings for more.",
                    most=AT_ONCE,
                )
            )
        self.partner_ids._member_check_own()
        self.partner_ids._member_check_everywhere()
        # sudo: cards, tier, points and consents end together; who may open this wizard may write these members.
        leavings = self.partner_ids.sudo()._member_leave(self.reason, self.note, self.card_handed_in)
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_leaving_action")
        if len(leavings) == 1:
            return {**action, "view_mode": "form", "views": [(False, "form")], "res_id": leavings.id}
        return {**action, "domain": [("id", "in", leavings.ids)]}
