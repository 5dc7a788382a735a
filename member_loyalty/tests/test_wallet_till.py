from odoo import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .test_till_tours import TillCase


class WalletTillCase(TillCase):
    """The till of :class:`TillCase` with a wallet, and points that pay a free amount. Ada has 100 and a bonus of 10 in
    hers, and 1,000 points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.top_up = env["product.product"].create(
            {"name": "Wallet Top-up", "list_price": 0, "type": "service", "available_in_pos": True, "taxes_id": False}
        )
        cls.wallet = env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "trigger": "auto",
                "applies_on": "future",
                "member_program": True,
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_mode": "money",
                            "reward_point_amount": 1,
                            "product_ids": [Command.set(cls.top_up.ids)],
                        }
                    )
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_point",
                            "discount": 1,
                            "discount_applicability": "order",
                            "required_points": 1,
                            "description": "Wallet",
                        }
                    )
                ],
                "pos_config_ids": [Command.link(cls.main_pos_config.id)],
            }
        )
        cls.program.reward_ids = [
            Command.create(
                {
                    "reward_type": "discount",
                    "discount_mode": "per_point",
                    "discount": 0.05,
                    "discount_applicability": "order",
                    "required_points": 1,
                    "description": "Points for cash",
                }
            )
        ]
        cls.wallet_card = env["loyalty.card"]._member_card(cls.ada, cls.wallet)
        cls.points_card = env["loyalty.card"]._member_card(cls.ada, cls.program)
        cls.give(cls.wallet_card, "top_up", 100)
        cls.give(cls.wallet_card, "bonus", 10, bucket="bonus")
        cls.give(cls.points_card, "earn", 1000)

    @classmethod
    def give(cls, card, kind, amount, **values):
        key = f"test:{card.id}:{kind}:{amount}"
        # sudo: the ledger takes entries from nobody directly.
        return (
            cls.env["member.ledger.entry"]
            .sudo()
            ._post([{"key": key, "card_id": card.id, "kind": kind, "amount": amount, **values}])
        )

    def moved(self, card):
        """What the tour posted on a card: (kind, bucket, amount), the oldest first."""
        entries = self.env["member.ledger.entry"].search(
            [("card_id", "=", card.id), ("pos_order_id", "!=", False)], order="id"
        )
        return [(entry.kind, entry.bucket, entry.amount) for entry in entries]

    def assert_ledger_holds(self):
        self.assertEqual(self.env["member.ledger.entry"]._check_balances(), [])


@tagged("post_install", "-at_install")
class TestTillWallet(WalletTillCase):
    def test_wallet_pays_a_typed_amount_and_then_all_it_can(self):
        self.run_tour("MemberWalletTour")
        self.assertEqual(
            self.moved(self.wallet_card),
            [
                ("redeem", "principal", -20.0),
                ("redeem", "principal", -80.0),
                ("redeem", "bonus", -10.0),
            ],
        )
        self.assert_ledger_holds()

    def test_points_plus_cash(self):
        self.program.write({"member_redeem_minimum": 100, "member_redeem_multiple": 50, "member_redeem_share": 50})
        self.run_tour("MemberPointsPlusCashTour")
        self.assertEqual(
            self.moved(self.points_card),
            [("redeem", "points", -200.0), ("earn", "points", 54.99), ("redeem", "points", -400.0)]
            + [("earn", "points", 54.99)],
        )
        self.assertEqual(self.moved(self.wallet_card), [("redeem", "principal", -23.99)])
        self.assert_ledger_holds()

    def test_points_over_two_taxes(self):
        """What the till showed is charged, in steps of 50: its two lines are worth 649.8."""
        tax = self.env["account.tax"].create({"name": "Seven", "amount": 7})
        self.env["product.template"].search([("name", "=", "Gift Set")]).taxes_id = tax
        self.program.write({"member_redeem_multiple": 50, "member_redeem_share": 20})
        self.run_tour("MemberTwoTaxesTour")
        self.assertEqual(self.moved(self.points_card)[0], ("redeem", "points", -650.0))
        self.assert_ledger_holds()

    def test_points_only_in_their_period(self):
        self.env["member.redeem.period"].create(
            {"program_id": self.program.id, "date_from": "2099-12-01", "date_to": "2099-12-24"}
        )
        self.run_tour("MemberPeriodTour")

    def test_a_till_loaded_again_shows_what_the_customer_of_its_order_has(self):
        self.run_tour("MemberReloadTour")

    def test_partial_refunds_give_back_what_was_spent(self):
        self.run_tour("MemberWalletRefundTour")
        self.assertEqual(
            self.moved(self.wallet_card),
            [
                ("redeem", "principal", -33.33),
                ("restore", "principal", 11.11),
                ("restore", "principal", 22.22),
            ],
        )
        # As the payment screen said before.
        points = [(kind, amount) for kind, _bucket, amount in self.moved(self.points_card)]
        self.assertEqual([amount for kind, amount in points if kind == "restore"], [33.4, 66.6])
        self.assertEqual([amount for kind, amount in points if kind == "clawback"], [-54.99, -109.97])
        self.assertEqual(sum(amount for kind, amount in points if kind in ("redeem", "restore")), 0)
        self.assertEqual(self.wallet_card.points, 110)
        self.assert_ledger_holds()

    def test_top_up_is_neither_paid_by_wallet_nor_discounted_nor_earns(self):
        self.wallet.member_topup_max = 400
        self.run_tour("MemberTopUpTour")
        self.assertEqual(
            sorted(self.moved(self.wallet_card)),
            [("redeem", "principal", -43.99), ("top_up", "principal", 50.0)],
        )
        self.assertEqual(self.moved(self.points_card), [("earn", "points", 54.99)])
        self.assert_ledger_holds()

    def test_wallet_pays_its_last_cents(self):
        self.give(self.wallet_card, "adjust", -99.5)
        self.give(self.wallet_card, "adjust", -10, bucket="bonus")
        self.assertEqual(self.wallet_card.points, 0.5)
        self.run_tour("MemberCentsTour")
        self.assertEqual(self.moved(self.wallet_card), [("redeem", "principal", -0.5)])
        self.assert_ledger_holds()

    def test_snapshot_says_what_is_on_the_cards(self):
        self.give(self.wallet_card, "bonus", 5, bucket="bonus", state="pending", date_available="2099-01-01")
        today = self.company._member_today()
        self.give(self.points_card, "earn", 30, date_expiration=today)
        config = self.main_pos_config.with_user(self.cashier)
        cards = {card["program"]: card for card in config.member_snapshot(self.ada.id)["cards"]}
        self.assertEqual(
            {name: cards["Wallet"][name] for name in ("type", "points", "principal", "bonus", "pending", "expiring")},
            {"type": "ewallet", "points": 110, "principal": 100, "bonus": 10, "pending": 5, "expiring": False},
        )
        self.assertEqual(cards["Club"]["expiring"], {"amount": 30, "date": str(today)})
        self.program.member_reminder_days = 0
        cards = {card["program"]: card for card in config.member_snapshot(self.ada.id)["cards"]}
        self.assertEqual(cards["Club"]["expiring"], False)

    def test_spending_is_checked_before_it_is_paid(self):
        config = self.main_pos_config.with_user(self.cashier)
        enough = config.check_spending(self.ada.id, {str(self.wallet.id): 110, str(self.program.id): 1000})
        self.assertEqual(enough["message"], False)
        short = config.check_spending(self.ada.id, {str(self.wallet.id): 110.01})
        self.assertRegex(
            short["message"],
            r"Wallet has a balance of \$.110\.00, but this order uses \$.110\.01. Lower the amount, top up",
        )
        self.assertEqual(short["points"], {self.wallet_card.id: 110})
        nothing = config.check_spending(self.dan.id, {str(self.wallet.id): 1})
        self.assertIn("0.00", nothing["message"])

    def test_top_ups_are_checked_before_they_are_paid(self):
        self.wallet.write({"member_topup_max": 50, "member_balance_max": 150})
        config = self.main_pos_config.with_user(self.cashier)
        self.assertFalse(config.check_spending(self.ada.id, {}, {str(self.wallet.id): 40})["message"])
        short = config.check_spending(self.ada.id, {}, {str(self.wallet.id): 60})["message"]
        self.assertRegex(short, "exceeds the maximum per top-up .*50.00.* the maximum balance")
        self.assertFalse(self.env["member.topup"].search([("partner_id", "=", self.ada.id)]))
        # Who has no wallet yet gets none by asking.
        self.assertFalse(config.check_spending(self.dan.id, {}, {str(self.wallet.id): 40})["message"])
        self.assertFalse(self.env["loyalty.card"].search([("partner_id", "=", self.dan.id)]) & self.wallet.coupon_ids)

    def test_debt_on_points_doesnt_stop_a_sale(self):
        self.give(self.points_card, "clawback", -1200)
        orders = self.env["pos.order"].with_user(self.cashier)
        # As the till calls it.
        answer = call_kw(orders, "validate_coupon_programs", [[], {str(self.points_card.id): 10}, []], {})
        self.assertTrue(answer["successful"])
