from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.test_till_tours import TillCase


@tagged("post_install", "-at_install")
class TestCampaignTour(TillCase):
    """A campaign of 600 from its start to its end, in the browser, with two tills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._member_today()
        cls.env["member.followup.cap"].search([]).unlink()
        cls.staff, cls.manager = cls.new_users(
            till_staff="member_loyalty.group_staff", till_manager="member_loyalty.group_manager"
        )
        tag = cls.env["res.partner.category"].create({"name": "Evening"})
        crowd = cls.env["res.partner"].create(
            [{"name": f"Guest {number}", "phone": f"+1650253{2000 + number}"} for number in range(599)]
        )
        crowd.sudo()._member_enrol()
        members = crowd | cls.ada
        members.category_id = tag
        members.sudo()._member_agree("backend", "marketing")
        # Ada is this user's, all others are nobody's.
        cls.ada.user_id = cls.staff
        cls.env["member.followup.person"].create({"user_id": cls.staff.id, "capacity": 700})
        cls.campaign = cls.env["member.campaign"].create(
            {
                "name": "Summer Evening",
                "date_from": cls.today,
                "date_to": cls.today,
                "gift": "Hand cream",
                "holdout_share": 0,
                "domain": f"[('category_id', 'in', {tag.ids})]",
                "script": "Dear {{ first_name }}, come today: {{ gift }} is waiting.",
                "wave_ids": [
                    Command.create(
                        {
                            "date": cls.today,
                            "date_last": cls.today,
                            "performer": "owner",
                            "hour_from": 0,
                            "hour_to": 24,
                        }
                    )
                ],
            }
        )
        cls.env["member.referral.policy"].create(
            {
                "name": "Bring a friend",
                "company_id": cls.company.id,
                "program_id": cls.program.id,
                "referrer_points": 100,
                "friend_points": 50,
                "least": 20,
            }
        )
        cls.second_till = cls.main_pos_config.copy({"name": "Second Till"})
        cls.second_till.payment_method_ids.filtered(lambda method: method.type == "bank").name = "Bank"

    def guest(self, partner):
        return self.campaign.guest_ids.sudo().filtered(lambda guest: guest.partner_id == partner)

    def funnel(self):
        self.env.invalidate_all()
        return [step["count"] for step in self.campaign.funnel()["whole"]["steps"]]

    def run_at(self, config, name):
        config.with_user(self.cashier).open_ui()
        self.start_tour(f"/pos/ui/{config.id}", name, login="till_cashier")

    def test_from_start_to_end(self):
        place = f"/odoo/member-campaigns/{self.campaign.id}"
        self.start_tour(place, "MemberCampaignStartTour", login="till_manager")
        self.assertEqual(self.funnel(), [600, 0, 0, 0, 0])
        self.start_tour("/odoo/my-contacts", "MemberCampaignCallTour", login="till_staff")
        self.assertEqual(self.funnel(), [600, 1, 1, 0, 0])
        self.run_at(self.main_pos_config, "MemberCampaignTillTour")
        guest = self.guest(self.ada)
        self.assertEqual((guest.came_config_id, guest.gift_given_by_id), (self.main_pos_config, self.cashier))
        self.assertEqual(self.funnel(), [600, 1, 1, 1, 1])
        self.cleo.sudo()._member_enrol("0460000000057")
        self.cleo.member_card_id.sudo().is_random = True
        self.run_at(self.second_till, "MemberCampaignSecondTillTour")
        self.assertEqual(self.guest(self.cleo).arm, "unexpected")
        self.assertEqual(self.guest(self.cleo).came_config_id, self.second_till)
        self.run_at(self.second_till, "MemberCampaignFriendTour")
        friend = self.env["res.partner"].search([("name", "=", "Bo Diaz")])
        self.assertEqual(self.guest(friend).arm, "unexpected")
        self.assertEqual(self.campaign.funnel()["whole"]["friends"], 1)
        self.assert_points(self.ada, [("earn", 54.99), ("bonus", 100.0)])
        self.start_tour(place, "MemberCampaignEndTour", login="till_manager")
        self.assertEqual(self.campaign.state, "closed")
