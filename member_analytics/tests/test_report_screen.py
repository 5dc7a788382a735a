from odoo.tests import HttpCase, tagged

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

from .common import DAY, MetricsCase


@tagged("post_install", "-at_install")
class TestReportScreen(MetricsCase, RolesCase, HttpCase):
    def test_filter_open_and_come_back(self):
        ada = self.new_member("Gold Ada", PHONES[0])
        ada.sudo().member_tier_id = self.gold
        for name, phone in (("Bea", PHONES[1]), ("Cleo", PHONES[2])):
            self.new_member(name, phone)
        self.bought(ada, DAY, 30)
        self.refresh(DAY)
        self.start_tour("/odoo/members-dashboard", "MemberReportTour", login="membership_manager")
