from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common_credit import CreditCase
from .common_day import DAY


@tagged("post_install", "-at_install")
class TestResultTour(CreditCase, HttpCase):
    def test_from_a_figure_to_its_credit_and_a_dispute(self):
        days = (self.company._member_today() - DAY).days
        self.called(self.ada, self.me, days=days - 5)
        self.bought(self.ada, days - 3)
        self.count(days)
        self.start_tour("/odoo/member-contact-results", "MemberResultsTour", login=self.membership_manager.login)
        dispute = self.env["member.credit.dispute"].search([])
        self.assertRecordValues(
            dispute, [{"reason": "She came for the sale", "state": "open", "user_id": self.membership_manager.id}]
        )
        self.assertEqual(dispute.credit_id.date_fact, DAY + timedelta(days=days - 3))
