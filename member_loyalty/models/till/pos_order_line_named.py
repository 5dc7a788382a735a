from odoo import models


class PosOrderLine(models.Model):
    """Whether the line is what it says: the reward that it claims, the sold line that it returns."""

    _inherit = "pos.order.line"

    def _member_is_its_reward(self):
        """Whether the line sells nothing else than the reward that it names, if it does and that matters here."""
        reward = self.reward_id
        matters = reward.program_id.member_program or (reward and self.order_id.partner_id)
        return (
            not matters
            or bool(self.refunded_orderline_id)
            # Sales orders sell the free product itself.
            or self._member_is_claimed_in_sale()
            or self.product_id == reward.discount_line_product_id
        )

    def _member_is_its_return(self):
        """Whether the line takes back the very product of the sold line that it names, if it does and that matters here."""
        sold = self.refunded_orderline_id
        if not sold or not self._member_return_matters():
            return True
        is_same = self.product_id == sold.product_id and (not self.reward_id or self.reward_id == sold.reward_id)
        return is_same and self.qty * sold.qty <= 0

    def _member_return_matters(self):
        """Returns among customers whom nobody knows are core's affair, unless money in advance comes back."""
        prepaid = self.env["loyalty.program"]._member_prepaid(self.product_id)
        return bool(self.order_id.partner_id or self.refunded_orderline_id.order_id.partner_id or prepaid)
