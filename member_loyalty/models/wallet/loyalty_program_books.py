from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    @api.constrains("member_program", "program_type", "company_id")
    def _check_member_wallet_books(self):
        """Stored value is a debt in the books of one company."""
        for program in self:
            if program.member_program and program.program_type == "ewallet" and not program.company_id:
                raise ValidationError(
                    self.env._(
                        "%(program)s keeps money, and one company owes it: choose the company.", program=program.name
                    )
                )

    def _member_book_products(self):
        """What tops a wallet up and what pays from it are booked to the one liability account, without taxes: then
        core's own closing of a session books both."""
        # sudo: whoever may set up a wallet decides about its two products, and about nothing else of accounting.
        for program in self.sudo():
            company = program.company_id
            if not program.member_program or program.program_type != "ewallet" or not company._member_has_chart():
                continue
            account = company._member_account("liability")
            products = program.trigger_product_ids | program.reward_ids.discount_line_product_id
            for template in products.product_tmpl_id.with_company(company):
                if template.property_account_income_id != account:
                    template.property_account_income_id = account
                if template.taxes_id:
                    template.taxes_id = [Command.clear()]
