from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import PHONES, MemberCase


class MerchandiseCase(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member()

    def line(self, product, amount, quantity=1, **values):
        return {
            "product": product,
            "quantity": quantity,
            "price_unit": amount,
            "price_subtotal": amount * quantity,
            "price_subtotal_incl": amount * quantity,
            **values,
        }

    def purchase(self, order):
        return self.env["member.purchase"].search([("pos_order_id", "=", order.id)])

    def only_for(self, product):
        """The program's rule takes this product alone."""
        self.program.rule_ids.product_ids = product


@tagged("post_install", "-at_install")
class TestHostileTip(MerchandiseCase):
    """A tip is no merchandise: it earns nothing, isn't paid with points, and is no part of a purchase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tip = cls.create_product("Tips", cls.categ_basic, 1.0)
        cls.config.tip_product_id = cls.tip

    def test_it_earns_nothing_and_lifts_no_tier(self):
        order = self.sell(self.ada, (self.cream, 4), (self.soap, 3), self.line(self.tip, 10))
        self.assertEqual(order.amount_total, 200)
        self.assertEqual(self.points(self.ada), 190)
        self.assertEqual(self.ada.member_tier_id, self.classic)
        purchase = self.purchase(order)
        self.assertEqual((purchase.amount_net, purchase.amount_gross), (190, 190))
        self.assertEqual(purchase.line_ids.product_id, self.cream | self.soap)

    def test_it_is_no_piece_and_no_minimum(self):
        self.program.rule_ids.write({"reward_point_mode": "order", "minimum_qty": 2})
        self.sell(self.ada, (self.cream, 1), self.line(self.tip, 10))
        self.assertEqual(self.points(self.ada), 0)

    def test_a_tip_given_back_takes_no_points(self):
        order = self.sell(self.ada, (self.cream, 1), self.line(self.tip, 10))
        back = self.refund(order, (order.lines.filtered(lambda line: line.product_id == self.tip), 1))
        self.assertEqual(self.points(self.ada), 40)
        self.assertFalse(self.purchase(back).amount_gross)
        self.refund(order, (order.lines.filtered(lambda line: line.product_id == self.cream), 1))
        self.assertEqual(self.points(self.ada), 0)

    def test_what_a_wallet_paid_comes_back_with_the_goods(self):
        wallet = self.new_wallet()
        self.sell(self.ada, self.top_up_line(100))
        card = self.env["loyalty.card"]._member_card(self.ada, wallet)
        order = self.sell(self.ada, (self.cream, 1), self.line(self.tip, 40), self.wallet_line(card, 20))
        cream = order.lines.filtered(lambda line: line.product_id == self.cream)
        paid = order.lines.filtered("is_reward_line")
        goods = self.line(self.cream, 40, -1, refunded_orderline_id=cream.id)
        with self.assertRaisesRegex(UserError, "must go back there"), self.env.cr.savepoint():
            self.sell(self.ada, goods, self.line(paid.product_id, -10, -1, refunded_orderline_id=paid.id))
        self.sell(self.ada, goods, self.line(paid.product_id, -20, -1, refunded_orderline_id=paid.id))
        self.assertEqual(card.points, 100)

    def test_rules_that_have_changed_since(self):
        """A return takes back by what the goods cost, when no rule brings anything any more: the tip isn't in it."""
        order = self.sell(self.ada, (self.cream, 1), self.line(self.tip, 40))
        self.program.rule_ids.minimum_amount = 1000
        self.refund(order, (order.lines.filtered(lambda line: line.product_id == self.cream), 1))
        self.assertEqual(self.points(self.ada), 0)

    def claiming(self, *lines):
        return self.sell(self.ada, *lines, self.reward_line(self.loaded(self.ada, 500)))

    def test_points_pay_no_tip(self):
        with self.assertRaisesRegex(UserError, "can't pay a tip"):
            self.claiming(self.line(self.tip, 10))

    def test_points_pay_goods_beside_a_tip(self):
        order = self.claiming((self.soap, 1), self.line(self.tip, 10))
        self.assertEqual(order.amount_total, 15)

    def test_points_pay_no_share_of_a_tip(self):
        self.program.member_redeem_share = 50
        with self.assertRaisesRegex(UserError, "at most"):
            self.claiming(self.line(self.soap, 8), self.line(self.tip, 100))

    def test_a_wallet_pays_no_tip(self):
        wallet = self.new_wallet()
        self.sell(self.ada, self.top_up_line(100))
        card = self.env["loyalty.card"]._member_card(self.ada, wallet)
        with self.assertRaisesRegex(UserError, "can't pay a tip"), self.env.cr.savepoint():
            self.sell(self.ada, (self.soap, 1), self.line(self.tip, 10), self.wallet_line(card, 20))
        self.sell(self.ada, (self.soap, 1), self.line(self.tip, 10), self.wallet_line(card, 10))
        self.assertEqual(card.points, 90)

    def test_nobody_becomes_a_member_by_a_tip(self):
        self.env["member.enrolment.rule"].create(
            {"name": "Good customers", "how": "automatic", "kind": "single", "amount": 50}
        )
        self.company.member_consent_required = False
        ben = self.env["res.partner"].create({"name": "Ben", "phone": PHONES[1]})
        self.sell(ben, (self.cream, 1), self.line(self.tip, 10))
        self.assertFalse(ben.member_number)
        self.sell(ben, (self.cream, 1), (self.soap, 1))
        self.assertTrue(ben.member_number)


@tagged("post_install", "-at_install")
class TestHostileOrderDiscount(MerchandiseCase):
    """The line of the button *Discount* is no piece of anything, and lowers all goods."""

    def setUp(self):
        super().setUp()
        # pos_discount, which has the button, need not be here: what its setting would say.
        product = self.create_product("Discount", self.categ_basic, 0)
        self.discount = product
        self.patch(type(self.env["pos.config"]), "_member_discount_product", lambda _till: product)
        self.patch(type(self.env["member.purchase"]), "_discount_product", lambda _model: SQL("%s", product.id))

    def test_it_is_no_piece(self):
        self.program.rule_ids.write({"reward_point_mode": "unit", "minimum_qty": 2})
        self.sell(self.ada, (self.cream, 1), self.line(self.discount, -4))
        self.assertEqual(self.points(self.ada), 0)
        self.sell(self.ada, (self.cream, 2), self.line(self.discount, -8))
        self.assertEqual(self.points(self.ada), 2)

    def test_it_lowers_what_a_rule_is_limited_to(self):
        self.only_for(self.cream)
        order = self.sell(self.ada, (self.cream, 1), (self.soap, 4), self.line(self.discount, -40))
        self.assertEqual(self.points(self.ada), 20)
        purchase = self.purchase(order)
        self.assertEqual(purchase.amount_gross, 40)
        amounts = {line.product_id: (line.amount_net, line.amount_gross) for line in purchase.line_ids}
        self.assertEqual(amounts, {self.cream: (20, 20), self.soap: (20, 20)})

    def test_before_discounts_it_is_not_seen(self):
        self.program.member_basis_discounts = "before"
        self.sell(self.ada, (self.cream, 1), self.line(self.discount, -4))
        self.assertEqual(self.points(self.ada), 40)

    def test_what_comes_back_takes_back_what_it_earned(self):
        """The till counts the discount of a return again, on a line that returns no other."""
        self.only_for(self.cream)
        order = self.sell(self.ada, (self.cream, 2), (self.soap, 4), self.line(self.discount, -60))
        self.assertEqual(self.points(self.ada), 40)
        cream, _soap, _discount = order.lines
        back = self.sell(
            self.ada, self.line(self.cream, 40, -1, refunded_orderline_id=cream.id), self.line(self.discount, 20)
        )
        self.assertEqual(self.points(self.ada), 20)
        self.assertEqual(self.purchase(back).amount_gross, -20)
        self.assertEqual(self.purchase(back).line_ids.amount_gross, -20)

    def test_what_a_wallet_paid_comes_back_with_its_part(self):
        """Half of the goods, half of what was paid for them: the discount is no part of the goods."""
        wallet = self.new_wallet()
        self.sell(self.ada, self.top_up_line(100))
        card = self.env["loyalty.card"]._member_card(self.ada, wallet)
        order = self.sell(self.ada, (self.cream, 2), self.line(self.discount, -40), self.wallet_line(card, 20))
        cream = order.lines.filtered(lambda line: line.product_id == self.cream)
        paid = order.lines.filtered("is_reward_line")
        back = self.sell(
            self.ada,
            self.line(self.cream, 40, -1, refunded_orderline_id=cream.id),
            self.line(self.discount, 20),
            self.line(paid.product_id, -10, -1, refunded_orderline_id=paid.id),
        )
        self.assertEqual((back.amount_total, card.points), (-10, 90))

    def test_all_of_it_at_once(self):
        order = self.sell(self.ada, (self.cream, 1), self.line(self.discount, -40))
        self.assertEqual(self.points(self.ada), 0)
        self.assertEqual(self.purchase(order).line_ids.amount_gross, 0)

    def test_rewards_and_tips_bear_no_part(self):
        self.config.tip_product_id = self.create_product("Tips", self.categ_basic, 1.0)
        tip = self.line(self.config.tip_product_id, 100)
        order = self.sell(self.ada, (self.cream, 1), (self.soap, 1), tip, self.line(self.discount, -10))
        self.assertEqual(self.points(self.ada), 40)
        self.assertEqual(sorted(self.purchase(order).line_ids.mapped("amount_gross")), [8, 32])


@tagged("post_install", "-at_install")
class TestHostileGift(MerchandiseCase):
    """Whichever of several products is free earns nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tag = cls.env["product.tag"].create({"name": "Gifts"})
        (cls.cream | cls.soap).product_tag_ids = tag
        cls.program.reward_ids = [
            (0, 0, {"reward_type": "product", "reward_product_tag_id": tag.id, "required_points": 50})
        ]
        cls.gift = cls.program.reward_ids.filtered(lambda reward: reward.reward_type == "product")
        cls.first, cls.second = cls.gift.reward_product_ids
        cls.card = cls.loaded(cls.ada, 50)

    def sell_with_gift(self, *lines, given):
        price = given.lst_price
        line = {
            **self.reward_line(self.card, discount=price, points_cost=50),
            "reward_id": self.gift.id,
            "product": self.gift.discount_line_product_id,
        }
        return self.sell(self.ada, *lines, {**line, "member_gift_product_id": given.id})

    def test_the_second_product(self):
        self.only_for(self.second)
        self.sell_with_gift((self.first, 1), (self.second, 1), given=self.second)
        self.assertEqual(self.points(self.ada), 0)

    def test_the_first_product(self):
        self.only_for(self.second)
        self.sell_with_gift((self.first, 1), (self.second, 1), given=self.first)
        self.assertEqual(self.points(self.ada), self.second.lst_price)

    def test_a_product_that_is_not_in_the_order(self):
        """What was given for free was sold: said otherwise, it is the one that was."""
        self.only_for(self.second)
        order = self.sell_with_gift((self.second, 1), given=self.second)
        self.assertEqual(self.points(self.ada), 0)
        reward = order.lines.filtered("reward_id")
        for said in (self.first, self.tip_like(), self.env["product.product"]):
            reward.member_gift_product_id = said
            self.assertEqual(reward._member_gift(), self.second)

    def tip_like(self):
        return self.create_product("No gift at all", self.categ_basic, 5)


@tagged("post_install", "-at_install")
class TestHostileFixedTax(MerchandiseCase):
    """What has no price may have a tax, a deposit: it is paid, and part of the purchase."""

    def test_a_product_without_a_price(self):
        bottle = self.create_product("Bottle", self.categ_basic, 0)
        bottle.taxes_id = self.env["account.tax"].create(
            {"name": "Deposit", "amount_type": "fixed", "amount": 0.25, "company_id": self.company.id}
        )
        order = self.sell(self.ada, (self.soap, 1), self.line(bottle, 0, 2, price_subtotal_incl=0.5, price_subtotal=0))
        purchase = self.purchase(order)
        self.assertEqual((purchase.amount_net, purchase.amount_gross), (10, 10.5))
        self.assertEqual(self.points(self.ada), 10.5)
        line = order.lines.filtered(lambda line: line.product_id == bottle)
        back = self.sell(
            self.ada,
            self.line(bottle, 0, -2, price_subtotal_incl=-0.5, price_subtotal=0, refunded_orderline_id=line.id),
        )
        self.assertEqual(self.purchase(back).amount_gross, -0.5)
