from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    member_sms_price = fields.Float(
        "Price of an SMS Segment",
        digits=(16, 4),
        help="What the provider bills for each segment of an SMS. The preview of a plan tells its cost by it.",
    )

    _member_sms_price_positive = models.Constraint(
        "CHECK (member_sms_price >= 0)", "The price of an SMS segment can't be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """With the plans that are ready to use."""
        companies = super().create(vals_list)
        companies._member_make_plans()
        return companies

    @api.model
    def _member_make_missing_plans(self):
        """Companies that were there before the addon."""
        # sudo: all companies, whoever installs it.
        plans = self.env["member.followup.plan"].sudo().with_context(active_test=False)
        with_plans = [company.id for (company,) in plans._read_group([], ["company_id"])]
        self.sudo().search([("id", "not in", with_plans)])._member_make_plans()

    def _member_make_plans(self):
        """Drafts of the plans that come with the addon, as the main company has them now: a plan is one company's, and
        data can be of one only."""
        # sudo: whoever makes a company gives it what others have, of no member.
        ours = (
            self.env["ir.model.data"]
            .sudo()
            .search([("module", "=", "member_followup"), ("model", "=", "member.followup.plan")], order="id")
        )
        # sudo: see above.
        plans = self.env["member.followup.plan"].sudo().browse(ours.mapped("res_id")).exists()
        for company in self:
            copies = plans.copy({"company_id": company.id})
            for plan, new in zip(plans, copies, strict=True):
                new.name = plan.name
