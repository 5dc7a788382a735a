from odoo import fields
from odoo.tests import tagged

from ..demo import shop
from .common_demo import DemoShopCase


@tagged("post_install", "-at_install")
class TestDemoShop(DemoShopCase):
    def test_shop(self):
        self.assertEqual(len(self.members), shop.MEMBERS)
        with self.subTest("each balance is the sum of its entries"):
            self.assertEqual(self.env["member.ledger.entry"]._check_balances(), [])
        with self.subTest("a month of trading closes with the stored value equal to the account"):
            wallets = self.env["loyalty.card"].search([("program_id.program_type", "=", "ewallet")])
            months = self.env["member.value.reconciliation"].search([("closing", "!=", 0)])
            self.assertTrue(months)
            self.assertEqual(set(months.mapped("difference") + months.mapped("not_booked")), {0})
            self.assertAlmostEqual(months[0].balance, sum(wallets.mapped("points")), 2)
            moved = self.env["member.ledger.entry"].search([("card_id", "in", wallets.ids)])
            self.assertEqual(set(moved.mapped("kind")), {"top_up", "bonus", "redeem"})
        with self.subTest("the tills of the last week sold, took back and closed with what was counted"):
            sessions = self.env["pos.session"].search([("config_id.name", "like", "Cosmetics")])
            self.assertEqual(set(sessions.mapped("state")), {"closed"})
            self.assertEqual(set(sessions.mapped("cash_register_difference")), {0})
            self.assertEqual({total < 0 for total in sessions.order_ids.mapped("amount_total")}, {True, False})
            rung_up = sessions.order_ids.member_entry_ids
            self.assertLessEqual({"earn", "clawback", "redeem", "top_up", "bonus"}, set(rung_up.mapped("kind")))
        with self.subTest("every tier has members, the lowest most of them"):
            tiers = self.env["member.tier"].search([])
            counts = [self.members.filtered(lambda member, tier=tier: member.member_tier_id == tier) for tier in tiers]
            self.assertEqual([len(found) > 0 for found in counts], [True] * len(tiers))
            self.assertGreater(len(counts[0]), len(self.members) * 0.6)
        with self.subTest("reviewing again changes nothing"):
            self.assertFalse(self.members._member_review_tier())
        with self.subTest("four of five members bought nothing in six months"):
            self.assertAlmostEqual(len(self._bought_since(183)) / len(self.members), 0.2, delta=0.02)
        with self.subTest("one member in five brings four fifths of the sales"):
            spent = sorted(self._spent().values(), reverse=True)
            self.assertAlmostEqual(sum(spent[: shop.MEMBERS // 5]) / sum(spent), 0.82, delta=0.06)
        with self.subTest("a card that turns up all day long is noticed"):
            alert = self.env["member.alert"].search([("kind", "=", "card_uses"), ("days", "=", 1)])
            self.assertEqual((len(alert), alert.figure > shop.BUSY_USES), (1, True))
            action = alert.action_view_records()
            orders = self.env[action["res_model"]].search(action["domain"]).pos_order_id
            self.assertEqual((len(orders), orders.partner_id), (alert.figure, alert.partner_id))
        with self.subTest("files have something to revise, and somebody qualifies"):
            rows = self.env["member.revision"].search([("state", "=", "todo")])
            self.assertEqual(set(rows.mapped("reason")), {"duplicate", "invalid", "incomplete", "outdated"})
            self.assertTrue(self.env["res.partner"].search_count([("member_offer_rule_id", "!=", False)]))
        with self.subTest("the office shows what a manager decides on"):
            self.assertTrue(self.env["member.tier.revision"].search([("state", "=", "applied")]))
            soon = fields.Date.add(self.env.company._member_today(), days=30)
            self.assertGreater(self.env["member.standing"].search_count([("until", "<=", soon)]), 5)
            expiring = [("date_expiration", "<=", soon), ("left", ">", 0), ("state", "=", "posted")]
            self.assertTrue(self.env["member.ledger.entry"].search_count(expiring))
            self.assertTrue(self.env["member.reminder"].search_count([]))
            adjustments = self.env["member.adjustment"].search([])
            self.assertEqual(set(adjustments.mapped("state")), {"done", "waiting"})
            manager = self.env.ref("member_loyalty.demo_user_manager")
            self.assertEqual(adjustments.activity_ids.user_id, manager)
        with self.subTest("a member signs in to the portal, with a coupon to use"):
            member = self.env["res.users"].search([("login", "=", "member")]).partner_id
            self.assertIn(member, self.members)
            self.assertTrue(self.env["loyalty.card"]._member_coupons_of(member))
        with self.subTest("a cashier opens a till on it"):
            cashier = self.env.ref("member_loyalty.demo_user_cashier")
            till = self.env.ref("member_loyalty.demo_till_1").with_user(cashier)
            till.open_ui()
            card = self.env["member.card"].search([("state", "=", "active")], limit=1)
            found = till.find_member(card.number)
            self.assertEqual(found["status"], "member")

    def _bought_since(self, days):
        since = fields.Date.subtract(fields.Date.today(), days=days)
        return (
            self.env["member.purchase"]
            .search([("partner_id", "in", self.members.ids), ("local_date", ">", since)])
            .partner_id
        )

    def _spent(self):
        return dict(
            self.env["member.purchase"]._read_group(
                [("partner_id", "in", self.members.ids)], ["partner_id"], ["amount_net:sum"]
            )
        )
