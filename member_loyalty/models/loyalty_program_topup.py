from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang


class LoyaltyProgram(models.Model):
    """What tops a wallet up, and its amounts in words."""

    _inherit = "loyalty.program"

    def _member_money(self, amount):
        """:return: str, an amount as people write it in the wallet's currency"""
        return formatLang(self.env, float(amount), currency_obj=self.currency_id)

    @api.constrains("member_program", "program_type", "active", "company_id", "rule_ids")
    def _check_member_top_up_products(self):
        """A sold top-up has to say by itself which wallet it is for."""
        wallets = self.filtered(lambda program: program.program_type == "ewallet" and program.member_program)
        for wallet in wallets.filtered("active"):
            here = wallet.company_id
            twin = self.search(
                [
                    ("id", "!=", wallet.id),
                    ("program_type", "=", "ewallet"),
                    ("member_program", "=", True),
                    ("rule_ids.product_ids", "in", wallet.trigger_product_ids.ids),
                ]
                + ([("company_id", "in", [here.id, False])] if here else []),
                limit=1,
            )
            if twin:
                shared = wallet.trigger_product_ids & twin.trigger_product_ids
                raise ValidationError(
                    self.env._(
                        "%(product)s tops up %(first)s already. Choose another product for %(second)s.",
                        product=shared[0].display_name,
                        first=twin.name,
                        second=wallet.name,
                    )
                )
