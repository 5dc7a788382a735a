from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestTierWelcome(MemberCase):
    """What a tier gives on entering, once."""

    def setUp(self):
        super().setUp()
        self.coupon = self.env["loyalty.program"].create(
            {
                "name": "Gift Coupon",
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
                "reward_ids": [(0, 0, {"discount": 10})],
            }
        )
        self.template = self.env["mail.template"].create(
            {
                "name": "Welcome",
                "model_id": self.env["ir.model"]._get_id("member.tier.welcome"),
                "subject": "Welcome to {{ object.tier_id.name }}",
                "partner_to": "{{ object.partner_id.id }}",
                "use_default_to": False,
            }
        )
        self.silver.write({"gift_points": 50, "gift_program_id": self.program.id})
        self.gold.write({"gift_coupon_program_id": self.coupon.id, "gift_template_id": self.template.id})
        self.ada = self.new_member(email="ada@example.com")

    def welcomes(self, member):
        return self.env["member.tier.welcome"].search([("partner_id", "=", member.id)], order="id")

    def test_points_with_the_sale_and_on_its_receipt(self):
        order = self.sell(self.ada, (self.cream, 6))
        self.assertEqual(self.points(self.ada), 240 + 50)
        entry = self.welcomes(self.ada).entry_id
        self.assertEqual((entry.kind, entry.amount, entry.pos_order_id), ("bonus", 50, order))
        order.sudo()._member_settle()
        self.assertEqual(self.points(self.ada), 290)
        self.assert_ledger_holds()

    def test_once_in_a_life_unless_the_tier_says_otherwise(self):
        for again, total in ((False, 50), (True, 100)):
            with self.subTest(again=again):
                self.silver.gift_again = again
                member = self.new_member(f"Member {again}", PHONES[3 + again])
                for tier in (self.silver, self.classic, self.silver):
                    member.with_user(self.manager).member_tier_id = tier
                self.assertEqual(self.points(member), total)

    def test_skipped_tiers_pay_as_set(self):
        for skipped, tiers in ((False, self.gold), (True, self.silver | self.gold)):
            with self.subTest(skipped=skipped):
                self.silver.gift_skipped = skipped
                member = self.new_member(f"Member {skipped}", PHONES[5 + skipped])
                self.sell(member, (self.cream, 25))
                self.assertEqual(member.member_tier_id, self.gold)
                self.assertEqual(self.welcomes(member).tier_id, tiers)

    def test_coupon_and_message(self):
        before = self.env["mail.mail"].search([])
        self.sell(self.ada, (self.cream, 25))
        coupon = self.welcomes(self.ada).coupon_id
        self.assertEqual((coupon.program_id, coupon.partner_id, coupon.points), (self.coupon, self.ada, 1))
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual((mail.subject, mail.recipient_ids), ("Welcome to Gold", self.ada))

    def test_no_message_without_consent(self):
        self.ada.member_consent_ids.action_withdraw()
        before = self.env["mail.mail"].search([])
        self.sell(self.ada, (self.cream, 25))
        self.assertFalse(self.env["mail.mail"].search([]) - before)

    def test_imported_history_gives_nothing(self):
        self.sell(self.new_member("Bob", PHONES[9]), (self.soap, 1))
        self.ada.sudo().with_context(member_no_welcome=True)._member_hold_tier(self.gold)
        self.assertFalse(self.welcomes(self.ada))

    def test_a_change_of_rule_that_gave_something_stays(self):
        self.sell(self.ada, (self.cream, 3))
        revision = self.env["member.tier.revision"].browse(self.silver.action_revise()["res_id"])
        revision.entry_spend = 100
        revision.action_preview()
        revision.action_apply()
        self.assertEqual((self.ada.member_tier_id, self.points(self.ada)), (self.silver, 170))
        with self.assertRaisesRegex(UserError, "received a welcome gift"):
            revision.action_undo()

    def test_points_need_a_programme(self):
        with self.assertRaisesRegex(ValidationError, "number of welcome points"):
            self.silver.gift_program_id = False
