from odoo import Command, api, fields, models

from ..demo import shop
from ..demo.counter import Counter
from ..demo.history import History
from ..demo.till import Till


class MemberDemoShop(models.AbstractModel):
    """Turns the drawn shop of ``demo/shop.py`` into records. Only the demo data calls it."""

    _name = "member.demo.shop"
    _description = "Demo Shop"

    _FAMILIES = ("skin", "makeup", "fragrance", "hair", "gifts")

    @api.model
    def _load(self):
        """Open the tills, take in the customers, write the past and ring up the last days."""
        self = self.with_company(self.env.ref("base.main_company")).with_context(
            tracking_disable=True, mail_create_nosubscribe=True, action_no_send_mail=True
        )
        products = self.env["product.product"].search([("categ_id", "child_of", self._ref("category_cosmetics").id)])
        by_code = {product.default_code: product for product in products}
        today = fields.Date.context_today(self)
        customers, sales = shop.draw(sorted(by_code))
        partners = self._take_in(customers)
        counter = Counter(
            self.env, today, by_code, self._open_tills(), partners, self._ref("program"), self._ref("wallet")
        )
        past = [sale for sale in sales if sale.day > shop.TILL_DAYS]
        recent = [sale for sale in sales if sale.day <= shop.TILL_DAYS]
        History(counter, customers).write(past)
        Till(counter).ring_up(recent)
        self._finish_cards(customers, partners)
        self.env["member.watch.rule"].search([("active", "=", True)])._check_use()

    def _ref(self, name):
        return self.env.ref(f"member_loyalty.demo_{name}")

    def _open_tills(self):
        # Core's programs keep to core's shops, as its own demo data does with the others.
        if core_program := self.env.ref("pos_loyalty.loyalty_program", raise_if_not_found=False):
            core_program.pos_config_ids = self.env["pos.config"].search([("company_id", "=", self.env.company.id)])
        pricelists = self._ref("pricelist_shop") | self._ref("pricelist_silver") | self._ref("pricelist_gold")
        tills = self.env["pos.config"]
        for number in (1, 2):
            journal, payment_methods = tills._create_journal_and_payment_methods(
                cash_journal_vals={"name": f"Cash Till {number}", "show_on_dashboard": False}
            )
            tills |= tills.create(
                {
                    "name": f"Cosmetics Till {number}",
                    "journal_id": journal.id,
                    "payment_method_ids": [Command.set(payment_methods)],
                    "use_pricelist": True,
                    "pricelist_id": pricelists[0].id,
                    "available_pricelist_ids": [Command.set(pricelists.ids)],
                    "limit_categories": True,
                    "iface_available_categ_ids": [
                        Command.set([self._ref(f"pos_category_{name}").id for name in self._FAMILIES])
                    ],
                }
            )
        (self._ref("program") | self._ref("wallet")).pos_config_ids = tills
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"member_loyalty.demo_till_{number}", "record": record, "noupdate": True}
                for number, record in enumerate(tills, 1)
            ]
        )
        return tills

    def _take_in(self, customers):
        country = self.env.company.country_id
        return self.env["res.partner"].create(
            [
                {
                    "name": customer.name,
                    "phone": customer.phone,
                    "email": customer.email,
                    "country_id": country.id,
                    "company_id": False,
                }
                for customer in customers
            ]
        )

    def _finish_cards(self, customers, partners):
        """Some cards are lost, some of those replaced, a few blocked."""
        cards = dict.fromkeys(("lost", "replaced", "blocked"), self.env["member.card"])
        for customer, partner in zip(customers, partners, strict=True):
            if customer.fate:
                cards[customer.fate] |= partner.member_card_id
        cards["blocked"].action_block()
        (cards["lost"] | cards["replaced"]).action_mark_lost()
        cards["replaced"].partner_id._member_give_card(False)
