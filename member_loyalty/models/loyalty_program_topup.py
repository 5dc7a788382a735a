from odoo import models
from odoo.tools.misc import formatLang


class LoyaltyProgram(models.Model):
    """A wallet's amounts in words."""

    _inherit = "loyalty.program"

    def _member_money(self, amount):
        """:return: str, an amount as people write it in the wallet's currency"""
        return formatLang(self.env, float(amount), currency_obj=self.currency_id)
