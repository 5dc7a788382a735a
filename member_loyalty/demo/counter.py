"""What history and till have in common: records behind the drawn shop, its prices and its clock."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


class Counter:
    """
    :param today: day of installation
    :param products: dict of product code to product.product
    :param tills: pos.config records
    :param partners: list of res.partner, by the customer's number in the drawn shop
    :param program: the membership programme
    :param wallet: the wallet

    ``cards`` is a dict of member to loyalty card, filled by the history.
    """

    def __init__(self, env, today, products, tills, partners, program, wallet):
        self.env = env
        self.today = today
        self.products = products
        self.tills = tills
        self.partners = partners
        self.program = program
        self.wallet = wallet
        self.reward = program.reward_ids.filtered(lambda reward: reward.reward_type == "discount")
        self.cashiers = [env.ref("member_loyalty.demo_user_cashier"), env.ref("member_loyalty.demo_user_cashier2")]
        self.cards = {}
        self._prices = {}

    def day(self, ago):
        return self.today - timedelta(days=ago)

    def moment(self, sale):
        """When a sale took place, in UTC: the shop's clock is the company's."""
        zone = ZoneInfo(self.env.company.partner_id.tz or "UTC")
        local = datetime.combine(self.day(sale.day), time(sale.hour, sale.minute), zone)
        return local.astimezone(timezone.utc).replace(tzinfo=None)

    def partner(self, sale):
        """The customer; an empty record for a passer-by."""
        return self.env["res.partner"] if sale.customer is None else self.partners[sale.customer]

    def pricelist(self, sale):
        partner = self.partner(sale)
        return partner.member_tier_id.pricelist_id or self.tills[sale.till].pricelist_id

    def taxes(self, product):
        return product.taxes_id._filter_taxes_by_company(self.env.company)

    def price(self, product, units, pricelist):
        """:return: (price of one, amount without taxes, amount with taxes)"""
        key = (product.id, units, pricelist.id)
        if key not in self._prices:
            one = pricelist._get_product_price(product, 1)
            amounts = self.taxes(product).compute_all(one, self.env.company.currency_id, units, product)
            self._prices[key] = one, amounts["total_excluded"], amounts["total_included"]
        return self._prices[key]

    def discount(self, net, gross):
        """What the reward takes off a bill.

        :return: (amount without taxes, amount with taxes), both negative
        """
        return -self.env.company.currency_id.round(self.reward.discount * net / gross), -self.reward.discount

    def can_redeem(self, sale, points, gross):
        return sale.redeems and points >= self.reward.required_points and gross > self.reward.discount
