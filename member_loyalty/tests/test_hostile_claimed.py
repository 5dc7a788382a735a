import random
from itertools import count

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_points import PointsCase
from .common_till import claim_lines, order_line, rung_up
from .test_hostile_amounts import METHODS, MODES


@tagged("post_install", "-at_install")
class TestHostileClaimed(PointsCase):
    """A member pays what the till showed, however many taxes the reward is parted by; and what the sale would refuse is
    refused before it is paid."""

    given = 1_000_000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reward.write({"discount_mode": "per_point", "discount": 0.1, "required_points": 1})
        cls.codes = count()

    def each_rounding(self):
        for method in METHODS:
            for mode in MODES:
                with self.subTest(method=method, mode=mode):
                    self.env.company.tax_calculation_rounding_method = method
                    rates = (7, 21, 5.5)
                    yield self.env["account.tax"].create(
                        [
                            {"name": f"{method} {mode} {rate}", "amount": rate, "price_include_override": mode}
                            for rate in rates
                        ]
                    )

    def claimed(self, goods, points):
        return [*goods, *claim_lines(self.env, self.reward, goods, points, f"code {next(self.codes)}")]

    def charged(self, order):
        return [-entry.amount for entry in order.member_entry_ids if entry.kind == "redeem"]

    def test_what_was_claimed_is_charged(self):
        """With a step of ten, a hundredth more or less would be refused, after the customer has paid."""
        self.program.member_redeem_multiple = 10
        for taxes in self.each_rounding():
            goods = [order_line(self.cream, 17.77, taxes[0]), order_line(self.soap, 33.33, taxes[1], 3)]
            goods.append(order_line(self.soap, 0.99, taxes[1:], 2))
            for points in (10, 50, 130, 200, 770):
                lines = self.claimed(goods, points)
                self.assertFalse(self.asked(lines), points)
                order = self.sync(rung_up(self, self.ada, lines))[0]
                self.assertEqual(self.charged(order), [points])
        self.assert_ledger_holds()

    def test_any_bill(self):
        """Drawn: what any claim on two or three taxes is charged."""
        draw = random.Random(7)
        for taxes in self.each_rounding():
            for _number in range(150):
                goods = [
                    order_line(self.soap, draw.randint(1, 9999) / 100, draw.choice(taxes), draw.choice((1, 2, 3)))
                    for _line in range(draw.randint(2, 9))
                ]
                points = draw.randint(1, 100)
                lines = self.claimed(goods, points)
                said = sum(line.get("points_cost", 0) for line in lines)
                order = self.config._member_order_in_hand(self.ada, self.in_hand(lines))
                [movement] = order._member_spent(self.card)
                self.assertAlmostEqual(-float(movement["amount"]), max(said, 1), 2)
                self.assertFalse(order._member_reward_problems(self.card))

    def test_fixed_taxes(self):
        """A discount leaves them, so that the lines are worth less than the points."""
        for taxes in self.each_rounding():
            fixed = taxes.create({"name": f"Fixed {taxes[0].name}", "amount_type": "fixed", "amount": 0.35})
            goods = [order_line(self.soap, 9.45, fixed, 3), order_line(self.cream, 33.33, taxes[1])]
            order = self.sync(rung_up(self, self.ada, self.claimed(goods, 200)))[0]
            self.assertEqual(self.charged(order), [200])

    def test_more_than_was_claimed_is_charged_as_much(self):
        """No till sends that: the lines count, as far as rounding can't explain it."""
        for off, claimed, cost in ((20, 0, 200), (20, 100, 200), (20, 199.9, 199.9), (20, 5000, 200), (20, -50, 200)):
            line = order_line(
                self.reward.discount_line_product_id,
                -off,
                reward_id=self.reward.id,
                is_reward_line=True,
                reward_identifier_code=f"code {next(self.codes)}",
                points_cost=claimed,
            )
            order = self.sync(rung_up(self, self.ada, [order_line(self.cream, 40), line]))[0]
            self.assertEqual(self.charged(order), [cost], claimed)

    def test_many_lines_of_a_cent_buy_no_more_rounding(self):
        """The tolerance is that of the taxes there are, not of the lines that are sent."""
        lines = [
            order_line(
                self.reward.discount_line_product_id,
                -0.01,
                reward_id=self.reward.id,
                is_reward_line=True,
                reward_identifier_code="many",
                points_cost=0,
            )
            for _line in range(100)
        ]
        order = self.sync(rung_up(self, self.ada, [order_line(self.cream, 40), *lines]))[0]
        self.assertEqual(self.charged(order), [10])

    def test_returned_in_parts(self):
        """Together they give back what was charged, whatever the lines were rounded to."""
        for taxes in self.each_rounding():
            goods = [order_line(self.cream, 17.77, taxes[0], 2), order_line(self.soap, 33.33, taxes[1], 2)]
            order = self.sync(rung_up(self, self.ada, self.claimed(goods, 200)))[0]
            before = self.card.points
            for _half in range(2):
                back = [
                    {
                        **order_line(line.product_id, line.price_unit / (2 if line.reward_id else 1), line.tax_ids),
                        "qty": -1,
                        "refunded_orderline_id": line.id,
                    }
                    for line in order.lines
                ]
                self.sync(rung_up(self, self.ada, back))
            restored = self.env["member.ledger.entry"].search(
                [("kind", "=", "restore"), ("reverses_id", "in", order.member_entry_ids.ids)]
            )
            self.assertEqual(sum(restored.mapped("amount")), 200)
            self.assertAlmostEqual(restored[0].amount, 100, delta=0.3)
            earned = sum(entry.amount for entry in order.member_entry_ids if entry.kind == "earn")
            self.assertAlmostEqual(self.card.points, before + 200 - earned, 2)
        self.assert_ledger_holds()

    def test_a_wallet_whose_line_is_taxed(self):
        """The till parts the amount into price and tax, and what both make may be a cent off."""
        wallet = self.new_wallet()
        self.loaded(self.ada, 1000, wallet)
        reward = wallet.reward_ids
        for taxes in self.each_rounding():
            for amount in (20, 33.33, 0.07):
                one = taxes[1]._get_tax_details(-amount, 1, special_mode="total_included", product=self.soap)
                price = (
                    -amount
                    if one["taxes_data"][0]["price_include"] and taxes[1].price_include
                    else one["total_excluded"]
                )
                line = order_line(
                    reward.discount_line_product_id,
                    price,
                    taxes[1],
                    reward_id=reward.id,
                    is_reward_line=True,
                    reward_identifier_code=f"wallet {next(self.codes)}",
                    points_cost=amount,
                )
                order = self.sync(rung_up(self, self.ada, [order_line(self.cream, 400, taxes[0]), line]))[0]
                self.assertEqual(self.charged(order), [amount])

    # ── Before it is paid ─────────────────────────────────────────────────────────────────────────────────────

    def in_hand(self, lines):
        """As getMemberOrderInHand of the till sends it."""
        data = rung_up(self, self.ada, lines)
        values = [
            {**line, "tax_ids": sent["tax_ids"]} for (_c, _i, line), sent in zip(data["lines"], lines, strict=True)
        ]
        return {"pricelist_id": self.config.pricelist_id.id, "fiscal_position_id": False, "lines": values}

    def asked(self, lines):
        """:return: what the till is told at *Payment*"""
        spent = sum(line.get("points_cost", 0) for line in lines)
        till = self.config.with_user(self.cashier)
        return till.check_spending(self.ada.id, {str(self.program.id): spent}, {}, self.in_hand(lines))["message"]

    def refused(self, lines, words):
        self.assertRegex(self.asked(lines) or "", words)
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.sync(rung_up(self, self.ada, lines))
        self.env.invalidate_all()

    def test_conditions_are_named_before_it_is_paid(self):
        lines = self.claimed([order_line(self.cream, 40)], 200)
        self.assertFalse(self.asked(lines))
        for values, words in (
            ({"member_redeem_minimum": 201}, "minimum redemption is 201"),
            ({"member_redeem_multiple": 150}, "redemption step is 150"),
            ({"member_redeem_share": 49}, "at most 49"),
            ({"member_redeem_period_ids": [(0, 0, {"date_to": "2020-01-31"})]}, "can't be redeemed today"),
        ):
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                self.program.write(values)
                self.refused(lines, words)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_free_product_and_a_fixed_reward(self):
        self.program.member_redeem_minimum = 60
        fixed, free = self.env["loyalty.reward"].create(
            [
                {
                    "program_id": self.program.id,
                    "reward_type": "discount",
                    "discount_mode": "per_order",
                    "discount": 5,
                    "required_points": 50,
                },
                {
                    "program_id": self.program.id,
                    "reward_type": "product",
                    "reward_product_id": self.soap.id,
                    "required_points": 50,
                },
            ]
        )
        goods = [order_line(self.cream, 40), order_line(self.soap, 10, quantity=2)]
        self.refused([*goods, *claim_lines(self.env, fixed, goods, 0, "fixed")], "minimum redemption is 60")
        gift = order_line(
            free.discount_line_product_id,
            -10,
            quantity=1,
            reward_id=free.id,
            is_reward_line=True,
            reward_identifier_code="free",
            points_cost=50,
        )
        self.refused([*goods, gift], "minimum redemption is 60")
        twice = [*goods, {**gift, "qty": 2, "points_cost": 100}]
        self.assertFalse(self.asked(twice))
        self.assertEqual(self.charged(self.sync(rung_up(self, self.ada, twice))[0]), [100])

    def test_a_share_of_a_bill_of_many_rounded_lines(self):
        self.program.member_redeem_share = 50
        draw = random.Random(3)
        for taxes in self.each_rounding():
            goods = [order_line(self.soap, draw.randint(1, 999) / 300, draw.choice(taxes)) for _line in range(30)]
            total = rung_up(self, self.ada, goods)["amount_total"]
            lines = self.claimed(goods, int(total * 50) / 10)
            self.assertFalse(self.asked(lines))
            self.assertFalse(self.sync(rung_up(self, self.ada, lines))[0].member_flag)

    def test_short(self):
        self.refused(self.claimed([order_line(self.cream, 400_000)], 2_000_000), "has a balance of")
