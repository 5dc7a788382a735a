import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MemberCase
from .common_till import COMBO, counted, order_line, paid, rung_up

METHODS = ("round_per_line", "round_globally")
MODES = ("tax_included", "tax_excluded")


@tagged("post_install", "-at_install")
class TestHostileAmounts(MemberCase):
    """A browser that lies about amounts: nothing is earned, paid in or bought with what wasn't paid for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member()

    def refused(self, data, words):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.sync(data)
        self.assertFalse(self.env["pos.order"].search([("uuid", "=", data["uuid"])]))
        self.assertEqual(self.points(self.ada), 0)

    def forged(self, line=None, **values):
        """An order of one cream for 40, with other values on its line or on itself."""
        data = self.till_order(self.ada, [(self.cream, 1)])
        data["lines"][0][2].update(line or {})
        return {**data, **values}

    def test_a_line_counts_for_what_it_is(self):
        for values in (
            {"price_subtotal": 10_000, "price_subtotal_incl": 10_000},
            {"price_subtotal_incl": 40.02},
            {"price_subtotal": 4_000},
            {"qty": 100},
            {"qty": 0},
            {"price_unit": 0.01},
            {"discount": 50},
        ):
            with self.subTest(values=values):
                self.refused(self.forged(values), "Cream")

    def test_the_total_is_that_of_the_lines(self):
        for total in (1, 39.98, 40.02, -40):
            with self.subTest(total=total):
                self.refused(paid(self.forged(amount_total=total), total), "add up to")

    def test_the_total_is_paid(self):
        for amount in (0, 1, -100, 39.98, 40.02):
            with self.subTest(paid=amount):
                self.refused(paid(self.forged(), amount), "(is|fully) paid")

    def test_the_tax_is_that_of_the_lines(self):
        tax = self.new_taxes("tax_excluded", 10)
        for sent in (0, 4000, -4, 4):
            with self.subTest(sent=sent):
                data = rung_up(self, self.ada, [order_line(self.cream, 40, tax)])
                order = self.sync({**data, "amount_tax": sent})[0]
                self.assertEqual((order.amount_total, order.amount_tax), (44, 4))

    def test_what_one_line_has_too_much_another_has_too_little(self):
        """The total is right, and paid."""
        lines = [order_line(self.cream, 10), order_line(self.soap, -5, quantity=1)]
        data = rung_up(self, self.ada, lines)
        for (_command, _id, line), amount in zip(data["lines"], (1000, -995), strict=True):
            line.update({"price_subtotal": amount, "price_subtotal_incl": amount})
        self.refused(data, "Cream")

    def test_a_top_up_is_paid(self):
        wallet = self.new_wallet()
        data = self.till_order(self.ada, [(self.top_up, 1)])
        for total in (0, 1, -50, -100):
            with self.subTest(paid=total), self.assertRaises(UserError), self.env.cr.savepoint():
                self.sync(paid(data, total))
            with self.subTest(total=total), self.assertRaises(UserError), self.env.cr.savepoint():
                self.sync(paid({**data, "amount_total": total}, total))
        self.env.invalidate_all()
        self.assertFalse(self.env["loyalty.card"].search([("program_id", "=", wallet.id)]).points)

    def test_what_a_line_brings_along_sets_no_amount(self):
        tax = self.new_taxes("tax_excluded", 10)
        manual = {str(tax.id): {"tax_amount_currency": 1000, "base_amount_currency": 10_000}}
        extra = {
            "currency_id": self.env.company.currency_id.id,
            "price_unit": 40,
            "quantity": 1,
            "discount": 0,
            "manual_total_excluded_currency": 10_000,
            "manual_tax_amounts": manual,
        }
        data = rung_up(self, self.ada, [order_line(self.cream, 40, tax, extra_tax_data=extra)])
        self.assertEqual(data["lines"][0][2]["price_subtotal"], 10_000)
        self.refused(data, "Cream")

    # ── Offline ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_offline_counts_as_the_server_counts(self):
        """Sold already, so it is accepted and flagged."""
        line = {"price_subtotal": 10_000, "price_subtotal_incl": 10_000}
        order = self.sync(self.forged(line, member_offline=True))[0]
        self.assertIn("Cream", order.member_flag)
        self.assertEqual((self.points(self.ada), order.lines.price_subtotal_incl), (40, 40))
        purchase = self.env["member.purchase"].search([("pos_order_id", "=", order.id)])
        self.assertEqual(purchase.amount_gross, 40)

    def test_taxes_that_changed_while_a_till_was_offline(self):
        tax = self.new_taxes("tax_excluded", 10)
        data = rung_up(self, self.ada, [order_line(self.cream, 40, tax)], member_offline=True)
        tax.amount = 5
        order = self.sync(data)[0]
        self.assertIn("Cream", order.member_flag)
        self.assertEqual(self.points(self.ada), 42)

    def test_offline_is_no_way_to_what_was_not_paid(self):
        line = {"price_subtotal": 1, "price_subtotal_incl": 1}
        for data in (
            paid(self.forged(amount_total=1, member_offline=True), 1),
            paid(self.forged(line, amount_total=1, member_offline=True), 1),
        ):
            self.refused(data, "is paid")

    # ── What a till sends by itself ───────────────────────────────────────────────────────────────────────────

    def new_taxes(self, mode, *rates, **values):
        # No two taxes have one name.
        so_far = self.env["account.tax"].search_count([])
        return self.env["account.tax"].create(
            [
                {
                    "name": f"{rate} {so_far + place}",
                    "amount": rate,
                    "price_include_override": mode,
                    "sequence": place,
                    **values,
                }
                for place, rate in enumerate(rates)
            ]
        )

    def each_rounding(self):
        for method in METHODS:
            for mode in MODES:
                with self.subTest(method=method, mode=mode):
                    self.env.company.tax_calculation_rounding_method = method
                    yield mode

    def accepted(self, lines, **values):
        """Send the order, and take it back by a refund of all."""
        order = self.sync(rung_up(self, self.ada, lines, **values))[0]
        self.assertFalse(order.member_flag)
        back = [
            {
                **line,
                "qty": -line["qty"],
                "refunded_orderline_id": sold.id,
            }
            for line, sold in zip(lines, order.lines, strict=True)
        ]
        refund = self.sync(rung_up(self, self.ada, back))[0]
        self.assertFalse(refund.member_flag)
        self.assertEqual((self.points(self.ada), refund.amount_total), (0, -order.amount_total))

    def test_two_taxes_discounts_and_cents(self):
        for mode in self.each_rounding():
            taxes = self.new_taxes(mode, 7, 21)
            self.accepted(
                [
                    order_line(self.soap, price, taxes[:count], quantity, discount)
                    for quantity, price, discount, count in (
                        *((3, 21.53, 0, 1), (1, 0.07, 0, 2), (0.33, 9.99, 12.5, 2), (7, 3.33, 5, 1), (1, 12, 0, 0)),
                    )
                ]
            )

    def test_taxes_on_taxes_fixed_and_grouped(self):
        for mode in self.each_rounding():
            on_top = self.new_taxes(mode, 5, 8, include_base_amount=True)
            fixed = self.new_taxes(mode, 0.35, amount_type="fixed")
            inside = self.new_taxes(mode, 9, amount_type="division")
            grouped = self.env["account.tax"].create(
                {
                    "name": f"Group of {fixed.name}",
                    "amount_type": "group",
                    "children_tax_ids": self.new_taxes(mode, 3, 4).ids,
                }
            )
            self.accepted(
                [
                    order_line(self.soap, 19.99, on_top, 3),
                    order_line(self.soap, 4.45, fixed, 3),
                    order_line(self.soap, 8.11, inside, 2),
                    order_line(self.soap, 8.11, grouped, 2, 10),
                ]
            )

    def test_a_reward_and_a_wallet_on_two_taxes(self):
        wallet = self.new_wallet()
        card = self.loaded(self.ada, 1000, wallet)
        for mode in self.each_rounding():
            taxes = self.new_taxes(mode, 7, 21)
            goods = [order_line(self.soap, 33.33, taxes[0], 3), order_line(self.cream, 17.77, taxes[1], 1)]
            reward = self.wallet_line(card, 20.01, code=f"{mode} {self.env.company.tax_calculation_rounding_method}")
            names = ("is_reward_line", "reward_id", "coupon_id", "reward_identifier_code", "points_cost")
            line = order_line(reward["product"], -20.01, **{name: reward[name] for name in names})
            order = self.sync(rung_up(self, self.ada, [*goods, line]))[0]
            self.assertFalse(order.member_flag)
        self.assertEqual(card.points, 1000 - 4 * 20.01)

    def test_a_combo(self):
        combo = self.env["product.combo"].create(
            {
                "name": "Set",
                "company_id": self.soap.company_id.id,
                "combo_item_ids": [(0, 0, {"product_id": one.id}) for one in self.soap | self.cream],
            }
        )
        parent = self.env["product.product"].create(
            {**COMBO, "lst_price": 10, "combo_ids": combo.ids, "company_id": combo.company_id.id}
        )
        for mode in self.each_rounding():
            tax = self.new_taxes(mode, 21)
            data = rung_up(
                self,
                self.ada,
                [
                    order_line(parent, 0, quantity=2, uuid=f"parent {mode} {random.random()}"),
                    order_line(self.soap, 10 / 3, tax, 2),
                    order_line(self.cream, 20 / 3, tax, 2),
                ],
            )
            self.assertFalse(self.sync(data)[0].member_flag)

    def test_a_fiscal_position(self):
        for mode in self.each_rounding():
            taxes = self.new_taxes(mode, 21, 7)
            position = self.env["account.fiscal.position"].create({"name": f"Elsewhere {mode}"})
            taxes[1].write({"fiscal_position_ids": position.ids, "original_tax_ids": taxes[0].ids})
            lines = [order_line(self.soap, 33.33, taxes[1], 3)]
            data = rung_up(self, self.ada, lines, fiscal_position_id=position.id)
            # The till sends a product's own taxes, and counts with those of the fiscal position.
            data["lines"][0][2]["tax_ids"] = [(6, 0, taxes[0].ids)]
            data["fiscal_position_id"] = position.id
            self.assertFalse(self.sync(data)[0].member_flag)

    def test_any_order_of_a_till(self):
        """Drawn: up to 40 lines, sold and returned, with up to three taxes each."""
        draw = random.Random(13)
        for mode in self.each_rounding():
            taxes = self.new_taxes(mode, 7, 21, 5.5) | self.new_taxes(mode, 0.05, amount_type="fixed")
            for _number in range(60):
                lines = [
                    order_line(
                        draw.choice((self.soap, self.cream)),
                        draw.choice((-1, 1, 1, 1)) * draw.randint(1, 9999) / draw.choice((100, 300)),
                        draw.sample(list(taxes), draw.randint(0, 3)),
                        draw.choice((1, 1, 2, 3, 0.33, 12)),
                        draw.choice((0, 0, 0, 10, 33.3)),
                    )
                    for _line in range(draw.randint(1, 40))
                ]
                self.assertFalse(self.checked(lines))

    def checked(self, lines):
        amounts, order_amounts = counted(self.env, lines)
        order = self.env["pos.order"].new(
            {
                "session_id": self.pos_session.id,
                "config_id": self.config.id,
                "company_id": self.env.company.id,
                "partner_id": self.ada.id,
                "lines": [
                    (0, 0, {**line, **amount, "tax_ids": [(6, 0, line["tax_ids"])]})
                    for line, amount in zip(lines, amounts, strict=True)
                ],
                "amount_paid": order_amounts["amount_total"],
                **order_amounts,
            }
        )
        return order._member_check_amounts()

    # ── Before discounts ──────────────────────────────────────────────────────────────────────────────────────

    def test_a_price_typed_high_and_discounted_earns_what_the_pricelist_says(self):
        self.program.member_basis_discounts = "before"
        self.sync(rung_up(self, self.ada, [order_line(self.cream, 1_000_000, discount=99.99)]))
        # Paid 100, listed 40.
        self.assertEqual(self.points(self.ada), 100)
        self.sync(rung_up(self, self.ada, [order_line(self.cream, 40, discount=50)]))
        self.assertEqual(self.points(self.ada), 140)
        self.sync(rung_up(self, self.ada, [order_line(self.cream, 50, discount=50)]))
        self.assertEqual(self.points(self.ada), 180)

    def test_by_the_pricelist_of_the_till(self):
        """Not by whichever dear one the browser names."""
        self.program.member_basis_discounts = "before"
        dear = self.env["product.pricelist"].create(
            {"name": "Dear", "item_ids": [(0, 0, {"compute_price": "fixed", "fixed_price": 1_000_000})]}
        )
        line = order_line(self.cream, 1_000_000, discount=99.99)
        self.sync(rung_up(self, self.ada, [line], pricelist_id=dear.id))
        self.assertEqual(self.points(self.ada), 100)
