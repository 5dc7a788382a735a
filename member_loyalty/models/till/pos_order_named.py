from odoo import models


class PosOrder(models.Model):
    """What a line says that it is: the reward that it claims, the sold line that it returns.

    Everything else follows from these two, and a till sends them.
    """

    _inherit = "pos.order"

    def _member_named_problems(self):
        """What no till sends, online or offline.

        :return: list of str
        """
        return [
            self.env._(
                "%(product)s isn't what the reward %(reward)s takes off. Remove the line and claim the reward again.",
                product=line.product_id.display_name,
                reward=line.reward_id.description,
            )
            for line in self.lines
            if not line._member_is_its_reward()
        ] + [
            self.env._(
                "%(product)s doesn't return what order %(order)s sold. Refund it from its original order.",
                product=line.product_id.display_name,
                order=line.refunded_orderline_id.order_id.pos_reference or line.refunded_orderline_id.order_id.name,
            )
            for line in self.lines
            if not line._member_is_its_return()
        ]
