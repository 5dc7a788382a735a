from base64 import b64encode
from random import Random

from odoo import Command, api, fields, models
from odoo.tools import file_open

from . import files, shop
from .counter import Counter
from .history import History
from .office import Office
from .till import Till

FAMILIES = ("skin", "makeup", "fragrance", "hair", "gifts")
SKIN_TYPE = "5f1d6c2e9a3b4807"
# The last days, of whose purchases one in so many comes with a use of a benefit.
BENEFIT_DAYS, ONE_IN = 30, 2
FRIENDS, FRIENDS_JOINED = 18, 90
PERSONAL = 40


class MemberDemoShop(models.AbstractModel):
    """Turns the drawn shop of ``demo/shop.py`` into records. Only the demo data calls it, once all that a step needs is
    there: ``_load`` first."""

    _name = "member.demo.shop"
    _description = "Demo Shop"

    @api.model
    def _load(self):
        """Open the tills, take in the customers, write the past and ring up the last days."""
        self = self._at_home()
        products = self.env["product.product"].search([("categ_id", "child_of", self._ref("category_cosmetics").id)])
        by_code = {product.default_code: product for product in products}
        self._show_goods(by_code)
        customers, sales = shop.draw(sorted(by_code))
        partners = self._take_in(customers)
        counter = Counter(self.env, by_code, self._open_tills(), partners, self._ref("program"), self._ref("wallet"))
        History(counter, customers).record([sale for sale in sales if sale.day > shop.TILL_DAYS])
        Till(counter).ring_up([sale for sale in sales if sale.day <= shop.TILL_DAYS])
        self._finish_cards(customers, partners)
        self.env["member.watch.rule"].search([("active", "=", True)])._check_use()
        self._let_some_leave()

    def _at_home(self):
        return self.with_company(self.env.ref("base.main_company")).with_context(
            tracking_disable=True, mail_create_nosubscribe=True, action_no_send_mail=True
        )

    def _ref(self, name):
        return self.env.ref(f"member_loyalty.demo_{name}")

    def _members(self):
        return self._ref("program").coupon_ids.partner_id.sorted("id")

    # ── Tills and customers ───────────────────────────────────────────────────────────────────────────────────

    def _show_goods(self, products):
        for code, product in products.items():
            with file_open(f"member_loyalty/demo/images/product_{code.lower()}.png", "rb") as picture:
                product.image_1920 = b64encode(picture.read())

    def _open_tills(self):
        # Core's programs keep to core's shops, as its own demo data does with the others.
        if core_program := self.env.ref("pos_loyalty.loyalty_program", raise_if_not_found=False):
            core_program.pos_config_ids = self.env["pos.config"].search([("company_id", "=", self.env.company.id)])
        # Goods leave the stock once a day: each order would take three times as long else.
        self.env.company.point_of_sale_update_stock_quantities = "closing"
        tills = self.env["pos.config"].union(*(self._open_till(number) for number in (1, 2)))
        (self._ref("program") | self._ref("wallet")).pos_config_ids = tills
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"member_loyalty.demo_till_{number}", "record": record, "noupdate": True}
                for number, record in enumerate(tills, 1)
            ]
        )
        return tills

    def _open_till(self, number):
        pricelists = self._ref("pricelist_shop") | self._ref("pricelist_silver") | self._ref("pricelist_gold")
        categories = [self._ref(f"pos_category_{name}").id for name in FAMILIES]
        tills = self.env["pos.config"]
        journal, payment_methods = tills._create_journal_and_payment_methods(
            cash_journal_vals={"name": f"Cash Till {number}", "show_on_dashboard": False}
        )
        return tills.create(
            {
                "name": f"Cosmetics Till {number}",
                "journal_id": journal.id,
                "payment_method_ids": [Command.set(payment_methods)],
                "use_pricelist": True,
                "pricelist_id": pricelists[0].id,
                "available_pricelist_ids": [Command.set(pricelists.ids)],
                "limit_categories": True,
                "iface_available_categ_ids": [Command.set(categories)],
            }
        )

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

    def _let_some_leave(self):
        """Members who left, one of whom came back; and who could be let go."""
        self.env.company.member_leave_months = 8
        members = self.env["res.partner"].search(
            [("is_member", "=", True), ("member_idle", "=", False)], order="id desc", limit=60
        )
        plans = members._member_leaving_plan()
        free = members.filtered(lambda member: not plans[member]["problem"] and member.member_tier_id)
        free[:3]._member_leave("wish", self.env._("Moved to another town"))
        free[3:4]._member_leave("hand", self.env._("Sold points to other customers"))
        free[:1]._member_enrol(via="till")

    # ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _fill_files(self):
        """What members told of themselves, and the lists that follow from it."""
        self = self._at_home()
        self._define_skin_type()
        members, today = self._members(), self.env.company._member_today()
        interests = [self._ref(f"interest_{name}").id for name in ("perfume", "makeup", "natural", "spa")]
        incomes = [self._ref(f"income_{name}").id for name in ("low", "middle", "high")]
        for number, member in enumerate(members):
            values, skin = files.draw(number, today, interests, incomes)
            if "member_interest_ids" in values:
                values["member_interest_ids"] = [Command.set(values["member_interest_ids"])]
            if skin:
                values["properties"] = {SKIN_TYPE: skin}
            if values:
                member.write(values)
        best = members.filtered("member_tier_id").sorted(lambda member: (-member.member_tier_id.rank, member.id))
        best[:PERSONAL].write({"user_id": self._ref("user_staff").id, "member_importance": "2"})
        self._form_households(members)
        self.env["member.revision"]._make_list(self.env.company)
        self.env["member.enrolment.rule"]._find_candidates(self.env.company)

    def _define_skin_type(self):
        definition = self.env["properties.base.definition"]._get_definition_for_property_field(
            "res.partner", "properties"
        )
        definition.properties_definition = [
            *(definition.properties_definition or []),
            {
                "name": SKIN_TYPE,
                "string": "Skin Type",
                "type": "selection",
                "selection": [[skin, skin.capitalize()] for skin in files.SKIN_TYPES],
            },
        ]

    def _form_households(self, members):
        """Two of the pairs that share a phone are people who live together; the others may be doubles."""
        shared = [same for same in members.grouped("phone_sanitized").values() if len(same) > 1 and same[0].phone]
        for same in shared[:2]:
            self.env["member.household"].create(
                {
                    "name": f"{same[0].name.split()[-1]}, {same[0].city or same[1].city or ''}".rstrip(", "),
                    "partner_ids": [Command.set(same.ids)],
                    "head_id": same[0].id,
                }
            )

    # ── Benefits and friends ──────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _load_benefits(self):
        """Uses of benefits with the last purchases, and referrals of those who joined last."""
        self = self._at_home()
        since = fields.Date.subtract(self.env.company._member_today(), days=BENEFIT_DAYS)
        purchases = self.env["member.purchase"].search(
            [("partner_id.member_tier_id", "!=", False), ("amount_net", ">", 0), ("local_date", ">=", since)],
            order="date, id",
        )
        for number, purchase in enumerate(purchases):
            # A lot for each: what one may use yet hangs on the calendar, and moves no other.
            lot = Random(shop.SEED * 10_000 + number)
            if not lot.randrange(ONE_IN):
                self._use_with(purchase, lot)
        self._bring_friends(purchases.partner_id)

    def _use_with(self, purchase, lot):
        member, till, day = purchase.partner_id, purchase.config_id, purchase.local_date
        benefits = self.env["member.benefit"]._for_member(member, till, day)
        standing = benefits._standing(member, day)
        free = benefits.filtered(lambda benefit: standing[benefit][2] != 0 and not benefit.product_id)
        if not free:
            return
        benefit = lot.choice(free)
        cashier = self._ref("user_cashier2" if till == self._ref("till_2") else "user_cashier")
        # sudo: the demo shop's own uses, in the cashier's name.
        uses = self.env["member.benefit.use"].with_user(cashier).sudo()
        uses.create(
            {
                **uses._values(benefit, member, till, day),
                "key": f"demo:{purchase.id}",
                "date": purchase.date,
                "note": f"{lot.randrange(1, 9)}ABC{lot.randrange(100, 999)}" if benefit.needs_note else False,
            }
        )

    def _bring_friends(self, regulars):
        """Members who joined lately, brought by regulars; the office enters them from the paper list."""
        lot = Random(shop.SEED)
        policy, referrals = self._ref("referral_policy"), self.env["member.referral"]
        since = fields.Date.subtract(self.env.company._member_today(), days=FRIENDS_JOINED)
        friends = self.env["res.partner"].search([("member_since", ">=", since)], order="id", limit=FRIENDS)
        for friend in friends:
            referrals |= referrals._record(
                lot.choice(regulars),
                friend,
                policy,
                date=friend.member_since,
                note="From the paper list at the counter",
            )
        referrals._review()

    # ── Portal and handbook ───────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _load_portal(self):
        """A member with an account in the portal, whose login and password are "member", and with a coupon to use."""
        self = self._at_home()
        members = self._ref("wallet").coupon_ids.partner_id.filtered(lambda member: member.member_card_id)
        with_next = members.filtered("member_next_tier_id") or members
        member = max(with_next, key=lambda member: (member.member_tier_id.rank, member.member_purchase_count))
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": member.name,
                "login": "member",
                "password": "member",
                "partner_id": member.id,
                "company_id": self.env.company.id,
                "company_ids": [Command.set(self.env.company.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.env["loyalty.card"].create(
            {
                "program_id": self._ref("coupon_birthday").id,
                "partner_id": member.id,
                "points": 1,
                "expiration_date": fields.Date.add(self.env.company._member_today(), days=30),
            }
        )

    @api.model
    def _fill_office(self):
        """What a manager decides on: the rules that the handbook tells are those of afterwards."""
        self = self._at_home()
        Office(self.env, self._ref("user_manager"), self._ref("program"), self._ref("tier_gold")).work()

    @api.model
    def _publish_handbook(self):
        """The shop's rules, as they are when all of them are there."""
        Handbook, company = self._at_home().env["member.handbook"], self.env.ref("base.main_company")
        if not Handbook._newest(company):
            draft = Handbook._draft(company)
            draft.intro = self.env._("Thank you for shopping with us. This is what members get, and what we ask for.")
            draft.action_publish()
