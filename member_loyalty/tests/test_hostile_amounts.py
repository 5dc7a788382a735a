from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MemberCase


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

    def pay(self, data, amount):
        data["payment_ids"][0][2]["amount"] = amount
        return {**data, "amount_paid": amount}

    def test_a_line_counts_for_what_it_is(self):
        for values in (
            {"price_subtotal": 10_000, "price_subtotal_incl": 10_000},
            {"price_subtotal_incl": 40.02},
            {"price_subtotal": 4_000},
            {"qty": 100},
            {"price_unit": 0.01},
            {"discount": 50},
        ):
            with self.subTest(values=values):
                self.refused(self.forged(values), "Cream|fully paid")

    def test_the_total_is_that_of_the_lines(self):
        self.refused(self.pay(self.forged(amount_total=1), 1), "add up to")

    def test_the_total_is_paid(self):
        for paid in (0, 1, -100, 39.98, 40.02):
            with self.subTest(paid=paid):
                self.refused(self.pay(self.forged(), paid), "(is|fully) paid")

    def test_offline_is_no_excuse(self):
        line = {"price_subtotal": 10_000, "price_subtotal_incl": 10_000}
        self.refused(self.forged(line, member_offline=True), "Cream|fully paid")
        self.refused(self.pay(self.forged(member_offline=True), 1), "(is|fully) paid")

    def test_a_top_up_is_paid(self):
        wallet = self.new_wallet()
        data = self.till_order(self.ada, [(self.top_up, 1)])
        for paid in (0, 1, -100):
            with self.subTest(paid=paid), self.assertRaises(UserError), self.env.cr.savepoint():
                self.sync(self.pay(data, paid))
        self.assertFalse(self.env["loyalty.card"].search([("program_id", "=", wallet.id)]).points)

    def test_what_a_line_brings_along_sets_no_amount(self):
        line = {
            "price_subtotal": 10_000,
            "price_subtotal_incl": 10_000,
            "extra_tax_data": {"manual_total_excluded_currency": 10_000, "price_unit": 10_000},
        }
        self.refused(self.pay(self.forged(line, amount_total=10_000), 10_000), "Cream")

    def test_honest_orders_with_taxes(self):
        """Both ways of rounding, prices with and without tax, two taxes on a line, discounts and cents."""
        for method in ("round_per_line", "round_globally"):
            for included in ("tax_included", "tax_excluded"):
                with self.subTest(method=method, included=included):
                    self.env.company.tax_calculation_rounding_method = method
                    taxes = self.env["account.tax"].create(
                        [
                            {"name": f"{method} {rate} {included}", "amount": rate, "price_include_override": included}
                            for rate in (7, 21)
                        ]
                    )
                    before = self.points(self.ada)
                    self.assertEqual(self.honest(taxes).state, "paid")
                    self.assertGreater(self.points(self.ada), before)
        self.assert_ledger_holds()

    def honest(self, taxes):
        """Sent as the till's twin of core's arithmetic counts it."""
        lines = [
            {
                "product": self.soap,
                "quantity": quantity,
                "price_unit": price,
                "discount": discount,
                "tax_ids": [Command.set(taxes[:count].ids)],
            }
            for quantity, price, discount, count in (
                (3, 21.53, 0, 1),
                (1, 0.07, 0, 2),
                (0.333, 9.99, 12.5, 2),
                (7, 3.33, 5, 1),
            )
        ]
        data = self.till_order(self.ada, lines)
        order = self.env["pos.order"].new(
            {**{name: data[name] for name in ("session_id", "partner_id")}, "company_id": self.env.company.id}
        )
        values = [line for _command, _id, line in data["lines"]]
        order.lines = self.env["pos.order.line"].concat(
            *(
                self.env["pos.order.line"].new(
                    {name: line[name] for name in ("product_id", "qty", "price_unit", "discount", "tax_ids")}
                )
                for line in values
            )
        )
        counted = list(order._member_counted_amounts().values())
        for line, (untaxed, total) in zip(values, counted, strict=True):
            line.update({"price_subtotal": round(untaxed, 2), "price_subtotal_incl": round(total, 2)})
        total = round(sum(total for _untaxed, total in counted), 2)
        return self.sync(self.pay({**data, "amount_total": total}, total))[0]
