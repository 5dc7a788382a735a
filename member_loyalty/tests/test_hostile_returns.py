from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PHONES
from .common_topup import TopupCase


class ReturnsCase(TopupCase):
    """Ada's wallet has 100, and paid for two creams of 40."""

    def setUp(self):
        super().setUp()
        self.top_up_by(100)
        self.sold = self.sell(self.member, (self.cream, 2), self.wallet_line(self.card, 80))
        self.goods, self.share = self.sold.lines.sorted("is_reward_line")

    def back(self, line, quantity=1, price=None):
        """A line that returns a part of another."""
        price = line.price_unit if price is None else price
        return {
            "product": line.product_id,
            "quantity": -quantity,
            "refunded_orderline_id": line.id,
            "price_unit": price,
            "price_subtotal": -quantity * price,
            "price_subtotal_incl": -quantity * price,
        }

    def return_these(self, *lines, partner=None, **values):
        partner = self.member if partner is None else partner
        return self.sell(partner, *lines, is_refund=True, **values)

    def assert_refused(self, words, *lines, **values):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.return_these(*lines, **values)
        self.env.invalidate_all()

    def in_office(self, order):
        """*Return Products*."""
        return self.env["pos.order"].with_user(self.manager).browse(order.refund()["res_id"])

    def pay(self, refund):
        wizard = self.env["pos.make.payment"].with_user(self.manager).with_context(active_id=refund.id)
        cash = self.config.payment_method_ids.filtered(lambda method: method.type == "cash")[:1]
        wizard.create({"payment_method_id": cash.id}).check()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestHostileReturns(ReturnsCase):
    """Goods that come back: money, points and purchase come back with them, as they went, whoever makes the return."""

    # ── The share that a wallet or points paid ────────────────────────────────────────────────────────────────

    def test_goods_come_back_with_what_paid_for_them(self):
        words = "must go back there"
        self.assert_refused(words, self.back(self.goods))
        self.assert_refused(words, self.back(self.goods), self.back(self.share, price=-39))
        self.assert_refused(words, self.back(self.goods), partner=self.new_member("Bea", PHONES[1]))
        self.assert_refused(words, self.back(self.goods), partner=self.env["res.partner"])
        self.assertEqual(self.card.points, 20)
        first = self.return_these(self.back(self.goods), self.back(self.share, price=-40))
        self.assertEqual((first.member_flag, first.amount_total, self.card.points), (False, 0, 60))
        self.assert_refused(words, self.back(self.goods))
        self.return_these(self.back(self.goods), self.back(self.share, price=-40))
        self.assertEqual(self.card.points, 100)
        self.assert_ledger_holds()

    def test_a_line_returns_what_it_names(self):
        """Under another line a top-up would be paid out and stay in the wallet, and goods would keep their points."""
        topped_up = self.env["pos.order.line"].search([("product_id", "=", self.top_up.id)], limit=1)
        other = self.sell(self.member, (self.soap, 1)).lines
        before = self.card.points
        for line in (
            {**self.back(topped_up), "refunded_orderline_id": other.id},
            {**self.back(topped_up), "refunded_orderline_id": self.goods.id},
            {**self.back(self.goods), "refunded_orderline_id": other.id},
            {**self.back(other), "refunded_orderline_id": self.share.id},
            {**self.back(other, quantity=-1), "refunded_orderline_id": self.share.id},
            self.back(other, quantity=-1),
        ):
            for offline in (False, True):
                with self.subTest(line=line, offline=offline):
                    self.assert_refused("doesn't return what order", line, member_offline=offline)
        self.assertEqual(self.card.points, before)
        self.assert_ledger_holds()

    def test_offline_it_is_flagged(self):
        order = self.return_these(self.back(self.goods), member_offline=True)
        self.assertIn("must go back there", order.member_flag)

    def test_points_that_paid(self):
        points_card = self.env["loyalty.card"]._member_card(self.member, self.program)
        self.sell(self.member, (self.cream, 2))
        sold = self.sell(self.member, (self.cream, 1), (self.soap, 1), self.reward_line(points_card))
        self.assert_refused("must go back there", self.back(sold.lines[0]))
        self.return_these(self.back(sold.lines[0]), self.back(sold.lines[2], price=-4))
        self.return_these(self.back(sold.lines[1]), self.back(sold.lines[2], price=-1))
        self.assertEqual(points_card.points, 160)

    def test_a_tip_is_no_part_of_what_was_paid_for(self):
        tip = self.create_product("Tip", self.categ_basic, 10)
        self.config.write({"iface_tipproduct": True, "tip_product_id": tip.id})
        sold = self.sell(self.member, (self.soap, 2), (tip, 1), self.wallet_line(self.card, 20))
        goods, _tip, share = sold.lines
        self.assert_refused("must go back there", self.back(goods, 2), self.back(share, price=-13.33))
        self.return_these(self.back(goods, 2), self.back(share))
        self.assertEqual(self.card.points, 20)

    def test_what_came_back_is_no_spend(self):
        refund = self.return_these(self.back(self.goods), self.back(self.share, price=-40))
        purchase = self.env["member.purchase"].search([("pos_order_id", "=", refund.id)])
        self.assertEqual((purchase.amount_net, purchase.amount_prepaid), (-40, -40))
        self.assertEqual(self.member.member_spend, 40)

    def test_nothing_comes_back_twice(self):
        lines = self.back(self.goods, 2), self.back(self.share)
        self.return_these(*lines)
        self.assert_refused("more is returned than order", self.back(self.goods))
        self.assert_refused("more is returned than order", *lines)
        sold = self.sell(self.member, (self.soap, 1))
        twice = self.back(sold.lines), self.back(sold.lines)
        self.assert_refused("more is returned than order", *twice)
        self.assertIn("more is returned", self.return_these(*twice, member_offline=True).member_flag)

    # ── In the office ─────────────────────────────────────────────────────────────────────────────────────────

    def test_the_office_puts_the_share_back(self):
        refund = self.in_office(self.sold)
        self.assertEqual(sorted(refund.lines.mapped("price_subtotal_incl")), [-80, 80])
        self.assertFalse(refund.lines.reward_id)
        self.pay(refund)
        self.assertEqual((refund.state, refund.amount_total, refund.amount_paid), ("paid", 0, 0))
        self.assertEqual((self.card.points, self.points(self.member)), (100, 0))
        self.assert_ledger_holds()

    def test_the_office_after_the_till(self):
        self.return_these(self.back(self.goods), self.back(self.share, price=-40))
        refund = self.in_office(self.sold)
        self.assertEqual(sorted(refund.lines.mapped("price_subtotal_incl")), [-40, 40])
        self.pay(refund)
        self.assertEqual((self.card.points, self.points(self.member)), (100, 0))

    def test_the_office_leaves_the_share_out(self):
        refund = self.in_office(self.sold)
        refund.lines.filtered(lambda line: line.refunded_orderline_id == self.share).unlink()
        refund._compute_prices()
        with self.assertRaisesRegex(UserError, "must go back there"), self.env.cr.savepoint():
            self.pay(refund)
        self.env.invalidate_all()
        self.assertEqual((refund.state, self.card.points), ("draft", 20))

    def test_a_copy_is_no_sale_that_was_judged(self):
        sold = self.sell(
            self.member,
            (self.cream, 1),
            self.wallet_line(self.card, 40),
            member_offline=True,
            member_till_count={str(self.program.id): {}},
        )
        self.assertTrue(sold.member_flag and sold.member_shortage and sold.member_offline)
        refund = self.in_office(sold)
        self.assertEqual(
            (refund.member_flag, refund.member_shortage, refund.member_offline, refund.member_till_count),
            (False, 0, False, False),
        )

    def test_what_the_membership_notes_is_never_copied(self):
        models = [self.env[name] for name in self.env.registry if not name.startswith("member.")]
        copied = [
            str(field)
            for model in models
            if model._auto and not model._abstract and not model._transient
            for name, field in model._fields.items()
            if name.startswith("member_") and field.store and field.readonly and field.copy
        ]
        self.assertEqual(copied, [])
        noted = self.env["pos.order"]._fields | self.env["pos.order.line"]._fields
        self.assertFalse([name for name in noted if name.startswith("member_") and noted[name].copy])

    # ── Top-ups ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_the_office_pays_back_what_is_left(self):
        topup = self.env["member.topup"].search([("partner_id", "=", self.member.id)])
        refund = self.in_office(topup.pos_order_id)
        self.assertEqual((refund.lines.qty, refund.amount_total), (-1, -20))
        refund.lines.write({"price_unit": 100})
        refund.lines._onchange_amount_line_all()
        refund._compute_prices()
        with self.assertRaisesRegex(UserError, "is due"), self.env.cr.savepoint():
            self.pay(refund)
        self.env.invalidate_all()
        refund.lines.write({"price_unit": 20})
        refund.lines._onchange_amount_line_all()
        refund._compute_prices()
        self.pay(refund)
        self.assertEqual((refund.amount_paid, self.card.points), (-20, 0))
        with self.assertRaisesRegex(UserError, "has no balance left"), self.env.cr.savepoint():
            self.in_office(topup.pos_order_id.with_context(twice=True))
        self.assert_ledger_holds()

    def test_a_used_up_top_up(self):
        topup = self.env["member.topup"].search([("partner_id", "=", self.member.id)])
        self.sell(self.member, (self.cream, 1), self.wallet_line(self.card, 20))
        with self.assertRaisesRegex(UserError, "has no balance left"), self.env.cr.savepoint():
            self.in_office(topup.pos_order_id)

    def test_two_lines_of_one_top_up(self):
        topup = self.env["member.topup"].search([("partner_id", "=", self.member.id)])
        line = self.back(topup.pos_order_line_id, price=20)
        self.assert_refused("can't be refunded here", line, line)
        self.assertEqual(self.card.points, 20)
        order = self.return_these(line, line, member_offline=True)
        self.assertIn("can't be refunded here", order.member_flag)
        self.assertEqual(sum(order.member_entry_ids.mapped("amount")), -20)

    def test_a_top_up_whose_member_has_left(self):
        topup = self.env["member.topup"].search([("partner_id", "=", self.member.id)])
        self.sell(self.member, (self.cream, 1), self.wallet_line(self.card, 20))
        self.member.sudo()._member_leave("wish")
        self.assert_refused("due|can't be refunded", self.back(topup.pos_order_line_id, price=20))

    # ── Combos ────────────────────────────────────────────────────────────────────────────────────────────────

    def sell_combo(self):
        """A set of a cream for 30 and a soap for 10."""
        combo = self.create_product("Set", self.categ_basic, 0)
        parts = [
            {"product": product, "quantity": 1, "price_unit": price, "price_subtotal": price}
            for product, price in ((combo, 0), (self.cream, 30), (self.soap, 10))
        ]
        uuids = [self.create_random_uid() for _part in parts]
        for part, uuid in zip(parts, uuids, strict=True):
            part |= {"price_subtotal_incl": part["price_subtotal"], "uuid": uuid}
        data = self.till_order(self.member, parts)
        data["relations_uuid_mapping"] = {"pos.order.line": {uuid: {"combo_parent_id": uuids[0]} for uuid in uuids[1:]}}
        before = self.points(self.member)
        order = self.sync(data)[0]
        self.assertEqual(order.lines.combo_parent_id.product_id, combo)
        self.assertEqual(self.points(self.member) - before, 40)
        return order

    def test_the_office_takes_a_combo_back(self):
        before = self.points(self.member)
        sold = self.sell_combo()
        refund = self.in_office(sold)
        self.assertEqual(refund.lines.combo_parent_id, refund.lines.filtered("combo_line_ids"))
        self.assertEqual(refund.lines.combo_parent_id.order_id, refund)
        self.pay(refund)
        self.assertEqual(self.points(self.member), before)

    def test_a_part_of_a_combo(self):
        before = self.points(self.member)
        sold = self.sell_combo()
        cream = sold.lines.filtered(lambda line: line.product_id == self.cream)
        self.return_these(self.back(cream))
        self.assertEqual(self.points(self.member), before + 10)
        self.return_these(*(self.back(line) for line in sold.lines - cream))
        self.assertEqual(self.points(self.member), before)

    # ── What refunds are weighed by ───────────────────────────────────────────────────────────────────────────

    def test_lines_of_a_settled_order_stay(self):
        lines = self.goods.with_user(self.cashier)
        edits = [
            {"price_subtotal_incl": 1},
            {"price_subtotal": 1},
            {"qty": 200},
            {"discount": 99},
            {"product_id": self.soap.id},
            {"refunded_orderline_id": self.share.id},
            {"reward_id": self.reward.id},
        ]
        for values in edits:
            with (
                self.subTest(values),
                self.assertRaisesRegex(UserError, "its lines can't be edited"),
                self.env.cr.savepoint(),
            ):
                lines.write(values)
        for sold in (False, self.share.id):
            with self.assertRaisesRegex(UserError, "its lines can't be edited"), self.env.cr.savepoint():
                lines.create(
                    {
                        "order_id": self.sold.id,
                        "product_id": self.soap.id,
                        "price_subtotal": 900,
                        "price_subtotal_incl": 900,
                        "refunded_orderline_id": sold,
                    }
                )
        lines.write({"customer_note": "Thanks"})

    # ── Credit notes ──────────────────────────────────────────────────────────────────────────────────────────

    def test_a_credit_note_of_accounting_is_told(self):
        sold = self.sell(self.member, (self.cream, 1), to_invoice=True)
        before = self.points(self.member)
        note = sold.account_move._reverse_moves([{}])
        note.action_post()
        told = self.member.activity_ids.filtered(lambda activity: "Credit note" in activity.summary)
        self.assertIn(note.name, told.summary)
        self.assertEqual(self.points(self.member), before)
        note.button_draft()
        note.action_post()
        self.assertEqual(len(self.member.activity_ids.filtered(lambda one: "Credit note" in one.summary)), 1)

    def test_a_credit_note_of_a_return_is_not(self):
        sold = self.sell(self.member, (self.cream, 1), to_invoice=True)
        refund = self.return_these(self.back(sold.lines), to_invoice=True)
        self.assertEqual(refund.account_move.move_type, "out_refund")
        self.assertFalse(self.member.activity_ids)


@tagged("post_install", "-at_install")
class TestHostileReturnsWithoutOrder(ReturnsCase):
    """The +/- key instead of *Refund*: it costs the customer's points what the goods would earn."""

    def without_order(self, *lines, **values):
        return self.sell(self.member, *((product, -quantity) for product, quantity in lines), **values)

    def test_points_and_spend_go(self):
        before, spend = self.points(self.member), self.member.member_spend
        self.sell(self.member, (self.cream, 2))
        order = self.without_order((self.cream, 2))
        self.assertEqual([entry.kind for entry in order.member_entry_ids], ["clawback"])
        self.assertEqual((self.points(self.member), self.member.member_spend), (before, spend))
        order._member_settle()
        self.assertEqual(self.points(self.member), before)
        self.assert_ledger_holds()

    def test_points_by_order_and_minimum_go(self):
        self.program.rule_ids = [
            (0, 0, {"reward_point_mode": "order", "reward_point_amount": 5, "minimum_qty": 1}),
            (0, 0, {"reward_point_mode": "unit", "reward_point_amount": 3, "minimum_qty": 2}),
        ]
        before = self.points(self.member)
        self.sell(self.member, (self.soap, 2))
        self.assertEqual(self.points(self.member), before + 20 + 5 + 6)
        self.without_order((self.soap, 2))
        self.assertEqual(self.points(self.member), before)

    def test_an_exchange_evens_out(self):
        before = self.points(self.member)
        order = self.sell(self.member, (self.cream, 1), (self.soap, -1))
        self.assertEqual(sorted(order.member_entry_ids.mapped("amount")), [-10, 40])
        self.assertEqual(self.points(self.member), before + 30)

    def test_what_was_spent_is_owed(self):
        points_card = self.env["loyalty.card"]._member_card(self.member, self.program)
        self.sell(self.member, (self.soap, 2), self.wallet_line(self.card, 20))
        self.sell(self.member, (self.soap, 1), self.reward_line(points_card))
        self.without_order((self.cream, 2))
        self.assertLess(points_card.points, 0)
        self.assert_ledger_holds()

    def test_a_referral_is_taken_back(self):
        self.env["member.referral.policy"].create(
            {
                "name": "Bring a friend",
                "company_id": self.company.id,
                "program_id": self.program.id,
                "referrer_points": 100,
                "friend_points": 50,
                "least": 20,
                "days": 30,
            }
        )
        self.config.with_user(self.cashier).enrol_member(
            {
                "name": "Bea",
                "phone": PHONES[1],
                "consent": True,
                "brought_by": self.member.member_referral_code,
            }
        )
        bea = self.env["res.partner"].search([("name", "=", "Bea")])
        referral = self.env["member.referral"].search([("friend_id", "=", bea.id)])
        before = self.points(self.member)
        self.sell(bea, (self.cream, 1))
        self.assertEqual((referral.state, self.points(self.member)), ("rewarded", before + 100))
        self.sell(bea, (self.soap, 1))
        self.sell(bea, (self.soap, -1))
        self.assertEqual(referral.state, "rewarded")
        self.sell(bea, (self.cream, -1))
        self.assertEqual((referral.state, self.points(self.member), self.points(bea)), ("undone", before, 0))
        self.assert_ledger_holds()
