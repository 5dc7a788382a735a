from odoo.tests import tagged

from .test_till_tours import TillCase


@tagged("post_install", "-at_install")
class TestLeavingTour(TillCase):
    def test_who_left_is_found_masked_and_taken_back(self):
        leo = self.env["res.partner"].create({"name": "Leo Left", "phone": "+16502530042", "email": "leo@example.com"})
        leo.sudo()._member_enrol()
        leo.sudo()._member_leave("wish")
        number = leo.member_number
        self.run_tour("MemberLeavingTour")
        self.env.invalidate_all()
        self.assertEqual((leo.is_member, leo.member_number), (True, number))
        self.assertEqual((leo.phone, leo.email), ("+16502530042", "leo@example.com"))
        living = leo.member_consent_ids.filtered(lambda consent: not consent.withdrawn_at)
        self.assertEqual(set(living.mapped("channel")), {"all", "email"})
