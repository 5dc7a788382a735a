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

    def test_lines_are_moved_by_keyboard_and_kept(self):
        for name, phone, nets in (("Ada", PHONES[0], (200, 10)), ("Bea", PHONES[1], (900, 100))):
            member = self.new_member(name, phone)
            for net in nets:
                self.bought(member, DAY, net)
        self.definition.write({"quadrant_by": "fixed", "purchases_line": 1, "spend_line": 200})
        self.refresh(DAY)
        self.start_tour("/odoo/members-quadrants", "MemberQuadrantsTour", login="membership_manager")
        self.assertGreater(self.definition.spend_line, 210)
        self.assertLess(self.definition.spend_line, 1000)
        self.refresh(DAY)
        quadrants = {metrics.partner_id.name: metrics.quadrant for metrics in self.metrics.search([])}
        self.assertEqual(quadrants, {"Ada": "barnacle", "Bea": "friend"})
