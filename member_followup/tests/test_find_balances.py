from odoo.fields import Command
from odoo.tests import tagged

from .common_find import FindCase, days


@tagged("post_install", "-at_install")
class TestFindBalances(FindCase):
    """Who enters because of what they hold."""

    def coupon(self, partner, **values):
        return self.env["loyalty.card"].create(
            {"program_id": self.coupons.id, "partner_id": partner.id, "points": 1, **values}
        )

    def test_coupons_about_to_expire(self):
        self.coupons = self.env["loyalty.program"].create(
            {
                "name": "Coupons",
                "program_type": "coupons",
                "pos_ok": True,
                "reward_ids": [Command.create({"discount": 10, "required_points": 1})],
            }
        )
        self.coupon(self.ada, expiration_date=days(11))
        self.coupon(self.ben, expiration_date=days(11), points=0)
        self.coupon(self.ben, expiration_date=days(20))
        self.coupon(self.cleo)
        plan = self.started("coupon_expiry", trigger_days=-10, again="occasion")
        self.assertEntered(plan)
        self.found(plan, days(1))
        self.found(plan, days(2))
        self.assertEntered(plan, (self.ada, days(1)))
        self.coupons.date_to = days(12)
        self.found(plan, days(3))
        self.assertEntered(plan, (self.ada, days(1)), (self.ben, days(2)), (self.cleo, days(2)))

    def test_points_about_to_expire(self):
        self.loaded(self.ada, 100, date_expiration=days(31))
        self.loaded(self.ben, 100)
        card = self.loaded(self.cleo, 50, date_expiration=days(33))
        entries = self.env["member.ledger.entry"].sudo()
        entries._post(
            [
                {
                    "key": "again",
                    "card_id": card.id,
                    "kind": "opening",
                    "amount": 5,
                    "date_expiration": days(33),
                }
            ]
        )
        plan = self.started("points_expiry", trigger_days=30, again="occasion")
        for number in range(5):
            self.found(plan, days(number))
        self.assertEntered(plan, (self.ada, days(1)), (self.cleo, days(3)))

    def test_spent_points_expire_no_more(self):
        card = self.loaded(self.ada, 100, date_expiration=days(31))
        self.env["member.ledger.entry"].sudo()._post(
            [{"key": "spent", "card_id": card.id, "kind": "redeem", "amount": -100}]
        )
        plan = self.started("points_expiry", trigger_days=30)
        self.found(plan, days(3))
        self.assertEntered(plan)

    def test_top_ups(self):
        wallet = self.env["loyalty.program"].create(
            {"name": "Wallet", "program_type": "ewallet", "member_program": True, "applies_on": "future"}
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for partner, day, company in (
            (self.ada, days(1), self.company),
            (self.ben, days(-1), self.company),
            (self.cleo, days(1), elsewhere),
        ):
            self.env["member.topup"].sudo().create(
                {
                    "card_id": self.env["loyalty.card"]._member_card(partner, wallet).id,
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "config_id": company == self.company and self.config.id,
                    "amount": 50,
                    "local_date": day,
                }
            )
        plan = self.started("top_up", again="occasion")
        self.found(plan, days(1))
        self.found(plan, days(2))
        self.assertEntered(plan, (self.ada, days(1)))
        self.assertEqual(plan.run_ids.sudo().config_id, self.config)
