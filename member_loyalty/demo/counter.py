"""What history and till have in common: records behind the drawn shop, its prices and its clock."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


class Counter:
    """
    :param products: dict of product code to product.product
    :param tills: pos.config records
    :param partners: res.partner records, by the customer's number in the drawn shop
    :param program: the membership program
    :param wallet: the wallet

    ``cards`` is a dict of member to loyalty card, filled by the history; ``tiers`` one of member to the present tier, kept
    by whoever changes it.
    """

    def __init__(self, env, products, tills, partners, program, wallet):
        self.env = env
        self.today = env.company._member_today()
        self.products = products
        self.tills = tills
        # One by one out of the whole, so that what is read of one is read of all.
        self.partners = list(partners)
        self.program = program
        self.wallet = wallet
        self.reward = program.reward_ids.filtered(lambda reward: reward.reward_type == "discount")
        self.cashiers = [env.ref("member_loyalty.demo_user_cashier"), env.ref("member_loyalty.demo_user_cashier2")]
        self.cards = {}
        self.tiers = {}
        self._prices = {}
        self._amounts = {}

    def day(self, ago):
        return self.today - timedelta(days=ago)

    def moment(self, sale):
        """When a sale took place, in UTC: the shop's clock is the company's."""
        zone = ZoneInfo(self.env.company._member_tz())
        local = datetime.combine(self.day(sale.day), time(sale.hour, sale.minute), zone)
        return local.astimezone(timezone.utc).replace(tzinfo=None)

    def partner(self, sale):
        """The customer; an empty record for a passer-by."""
        return self.env["res.partner"] if sale.customer is None else self.partners[sale.customer]

    def tier(self, partner):
        if partner not in self.tiers:
            self.tiers[partner] = partner.member_tier_id
        return self.tiers[partner]

    def pricelist(self, sale):
        return self.tier(self.partner(sale)).pricelist_id or self.tills[sale.till].pricelist_id

    def cashier(self, sale):
        return self.cashiers[sale.till]

    def taxes(self, product):
        return product.taxes_id._filter_taxes_by_company(self.env.company)

    def price(self, product, units, pricelist):
        """:return: (price of one, amount without taxes, amount with taxes)"""
        if pricelist not in self._prices:
            products = self.env["product.product"].union(*self.products.values())
            self._prices[pricelist] = pricelist._get_products_price(products, 1)
        one = self._prices[pricelist][product.id]
        key = (product, units, pricelist)
        if key not in self._amounts:
            amounts = self.taxes(product).compute_all(one, self.env.company.currency_id, units, product)
            self._amounts[key] = amounts["total_excluded"], amounts["total_included"]
        return one, *self._amounts[key]

    def discount(self, net, gross):
        """What the reward takes off a bill.

        :return: (amount without taxes, amount with taxes), both negative
        """
        return -self.env.company.currency_id.round(self.reward.discount * net / gross), -self.reward.discount

    def from_wallet(self, balance, gross):
        """What a sale takes from a wallet: as much as there is, below what needs the card or a PIN."""
        return max(0, min(float(balance), self.wallet.member_pin_above, gross))

    def can_redeem(self, sale, points, gross):
        return sale.redeems and points >= self.reward.required_points and gross > self.reward.discount
