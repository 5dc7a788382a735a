from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import ShopCase

ADA_CARD, LOST_CARD, STOCK_CARD = "0460000000019", "0460000000026", "0460000000033"


class TillCase(ShopCase, HttpCase):
    """A till with two products, a programme of one point per unit of currency, and a cashier with no other right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main_pos_config = cls.new_till()
        cls.main_pos_config.payment_method_ids.filtered(lambda method: method.type == "bank").name = "Bank"
        env = cls.env
        cls.classic, cls.silver = env["member.tier"].create(
            [
                {"name": "Classic", "rank": 1, "points_multiplier": 1.25},
                {"name": "Silver", "rank": 2, "entry_spend": 150, "points_multiplier": 1.5},
            ]
        )
        cls.program = env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "portal_visible": True,
                "portal_point_name": "Points",
                "member_program": True,
                "rule_ids": [Command.create({"reward_point_mode": "money", "reward_point_amount": 1})],
                "reward_ids": [
                    Command.create(
                        {"reward_type": "discount", "discount_mode": "per_order", "discount": 5, "required_points": 100}
                    )
                ],
                "pos_config_ids": [Command.link(cls.main_pos_config.id)],
            }
        )
        tax = env["account.tax"].create({"name": "Ten", "amount": 10})
        env["product.template"].create(
            [
                {
                    "name": "Night Cream",
                    "list_price": 39.99,
                    "available_in_pos": True,
                    "taxes_id": [Command.set(tax.ids)],
                },
                {"name": "Gift Set", "list_price": 120, "available_in_pos": True, "taxes_id": False},
            ]
        )
        cls.ada = cls._customer("Ada", "+16502530101")
        cls.ada.sudo()._member_enrol(ADA_CARD)
        cls.dan = cls._customer("Dan", "+16502530102")
        cls.dan.sudo()._member_enrol(LOST_CARD)
        cls.dan.member_card_id.action_mark_lost()
        cls.cleo = cls._customer("Cleo", "+16502530103")
        cls.rosa = cls._customer("Rosa", "+16502530104")
        cards = cls.ada.member_card_id | cls.dan.member_card_ids | env["member.card"].create({"number": STOCK_CARD})
        # Tours know these numbers, and tills show their end as if they had been drawn.
        cards.sudo().is_random = True

    @classmethod
    def _customer(cls, name, phone):
        return cls.env["res.partner"].create({"name": name, "phone": phone, "email": f"{name.lower()}@example.com"})

    def _get_url(self):
        return f"/pos/ui/{self.main_pos_config.id}"

    def run_tour(self, name, **options):
        self.main_pos_config.with_user(self.cashier).open_ui()
        self.start_tour(self._get_url(), name, login="till_cashier", **options)

    def movements(self, partner):
        entries = self.env["member.ledger.entry"].search([("partner_id", "=", partner.id)], order="id")
        return [(entry.kind, entry.amount) for entry in entries]

    def assert_points(self, partner, movements):
        """The member's ledger has these movements and no other, and the card's balance is their sum."""
        self.assertEqual(self.movements(partner), movements)
        cards = self.env["loyalty.card"].search([("partner_id", "=", partner.id)])
        self.assertEqual(len(cards), 1)
        self.assertAlmostEqual(cards.points, sum(amount for _kind, amount in movements), 2)
        self.assertEqual(self.env["member.ledger.entry"]._check_balances(), [])


@tagged("post_install", "-at_install")
class TestTillTours(TillCase):
    def test_sale(self):
        self.run_tour("MemberSaleTour")
        self.assert_points(self.ada, [("earn", 204.99), ("redeem", -100.0), ("earn", 65.99)])
        self.assertEqual(self.ada.member_tier_id, self.silver)
        self.assertFalse(self.movements(self.rosa))

    def test_refund_and_reprint(self):
        self.run_tour("MemberRefundTour")
        self.assert_points(self.ada, [("earn", 54.99), ("clawback", -54.99)])
        purchases = self.env["member.purchase"].search([("partner_id", "=", self.ada.id)], order="id")
        self.assertEqual(purchases.mapped("amount_net"), [39.99, -39.99])
        self.run_tour("MemberReprintTour")

    def test_enrol(self):
        self.run_tour("MemberEnrolTour")
        bo = self.env["res.partner"].search([("name", "=", "Bo Diaz")])
        self.assertEqual(bo.phone_sanitized, "+16502530107")
        self.assertEqual(bo.member_card_id.number, STOCK_CARD)
        self.assertEqual(bo.member_consent_ids.mapped("given_via"), ["till"])
        self.assertEqual(bo.member_consent_ids.user_id, self.cashier)
        self.assert_points(bo, [("earn", 54.99)])

    def test_what_was_looked_for_lands_in_its_field(self):
        self.run_tour("MemberFoundNobodyTour")

    def test_enrol_problems(self):
        self.run_tour("MemberEnrolProblemsTour")
        self.assertTrue(self.cleo.member_number)
        self.assertEqual(self.cleo.name, "Cleo")
        self.assertFalse(self.rosa.member_number)

    def test_card_refused(self):
        self._customer("Twin One", "+16502530109")
        self._customer("Twin Two", "+16502530109")
        self.run_tour("MemberCardRefusedTour")

    def test_offline(self):
        self.run_tour("MemberOfflineTour")
        self.assert_points(self.ada, [("earn", 54.99)])


@tagged("post_install", "-at_install")
class TestTillOnPhone(TillCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self.run_tour("MemberPhoneTour")
        self.assert_points(self.ada, [("earn", 54.99)])
