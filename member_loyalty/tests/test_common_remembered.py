from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestRemembered(MemberCase):
    """What a sale needn't ask for where the shop doesn't use it is asked for from the moment that it does."""

    def test_referral_policy(self):
        policies = self.env["member.referral.policy"]
        policies.search([("company_id", "=", self.company.id)]).unlink()
        self.assertFalse(policies._was_made(self.company.id))
        policy = policies.create(
            {"name": "Friends", "company_id": self.company.id, "program_id": self.program.id, "friend_points": 5}
        )
        self.assertTrue(policies._was_made(self.company.id))
        policy.active = False
        self.assertTrue(policies._was_made(self.company.id), "friends may be on their way")
        policy.unlink()
        self.assertFalse(policies._was_made(self.company.id))

    def test_benefit_with_a_product(self):
        benefits = self.env["member.benefit"]
        benefits.with_context(active_test=False).search([("company_id", "=", self.company.id)]).product_id = False
        self.assertFalse(benefits._puts_products(self.company.id))
        benefit = benefits.create({"name": "Gift", "company_id": self.company.id})
        self.assertFalse(benefits._puts_products(self.company.id))
        benefit.product_id = self.soap
        self.assertTrue(benefits._puts_products(self.company.id))

    def test_product_that_cards_are_sold_as(self):
        types = self.env["member.card.type"]
        self.assertNotIn(self.soap.id, types._fee_product_ids())
        types._for_company(self.company).product_id = self.soap
        self.assertIn(self.soap.id, types._fee_product_ids())

    def test_card_types_at_the_till(self):
        types = self.env["member.card.type"]._for_company(self.company)
        self.assertEqual(self.config._member_card_types()[0]["name"], types.name)
        types.name = "Paper Card"
        self.assertEqual(self.config._member_card_types()[0]["name"], "Paper Card")

    def test_words_to_agree_to(self):
        texts = self.env["member.consent.text"]
        self.assertTrue(texts._words(self.company, "marketing"))
        new = texts.create({"company_id": self.company.id, "purpose": "marketing", "text": "News, please."})
        self.assertEqual(texts._words(self.company, "marketing"), "News, please.")
        tomorrow = self.company._member_today() + timedelta(days=1)
        new.date_from = tomorrow
        self.assertNotEqual(texts._words(self.company, "marketing"), "News, please.")
        with freeze_time(f"{tomorrow} 12:00"):
            self.assertEqual(texts._words(self.company, "marketing"), "News, please.")
            new.active = False
            self.assertNotEqual(texts._words(self.company, "marketing"), "News, please.")

    def test_product_that_tops_up(self):
        programs = self.env["loyalty.program"]
        self.assertFalse(programs._member_prepaid(self.soap))
        wallet = self.new_wallet()
        self.assertEqual(programs._member_prepaid(self.top_up | self.soap), self.top_up)
        wallet.trigger_product_ids = self.soap
        self.assertEqual(programs._member_prepaid(self.top_up | self.soap), self.soap)
        wallet.active = False
        self.assertFalse(programs._member_prepaid(self.top_up | self.soap))
