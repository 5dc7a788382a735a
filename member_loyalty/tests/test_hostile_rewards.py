from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_points import PointsCase
from .common_till import COMBO, claim_lines, order_line, rung_up


@tagged("post_install", "-at_install")
class TestHostileRewards(PointsCase):
    """A reward takes off what it is, whatever lines a browser sends for it, online or offline."""

    given = 1000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create({"name": "21", "amount": 21, "price_include_override": "tax_excluded"})

    def new_reward(self, **values):
        return self.env["loyalty.reward"].create({"program_id": self.program.id, "required_points": 100, **values})

    def line(self, reward, price_unit, quantity=1, taxes=(), code="code", **values):
        return order_line(
            reward.discount_line_product_id,
            price_unit,
            taxes,
            quantity,
            is_reward_line=True,
            reward_id=reward.id,
            reward_identifier_code=code,
            points_cost=100,
            **values,
        )

    def goods(self):
        return [order_line(self.cream, 40, quantity=3), order_line(self.soap, 10, quantity=2)]

    def refused(self, lines, words="takes off"):
        """Neither online nor offline, where it would only be flagged."""
        self.program.member_offline_limit = 10_000
        for values in ({}, {"member_offline": True}):
            data = rung_up(self, self.ada, lines, **values)
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self.sync(data)
            self.env.invalidate_all()
            self.assertEqual(self.card.points, 1000)
            self.assertFalse(self.env["pos.order"].search([("uuid", "=", data["uuid"])]))

    def test_what_is_sold_is_no_reward(self):
        reward = self.new_reward(reward_type="discount", discount_mode="per_order", discount=5)
        goods = order_line(self.cream, 40, is_reward_line=True, reward_id=reward.id, reward_identifier_code="code")
        self.refused([*self.goods(), goods], "isn't what the reward")
        self.refused([*self.goods(), {**goods, "price_unit": -5}], "isn't what the reward")

    def sold(self, lines, cost):
        """What a till sends by itself."""
        with self.env.cr.savepoint() as savepoint:
            order = self.sync(rung_up(self, self.ada, lines))[0]
            self.assertFalse(order.member_flag)
            self.assertEqual([-e.amount for e in order.member_entry_ids if e.kind == "redeem"], [cost])
            savepoint.rollback()
        self.env.invalidate_all()

    def test_an_amount(self):
        for taken in (95, 5.06, 50):
            self.refused([*self.goods(), self.line(self.reward, -taken)])
        self.refused([*self.goods(), self.line(self.reward, -4.9, 20)])
        self.refused([*self.goods(), self.line(self.reward, -5, taxes=self.tax)])
        self.refused([*self.goods(), self.line(self.reward, 5, -19)])
        goods = self.goods()
        self.sold([*goods, *claim_lines(self.env, self.reward, goods, 0, "code")], 100)

    def test_two_claims_share_no_charge(self):
        """One charge for two rewards, or for the same twice."""
        other = self.new_reward(reward_type="discount", discount_mode="per_order", discount=90, required_points=900)
        self.refused([*self.goods(), self.line(self.reward, -5), self.line(other, -90)], "can't be claimed as one")
        self.refused([*self.goods(), self.line(self.reward, -5), self.line(self.reward, -5)])
        no_code = [{**self.line(one, -5), "reward_identifier_code": False} for one in (self.reward, other)]
        self.refused([*self.goods(), *no_code], "can't be claimed as one")
        lines = [*self.goods(), self.line(self.reward, -5, code="one"), self.line(self.reward, -5, code="two")]
        order = self.sync(rung_up(self, self.ada, lines))[0]
        self.assertEqual([-e.amount for e in order.member_entry_ids if e.kind == "redeem"], [100, 100])

    def test_a_percentage(self):
        tenth = self.new_reward(reward_type="discount", discount_mode="percent", discount=10)
        self.refused([*self.goods(), self.line(tenth, -14.2)])
        self.sold([*self.goods(), self.line(tenth, -14)], 100)
        tenth.discount_max_amount = 12
        self.refused([*self.goods(), self.line(tenth, -14)])
        self.sold([*self.goods(), self.line(tenth, -12)], 100)

    def test_of_some_products_only(self):
        half = self.new_reward(
            reward_type="discount",
            discount_mode="percent",
            discount=50,
            discount_applicability="specific",
            discount_product_ids=self.soap.ids,
        )
        self.refused([*self.goods(), self.line(half, -70)])
        self.refused([order_line(self.cream, 40), self.line(half, -5)])
        self.sold([*self.goods(), self.line(half, -10)], 100)

    def test_of_the_cheapest(self):
        half = self.new_reward(
            reward_type="discount", discount_mode="percent", discount=50, discount_applicability="cheapest"
        )
        self.refused([*self.goods(), self.line(half, -20)])
        self.sold([*self.goods(), self.line(half, -5)], 100)
        # The till counts the price without taxes, and taxes what it takes off.
        goods = [order_line(self.cream, 40, self.tax), order_line(self.soap, 10, self.tax)]
        self.sold([*goods, self.line(half, -5, taxes=self.tax)], 100)

    def test_a_free_product(self):
        free = self.new_reward(reward_type="product", reward_product_id=self.soap.id)
        self.refused([*self.goods(), self.line(free, -95)])
        self.refused([*self.goods(), self.line(free, -10_000, 0.01)])
        self.refused([*self.goods(), self.line(free, -10), self.line(free, 10, -1)])
        self.refused([*self.goods(), self.line(free, -10, taxes=self.tax)])
        self.sold([*self.goods(), self.line(free, -10)], 100)
        self.sold([*self.goods(), self.line(free, -10, 2)], 200)
        # As dear as it was sold, be it by a price that the till still has.
        self.sold([order_line(self.soap, 12), self.line(free, -12)], 100)
        # As dear as the pricelist says of one, though more are cheaper.
        self.sold([order_line(self.soap, 8, quantity=10), self.line(free, -10)], 100)

    def test_a_reward_that_takes_all_points(self):
        takes_all = {"clear_wallet": True, "required_points": 200}
        per_point = self.new_reward(reward_type="discount", discount_mode="per_point", discount=0.01, **takes_all)
        self.refused([*self.goods(), self.line(per_point, -95)])
        self.sold([*self.goods(), self.line(per_point, -10)], 1000)
        free = self.new_reward(reward_type="product", reward_product_id=self.soap.id, **takes_all)
        self.refused([*self.goods(), self.line(free, -10, 2)])
        self.sold([*self.goods(), self.line(free, -10)], 1000)

    def test_nothing_on_the_card_buys_nothing(self):
        """A reward that takes all points needs as many as it asks for."""
        takes_all = self.new_reward(reward_type="discount", discount_mode="per_order", discount=5, clear_wallet=True)
        self.env["member.ledger.entry"].sudo()._post(
            [{"key": "taken", "card_id": self.card.id, "kind": "adjust", "amount": -1000, "reason": "test"}]
        )
        with self.assertRaisesRegex(UserError, "has a balance of 0"), self.env.cr.savepoint():
            self.sync(rung_up(self, self.ada, [*self.goods(), self.line(takes_all, -5)]))

    def test_a_wallet_pays_goods_and_no_cash(self):
        """Alone or with others: what is paid out of an order would be cash for points."""
        wallet = self.new_wallet()
        card = self.loaded(self.ada, 500, wallet, bucket="bonus")
        pay = {**self.line(wallet.reward_ids, -140, code="wallet"), "points_cost": 140}
        self.refused([*self.goods(), {**pay, "price_unit": -150, "points_cost": 150}])
        self.refused([*self.goods(), pay, self.line(self.reward, -5)])
        self.sync(rung_up(self, self.ada, [*self.goods(), pay]))
        self.assertEqual(card.points, 360)

    def test_quantity_0_is_not_free(self):
        free = self.new_reward(reward_type="product", reward_product_id=self.soap.id)
        data = rung_up(self, self.ada, [*self.goods(), self.line(free, -10)])
        data["lines"][-1][2]["qty"] = 0
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.sync(data)

    def test_before_it_is_paid(self):
        lines = [*self.goods(), self.line(self.reward, -95)]
        sent = [
            {**values, "tax_ids": line["tax_ids"]}
            for (_command, _id, values), line in zip(rung_up(self, self.ada, lines)["lines"], lines, strict=True)
        ]
        till = self.config.with_user(self.cashier)
        answer = till.check_spending(self.ada.id, {str(self.program.id): 100}, {}, {"lines": sent})
        self.assertIn("takes off", answer["message"])

    def test_a_combo_of_the_goods(self):
        """Its parts are discounted as the combo is."""
        combo = self.env["product.combo"].create(
            {
                "name": "Set",
                "company_id": self.soap.company_id.id,
                "combo_item_ids": [(0, 0, {"product_id": self.soap.id})],
            }
        )
        whole = self.env["product.product"].create(
            {**COMBO, "lst_price": 20, "combo_ids": combo.ids, "company_id": combo.company_id.id}
        )
        half = self.new_reward(
            reward_type="discount",
            discount_mode="percent",
            discount=50,
            discount_applicability="specific",
            discount_product_ids=whole.ids,
        )
        lines = [order_line(whole, 0, uuid="whole"), order_line(self.soap, 20, uuid="part"), self.line(half, -10)]
        data = rung_up(self, self.ada, lines)
        data["relations_uuid_mapping"] = {"pos.order.line": {"part": {"combo_parent_id": "whole"}}}
        self.assertFalse(self.sync(data)[0].member_flag)
        in_hand = [
            {**values, "tax_ids": [], "combo_parent": parent}
            for (_command, _id, values), parent in zip(data["lines"], (-1, 0, -1), strict=True)
        ]
        till = self.config.with_user(self.cashier)
        answer = till.check_spending(self.ada.id, {str(self.program.id): 100}, {}, {"lines": in_hand})
        self.assertFalse(answer["message"])
