from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestHostilePaid(MemberCase):
    """An order is settled wherever it becomes paid, once, and for the customer that it has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member()
        cls.bea = cls.new_member("Bea", PHONES[1])
        cls.visitor = cls.env["res.partner"].create({"name": "Visitor"})
        cls.office = cls.new_users(office="point_of_sale.group_pos_manager,base.group_partner_manager")
        cls.orders = cls.env["pos.order"].with_user(cls.cashier)

    def values(self, partner, *lines, **values):
        """Of an order that a cashier's own program makes, past the till."""
        data = self.till_order(partner, list(lines or [(self.cream, 1)]), **values)
        return {"state": "paid", **{name: value for name, value in data.items() if name != "name"}}

    def draft(self, partner, *lines):
        return self.orders.create({**self.values(partner, *lines), "state": "draft"})

    def purchases(self, order):
        return self.env["member.purchase"].search([("pos_order_id", "in", order.ids)])

    def assert_settled(self, order, points=40, partner=None):
        """Once: earned, recorded, and shown by core's own screens."""
        partner = partner or self.ada
        self.env.invalidate_all()
        order = order.sudo()
        self.assertEqual(order.member_entry_ids.mapped("amount"), [points])
        self.assertEqual((order.member_entry_ids.partner_id, self.points(partner)), (partner, points))
        self.assertEqual(self.purchases(order).mapped("partner_id"), partner)
        self.assertEqual(len(self.purchases(order)), 1)
        history = [("order_model", "=", "pos.order"), ("order_id", "=", order.id)]
        self.assertEqual(self.env["loyalty.history"].search(history).mapped("issued"), [points])
        self.assert_ledger_holds()

    # ── Every way to be paid ──────────────────────────────────────────────────────────────────────────────────

    def test_made_paid(self):
        self.assert_settled(self.orders.create(self.values(self.ada)))

    def test_made_paid_by_the_till(self):
        """It is paid from the start, and whole only with its payments."""
        self.assert_settled(self.sell(self.ada, (self.cream, 1), state="paid"))

    def test_several_made_paid_at_once(self):
        orders = self.orders.create([self.values(self.ada), self.values(self.ada), self.values(None)])
        self.assertEqual(self.points(self.ada), 80)
        self.assertEqual(self.purchases(orders[0] | orders[1]).partner_id, self.ada)
        self.assertEqual(len(self.purchases(orders[2])), 1, "a sale to nobody is a fact, too")

    def test_written_paid(self):
        for state in ("paid", "done"):
            with self.subTest(state=state), self.env.cr.savepoint() as savepoint:
                order = self.draft(self.ada)
                self.assertFalse(self.purchases(order))
                order.write({"state": state})
                self.assert_settled(order)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_core_says_that_it_is_paid(self):
        """As the self-order kiosk does with its payment providers."""
        order = self.draft(self.ada)
        order.action_pos_order_paid()
        self.assert_settled(order)

    def test_paid_in_the_office(self):
        order = self.draft(self.ada)
        order.payment_ids.unlink()
        order.amount_paid = 0
        payment = self.env["pos.make.payment"].with_user(self.office).with_context(active_id=order.id)
        payment.create({"payment_method_id": self.config.payment_method_ids[:1].id, "amount": 40}).check()
        self.assertEqual(order.state, "paid")
        self.assert_settled(order)

    def test_invoiced_before_it_is_paid(self):
        order = self.draft(self.ada)
        order.sudo().action_pos_order_invoice()
        self.assert_settled(order)

    def test_what_comes_later_adds_nothing(self):
        order = self.sell(self.ada, (self.cream, 1))
        order.write({"state": "paid"})
        order.action_pos_order_paid()
        order.sudo().action_pos_order_invoice()
        order.write({"state": "done"})
        self.sync(self.till_order(self.ada, [(self.cream, 1)], uuid=order.uuid))
        self.assert_settled(order)

    def test_a_parked_order_is_settled_when_it_is_paid(self):
        data = self.till_order(self.ada, [(self.cream, 1)])
        order = self.sync({**data, "lines": [*data["lines"]], "state": "draft", "payment_ids": []})[0]
        self.assertFalse(order.member_entry_ids)
        self.orders.sync_from_ui([{**data, "lines": [], "access_token": order.access_token}])
        self.assert_settled(order)

    def test_nobody_keeps_an_order_from_being_settled(self):
        for context in ({"member_not_whole": True}, {"member_from_till": False}):
            with self.subTest(context), self.env.cr.savepoint() as savepoint:
                self.assert_settled(self.orders.with_context(**context).create(self.values(self.ada)))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_past_the_till_the_same_is_refused(self):
        card = self.env["loyalty.card"]._member_card(self.ada, self.program)
        claiming = self.values(self.ada, (self.cream, 1), self.reward_line(card))
        for make_paid in (
            lambda: self.orders.create(claiming),
            lambda: self.orders.with_context(member_from_till=False).create(claiming),
            lambda: self.orders.create({**claiming, "state": "draft"}).write({"state": "done"}),
            lambda: self.orders.create({**claiming, "state": "draft"}).action_pos_order_paid(),
        ):
            with self.assertRaisesRegex(UserError, "has a balance of 0"), self.env.cr.savepoint():
                make_paid()
        self.assertEqual(card.points, 0)

    def test_what_a_provider_was_paid_is_taken_and_flagged(self):
        """The money is there: core's pages for online payments act as superuser."""
        card = self.env["loyalty.card"]._member_card(self.ada, self.program)
        order = self.draft(self.ada, (self.cream, 1), self.reward_line(card)).sudo()
        order.action_pos_order_paid()
        self.assertIn("has a balance of 0", order.member_flag)

    # ── A customer who is named later ─────────────────────────────────────────────────────────────────────────

    def name_as(self, order, partner):
        order.with_user(self.cashier).write({"partner_id": partner.id})

    def test_named_later_they_earn(self):
        """By *Invoice* or *Edit Payment*: both write the customer."""
        order = self.sell(None, (self.cream, 5))
        self.assertFalse(self.points(self.ada))
        self.name_as(order, self.ada)
        self.assert_settled(order, 200)
        self.assertEqual(self.ada.member_tier_id, self.silver, "the purchase counts for the tier, too")
        self.assertIn("Ada became the customer after the payment.", order.message_ids[:1].body)
        self.name_as(order, self.ada)
        order.sudo().action_pos_order_invoice()
        self.assert_settled(order, 200)

    def test_named_later_in_a_selection_of_orders(self):
        """*Create Invoices* names those that have no customer."""
        orders = (
            self.sell(None, (self.cream, 1)) | self.sell(None, (self.soap, 1)) | self.sell(self.ada, (self.soap, 1))
        )
        orders.with_user(self.office).write({"partner_id": self.ada.id})
        self.assertEqual(self.points(self.ada), 60)
        self.assertEqual(self.purchases(orders).partner_id, self.ada)

    def test_named_later_by_a_rule_they_join(self):
        self.company.member_consent_required = False
        self.env["member.enrolment.rule"].create(
            {"name": "Whoever buys", "kind": "single", "how": "automatic", "amount": 30}
        )
        order = self.sell(None, (self.cream, 1))
        self.name_as(order, self.visitor)
        self.assertTrue(self.visitor.member_number)
        self.assert_settled(order, partner=self.visitor)

    def test_what_came_back_before_is_taken_back(self):
        order = self.sell(None, (self.cream, 2))
        back = self.refund(order, (order.lines, 1))
        self.name_as(order, self.ada)
        self.assertEqual(back.partner_id, self.ada)
        self.assertEqual(self.points(self.ada), 40)
        self.assertEqual(self.purchases(back).partner_id, self.ada)
        self.assertEqual(sum(self.purchases(order | back).mapped("amount_net")), 40)
        self.assert_ledger_holds()

    def test_what_somebody_else_brought_back_is_taken_back(self):
        order = self.sell(None, (self.cream, 2))
        data = self.till_order(
            self.bea,
            [{"product": self.cream, "quantity": -1, "refunded_orderline_id": order.lines.id}],
            is_refund=True,
        )
        back = self.sync(data)[0]
        self.name_as(order, self.ada)
        self.assertEqual((back.partner_id, self.points(self.ada), self.points(self.bea)), (self.bea, 40, 0))

    def test_named_later_they_are_refused_what_the_till_refuses(self):
        """A reward that was sold offline to nobody isn't theirs by a name."""
        self.program.member_offline_limit = 100
        card = self.env["loyalty.card"]._member_card(self.ada, self.program)
        order = self.sell(None, (self.cream, 1), self.reward_line(card), member_offline=True)
        self.assertTrue(order.member_flag)
        order.sudo().member_offline = False
        with self.assertRaisesRegex(UserError, "has a balance of 0"), self.env.cr.savepoint():
            self.name_as(order, self.ada)

    # ── A customer who is changed later ───────────────────────────────────────────────────────────────────────

    def test_a_member_is_not_changed(self):
        order = self.sell(self.ada, (self.cream, 1))
        for user in (self.cashier, self.office, self.env.user):
            for partner in (self.bea, self.visitor, self.env["res.partner"]):
                with (
                    self.subTest(user=user.login, partner=partner.name),
                    self.assertRaisesRegex(UserError, "was settled for Ada"),
                    self.env.cr.savepoint(),
                ):
                    order.with_user(user).write({"partner_id": partner.id})
        self.assert_settled(order)
        self.assertFalse(self.points(self.bea))

    def test_nor_among_others(self):
        orders = self.sell(None, (self.cream, 1)) | self.sell(self.ada, (self.cream, 1))
        with self.assertRaisesRegex(UserError, "was settled for Ada"), self.env.cr.savepoint():
            self.name_as(orders, self.bea)
        self.assertFalse(self.points(self.bea))

    def test_nor_one_who_has_left_or_whose_order_earned_nothing(self):
        left = self.sell(self.ada, (self.cream, 1))
        self.ada.sudo()._member_leave("wish")
        self.program.active = False
        nothing = self.sell(self.bea, (self.cream, 1))
        for order, name in ((left, "Ada"), (nothing, "Bea")):
            with self.assertRaisesRegex(UserError, f"was settled for {name}"), self.env.cr.savepoint():
                self.name_as(order, self.visitor)

    def test_who_is_no_member_gives_way(self):
        order = self.sell(self.visitor, (self.cream, 1))
        self.assertEqual(self.purchases(order).partner_id, self.visitor)
        self.name_as(order, self.ada)
        self.assert_settled(order)

    def test_drafts_change_their_customer_as_often_as_one_likes(self):
        order = self.draft(self.ada)
        for partner in (self.bea, self.env["res.partner"], self.ada):
            self.name_as(order, partner)
        order.action_pos_order_paid()
        self.assert_settled(order)

    def test_an_order_is_corrected_by_returning_it(self):
        """The way out that the message names."""
        order = self.sell(self.ada, (self.cream, 1))
        self.refund(order, (order.lines, 1))
        self.assert_settled(self.sell(self.bea, (self.cream, 1)), partner=self.bea)
        self.assertEqual(self.points(self.ada), 0)

    def test_other_values_of_a_paid_order_are_free(self):
        order = self.sell(self.ada, (self.cream, 1))
        order.with_user(self.cashier).write({"partner_id": self.ada.id, "general_customer_note": "Thanks"})
        order.write({"lines": [Command.update(order.lines.id, {"customer_note": "Fragile"})]})
        self.assert_settled(order)
