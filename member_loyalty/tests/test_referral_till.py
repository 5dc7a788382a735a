from odoo.tests import tagged

from .test_till_tours import ADA_CARD, TillCase


@tagged("post_install", "-at_install")
class TestTillReferral(TillCase):
    def test_referral(self):
        self.env["member.referral.policy"].create(
            {
                "name": "Bring a friend",
                "company_id": self.company.id,
                "program_id": self.program.id,
                "referrer_points": 100,
                "friend_points": 50,
                "least": 20,
            }
        )
        self.run_tour("MemberReferralTour")
        bo = self.env["res.partner"].search([("name", "=", "Bo Diaz")])
        self.assertNotEqual(bo.member_card_id.number, ADA_CARD)
        referral = self.env["member.referral"].search([])
        self.assertEqual((referral.referrer_id, referral.friend_id, referral.state), (self.ada, bo, "rewarded"))
        self.assert_points(self.ada, [("bonus", 100.0)])
        self.assert_points(bo, [("earn", 54.99), ("bonus", 50.0)])
