from odoo.tests import HttpCase, tagged

from .common import RolesCase


class ProfileTourCase(RolesCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member("Ada Archer")
        cls.env["member.benefit"].create(
            {"name": "Coffee", "company_id": cls.company.id, "line_ids": [(0, 0, {"tier_id": cls.classic.id})]}
        )

    def setUp(self):
        super().setUp()
        self.sell(self.ada, (self.soap, 1))
        card = self.ada.sudo().member_loyalty_card_ids
        self.env["member.ledger.entry"].sudo()._post(
            [
                {"key": f"tour:{number}", "card_id": card.id, "kind": "adjust", "amount": 1, "reason": "Goodwill"}
                for number in range(22)
            ]
        )


@tagged("post_install", "-at_install")
class TestProfileTour(ProfileTourCase):
    def test_from_list_to_record_and_back(self):
        self.start_tour("/odoo/members", "MemberProfileTour", login="membership_manager")


@tagged("post_install", "-at_install")
class TestProfilePhoneTour(ProfileTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_phone(self):
        self.start_tour("/odoo/members", "MemberProfilePhoneTour", login="till_staff")
