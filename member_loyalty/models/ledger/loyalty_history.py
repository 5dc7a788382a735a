from odoo import api, models


class LoyaltyHistory(models.Model):
    """Core's own list of what happened to a card. Its screens and the portal show it: whoever may sell may write it."""

    _inherit = "loyalty.history"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_may_write()
        return rows

    def write(self, vals):
        self._check_may_write()
        res = super().write(vals)
        self._check_may_write()
        return res

    def _check_may_write(self):
        """Rows of membership cards come with the ledger's entries, or from whoever may change the balance."""
        # Nobody can send records over the wire: these come from the hook of sales orders.
        if isinstance(self.env.context.get("member_sale"), models.BaseModel):
            return
        if ours := self.card_id._member_ours():
            ours._check_may_adjust()
