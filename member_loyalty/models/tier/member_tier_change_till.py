from odoo import models


class MemberTierChange(models.Model):
    """A rise as the cashier tells it, and as it is printed."""

    _inherit = "member.tier.change"

    def _is_rise(self):
        self.ensure_one()
        new, old = self.to_tier_id, self.from_tier_id
        return bool(new) and (not old or new.rank > old.rank)

    def _news_for_till(self, orders):
        """What sales that raised members have brought them. Many orders are asked for at once, by lists of receipts.

        :param self: the rises by all of these orders
        :param orders: dict of pos.order to its rises
        :return: dict of order to a dict of tier, color, and brings: list of str, what was given, then what is better
            than before
        """
        welcomes = self.env["member.tier.welcome"].search([("change_id", "in", self.ids)], order="id")
        benefits = self.env["member.benefit"].search([("line_ids.tier_id", "in", self.to_tier_id.ids)])
        news = {}
        for order, rises in orders.items():
            tier, before = rises[-1].to_tier_id, rises[0].from_tier_id
            brings = welcomes.filtered(lambda welcome, rises=rises: welcome.change_id in rises)._in_words()
            if tier.points_multiplier > (before.points_multiplier or 1):
                brings.append(self.env._("%s times the points", f"{tier.points_multiplier:g}"))
            brings += benefits._new_in_words(tier, before, order.config_id, order._member_local_date())
            news[order] = {"tier": tier.name, "color": tier.color, "brings": brings}
        return news
