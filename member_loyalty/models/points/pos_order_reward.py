from odoo import models

from ...engine.redemption import most_off


class PosOrder(models.Model):
    """What a reward takes off is what the reward says, whatever lines a till sends for it."""

    _inherit = "pos.order"

    def _member_reward_problems(self, cards):
        """What no till claims, online or offline.

        :param cards: loyalty.card records that the order may spend from
        """
        problems = []
        goods = self._member_goods() if cards.program_id & self.lines.reward_id.program_id else self.lines.browse()
        for card in cards:
            for code, lines in self._member_claims(card).items():
                if len(lines.reward_id) > 1:
                    problems.append(self._member_shared_claim_message(card.program_id, code))
                    continue
                taken, most = lines._member_taken_off(), self._member_most_off(card, lines, goods)
                # The goods are a sum of lines, each rounded, and so is the reward.
                if not taken <= most + lines._member_claim().tolerance + self._member_half_cents():
                    problems.append(self._member_too_much_message(lines.reward_id, taken, most))
        return problems or self._member_overpaid_problems(cards, goods)

    def _member_goods(self):
        """:return: what this order sells and rewards are for: neither what is returned, nor what is paid in advance"""
        prepaid = self.env["loyalty.program"]._member_prepaid(self.lines.product_id)
        return self.lines.filtered(
            lambda line: (
                not line.reward_id
                and not line.refunded_orderline_id
                and line.qty * line.price_unit > 0
                and line.product_id not in prepaid
            )
        )

    def _member_most_off(self, card, lines, goods):
        """:return: float, what these lines of one claimed reward may take off"""
        reward = lines.reward_id
        if reward.reward_type == "product":
            units = abs(sum(lines.mapped("qty")))
            if reward.clear_wallet:
                units = min(units, reward.reward_product_qty)
            return units * self._member_dearest(reward, goods, units)
        return most_off(
            reward.discount_mode,
            reward.discount,
            goods._member_discounted_by(reward),
            reward.discount_max_amount,
            card.points if reward.clear_wallet else None,
        )

    def _member_dearest(self, reward, goods, units):
        """:return: float, the most that one of the reward's products costs here: in this order, or by the pricelist"""
        products = reward.reward_product_ids
        sold = [line._member_one_before_discount() for line in goods if line.product_id in products]
        prices = self._member_pricelist()._get_products_price(products, units or 1, currency=self.currency_id)
        listed = [
            product._member_with_taxes(prices[product.id], self.fiscal_position_id, self.company_id, self.currency_id)
            for product in products
        ]
        return max([*sold, *listed], default=0)

    def _member_overpaid_problems(self, cards, goods):
        """Rewards and wallets together pay for goods, and nothing is paid out of them."""
        claimed = self.lines.filtered(
            lambda line: line.reward_id.program_id in cards.program_id and not line.refunded_orderline_id
        )
        taken = -claimed._member_amount("price_subtotal_incl")
        most = goods._member_amount("price_subtotal_incl")
        tolerance = self._member_half_cents() + self.currency_id.rounding * len(claimed)
        return [self._member_too_much_message(claimed.reward_id, taken, most)] if taken > most + tolerance else []

    def _member_half_cents(self):
        return self.currency_id.rounding * len(self.lines) / 2

    def _member_fixed_taxes(self):
        """:return: float, fixed taxes on what this order sells: a discount of all of it leaves them"""
        sold = self.lines.filtered(lambda line: not line.reward_id)
        return sum(abs(line.qty) * line.tax_ids._member_fixed() for line in sold)

    def _member_shared_claim_message(self, program, code):
        return self.env._(
            "%(program)s: several rewards can't be claimed as one (%(code)s). Remove the rewards and claim each again.",
            program=program.name,
            code=code,
        )

    def _member_too_much_message(self, rewards, taken, most):
        return self.env._(
            "%(reward)s takes off %(taken)s, but at most %(most)s is possible here. Remove the reward and claim it again.",
            reward=", ".join(rewards.mapped("description")),
            taken=self.currency_id.format(taken),
            most=self.currency_id.format(most),
        )
