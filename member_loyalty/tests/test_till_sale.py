from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestSale(MemberCase):
    def test_sale_earns_in_the_same_transaction(self):
        member = self.new_member()
        order = self.sell(member, (self.cream, 2), (self.soap, 1))
        entry = order.member_entry_ids
        self.assertEqual((entry.kind, entry.amount, entry.balance), ("earn", 90.0, 90.0))
        self.assertEqual(self.points(member), 90.0)
        self.assert_ledger_holds()

    def test_replayed_order_changes_nothing(self):
        member = self.new_member()
        data = self.till_order(member, [(self.cream, 1)])
        orders = {self.sync(dict(data))[0] for _replay in range(5)}
        self.assertEqual(len(orders), 1)
        self.assertEqual(self.points(member), 40.0)
        self.assertEqual(self.env["member.purchase"].search_count([("partner_id", "=", member.id)]), 1)
        orders.pop()._member_settle()
        self.assertEqual(self.points(member), 40.0)
        self.assert_ledger_holds()

    def test_draft_earns_when_it_is_paid(self):
        member = self.new_member()
        data = self.till_order(member, [(self.cream, 1)])
        draft = {**data, "state": "draft", "payment_ids": []}
        order, _result = self.sync(draft)
        self.assertFalse(order.member_entry_ids)
        self.assertEqual(self.points(member), 0)

    def test_second_call_only_reports(self):
        member = self.new_member()
        order = self.sell(member, (self.cream, 1))
        answer = order.with_user(self.cashier).confirm_coupon_programs(
            {"-3": {"points": 9999, "program_id": self.program.id, "coupon_id": -3, "partner_id": member.id}}
        )
        (update,) = answer["coupon_updates"]
        self.assertEqual((update["old_id"], update["points"]), (-3, 40.0))
        self.assertEqual(self.points(member), 40.0)
        self.assertEqual(order.member_entry_ids.card_id.history_ids.mapped("issued"), [40.0])

    def test_balances_come_back_with_the_order(self):
        member = self.new_member()
        _order, result = self.sync(self.till_order(member, [(self.cream, 6)]))
        self.assertEqual([card["points"] for card in result["loyalty.card"]], [240.0])
        self.assertEqual(result["res.partner"][0]["member_tier_id"], self.silver.id)
        summary = result["pos.order"][0]["member_summary"]
        self.assertEqual((summary["tier"], summary["welcome"]["tier"]), ("Silver", "Silver"))
        self.assertEqual(summary["programs"][0]["earned"], 240.0)

    def test_receipt_printed_again_says_what_the_first_one_said(self):
        member = self.new_member()
        # One transaction has one clock: put the enrollment before the sales.
        self.env.cr.execute("UPDATE member_tier_change SET date = date - interval '1 hour'")
        first = self.sell(member, (self.soap, 1))
        upgraded = self.sell(member, (self.cream, 12), (self.cream, 1))
        self.sell(member, (self.cream, 12))
        self.assertEqual(member.member_tier_id, self.gold)
        self.assertEqual([order.member_summary["tier"] for order in first | upgraded], ["Classic", "Silver"])
        self.assertEqual([bool(order.member_summary["welcome"]) for order in first | upgraded], [False, True])
        self.assertEqual(first.member_summary["programs"][0]["balance"], 10.0)

    def test_receipts_of_many_orders_cost_no_more_queries(self):
        member = self.new_member()
        orders = self.sell(member, (self.soap, 1)) | self.sell(member, (self.cream, 9))
        other = self.new_member("Bea", PHONES[1])
        more = orders | self.sell(other, (self.cream, 9)) | self.sell(other, (self.soap, 1))

        def queries(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("member_summary")
            return self.env.cr.sql_log_count - before

        queries(more)
        self.assertLessEqual(queries(more), queries(orders))

    def test_programme_of_other_prices_gives_nothing(self):
        member = self.new_member()
        self.program.pricelist_ids = self.env["product.pricelist"].create({"name": "Wholesale"})
        self.sell(member, (self.soap, 1))
        self.assertEqual(self.points(member), 0)

    def test_order_made_before_the_programme_ended_earns_when_it_arrives(self):
        member = self.new_member()
        self.program.date_to = "2026-01-31"
        self.sell(member, (self.soap, 1), date_order="2026-01-31 12:00:00")
        self.assertEqual(self.points(member), 10.0)
        self.sell(member, (self.soap, 1), date_order="2026-02-01 12:00:00")
        self.assertEqual(self.points(member), 10.0)

    def test_tier_multiplies_from_the_next_sale_on(self):
        member = self.new_member()
        self.sell(member, (self.cream, 5))
        self.assertEqual(member.member_tier_id, self.silver)
        self.assertEqual(self.points(member), 200.0)
        self.sell(member, (self.soap, 1))
        self.assertEqual(self.points(member), 215.0)

    def test_reward_is_priced_by_the_server(self):
        member = self.new_member()
        self.sell(member, (self.cream, 3))
        card = self.env["loyalty.card"].search([("partner_id", "=", member.id)])
        self.sell(member, (self.soap, 1), self.reward_line(card, points_cost=1))
        entries = self.env["member.ledger.entry"].search([("card_id", "=", card.id)], order="id")
        self.assertEqual(entries.mapped("amount"), [120.0, -100.0, 10.0])
        self.assertEqual(self.points(member), 30.0)
        self.assertEqual(entries.mapped("left"), [20.0, 0.0, 10.0])
        self.assert_ledger_holds()

    def test_rules_take_products_by_category(self):
        member = self.new_member()
        care = self.env["product.category"].create({"name": "Care"})
        self.cream.categ_id = care
        self.program.rule_ids.write({"product_category_id": care.id, "reward_point_mode": "unit"})
        self.sell(member, (self.cream, 3), (self.soap, 5))
        self.assertEqual(self.points(member), 3.0)

    def test_what_the_programme_gives_for_free_earns_nothing(self):
        member = self.new_member()
        self.sell(member, (self.cream, 3))
        self.program.reward_ids = [
            (0, 0, {"reward_type": "product", "reward_product_id": self.soap.id, "required_points": 50})
        ]
        free = self.program.reward_ids.filtered(lambda reward: reward.reward_type == "product")
        card = self.env["loyalty.card"].search([("partner_id", "=", member.id)])
        line = {**self.reward_line(card, discount=10.0), "reward_id": free.id, "product": free.discount_line_product_id}
        order = self.sell(member, (self.cream, 1), (self.soap, 1), line)
        self.assertEqual(order.member_entry_ids.sorted("id").mapped("amount"), [-50.0, 40.0])

    def test_debt_is_repaid_by_later_earning(self):
        member = self.new_member()
        card = self.env["loyalty.card"]._member_card(member, self.program)
        self.program.member_offline_limit = 100
        self.sell(member, (self.soap, 3), self.reward_line(card), member_offline=True)
        self.assertEqual(self.points(member), -70.0)
        self.sell(member, (self.cream, 2))
        self.assertEqual(self.points(member), 10.0)
        self.assert_ledger_holds()

    def test_customer_who_is_no_member_earns_nothing(self):
        customer = self.env["res.partner"].create({"name": "Passer-by", "phone": PHONES[9]})
        order = self.sell(customer, (self.cream, 1))
        self.assertFalse(order.member_entry_ids)
        self.assertFalse(self.env["loyalty.card"].search([("partner_id", "=", customer.id)]))
        self.assertEqual(self.env["member.purchase"].search([("pos_order_id", "=", order.id)]).partner_id, customer)

    def test_anonymous_sale_is_a_fact_too(self):
        order = self.sell(None, (self.cream, 1))
        purchase = self.env["member.purchase"].search([("pos_order_id", "=", order.id)])
        self.assertEqual((purchase.amount_net, purchase.partner_id.id, len(purchase.line_ids)), (40.0, False, 1))

    def test_facts_stand_on_the_stores_own_day(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        order = self.sell(None, (self.cream, 1), date_order="2026-03-01 20:00:00")
        purchase = self.env["member.purchase"].search([("pos_order_id", "=", order.id)])
        self.assertEqual(str(purchase.date), "2026-03-01 20:00:00")
        self.assertEqual(str(purchase.local_date), "2026-03-02")

    def test_prepaid_and_paying_with_it_are_no_purchase(self):
        self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "trigger": "auto",
                "applies_on": "future",
                "trigger_product_ids": [(6, 0, self.soap.ids)],
                "rule_ids": [(0, 0, {"reward_point_mode": "money", "product_ids": [(6, 0, self.soap.ids)]})],
            }
        )
        order = self.sell(None, (self.cream, 1), (self.soap, 5))
        purchase = self.env["member.purchase"].search([("pos_order_id", "=", order.id)])
        self.assertEqual(purchase.amount_net, 40.0)
        self.assertEqual(purchase.line_ids.product_id, self.cream)
