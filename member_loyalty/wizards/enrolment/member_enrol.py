from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberEnrol(models.TransientModel):
    _name = "member.enrol"
    _description = "Enroll Members"

    partner_ids = fields.Many2many(
        "res.partner", string="Customers", required=True, default=lambda self: self._chosen_customers()
    )
    partner_count = fields.Integer("Number of Customers", compute="_compute_partner_count")
    card_number = fields.Char(help="Scan the card that you issue. Leave empty to generate a card number.")
    consent_text = fields.Text(compute="_compute_consent_text")
    consent = fields.Boolean("Customer Consent")
    handbook_id = fields.Many2one(
        "member.handbook",
        readonly=True,
        default=lambda self: self.env["member.handbook"]._newest(self.env.company),
    )
    handbook_url = fields.Char(related="handbook_id.page_url")

    def _chosen_customers(self):
        """The customers marked on the screen, without those who are members already."""
        context = self.env.context
        chosen = self.env["res.partner"].browse(
            context.get("active_ids") if context.get("active_model") == "res.partner" else []
        )
        return chosen.filtered(lambda partner: not partner._is_member())

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    @api.depends_context("company")
    def _compute_consent_text(self):
        self.consent_text = self.env.company.member_consent_text

    def action_enrol(self):
        """Make the chosen customers members."""
        self.ensure_one()
        if not self.consent:
            raise UserError(self.env._("Ask the customer for consent to the membership and check the box."))
        self.partner_ids._member_check_own()
        company = self.env.company
        # sudo: rules look at purchases; who may open this wizard may enroll these customers.
        rules = self.env["member.enrolment.rule"].sudo()._in_force(company)
        met_by = rules._met_by(self.partner_ids.ids)
        if rules and company._member_asks_for_rule():
            for partner in self.partner_ids.filtered(lambda partner: partner.id not in met_by):
                raise UserError(
                    self.env._("%(name)s: %(problem)s", name=partner.display_name, problem=rules._not_met_message())
                )
        card_number = self.card_number if self.partner_count == 1 else False
        by_rule = self.partner_ids.grouped(
            lambda partner: met_by[partner.id].rule.id if partner.id in met_by else False
        )
        for rule_id, partners in by_rule.items():
            # sudo: numbers and tiers are written by enrollment only. What the customers agree to is what was shown.
            newcomers = partners.sudo().with_context(member_handbook_id=self.handbook_id.id)
            newcomers._member_enrol(card_number, rule=rules.browse(rule_id or []))
