from odoo.tests import HttpCase, tagged

from odoo.addons.member_loyalty.tests.common import PHONES

from .common_day import DayCase


class TourCase(DayCase, HttpCase):
    """Five contacts of today, the last of them on the list of the store."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.change_step(cls.plan.version_id.step_ids[0], script="Good morning {{ name }}, how is the cream?")
        cls.dora, cls.emma = (cls.new_member(name, phone) for name, phone in (("Dora", PHONES[3]), ("Emma", PHONES[4])))
        today = cls.company._member_today()
        cls.calls = [
            cls.new_contact(member, None if member == cls.emma else cls.me, day=today)
            for member in (cls.ada, cls.bea, cls.cleo, cls.dora, cls.emma)
        ]

    def outcomes(self):
        return [contact.outcome for contact in self.calls]


@tagged("post_install", "-at_install")
class TestFocusTour(TourCase):
    def test_five_contacts_by_keyboard(self):
        self.start_tour("/odoo/my-contacts", "MemberFocusKeysTour", login="till_staff")
        self.assertEqual(self.outcomes(), ["reached", "promised", "stop", "complaint", "no_answer"])
        ada, bea, cleo, dora, emma = self.calls
        self.assertEqual(ada.note, "7 jars, 2 left")
        self.assertTrue(bea.date_promised)
        self.assertTrue(cleo.date_skipped)
        self.assertEqual(dora.complaint_ids.reason_id.name, "Product")
        self.assertEqual(emma.person_id, self.me)

    def test_a_complaint_to_its_end(self):
        self.start_tour("/odoo/my-contacts", "MemberComplaintTour", login="till_staff")
        complaint = self.calls[0].complaint_ids
        self.assertRecordValues(
            complaint, [{"state": "solved", "solution": "A smaller jar", "note": "Too dear for me"}]
        )


@tagged("post_install", "-at_install")
class TestFocusPhoneTour(TourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_five_contacts_on_a_phone(self):
        self.start_tour("/odoo/my-contacts", "MemberFocusPhoneTour", login="till_staff")
        self.assertEqual(self.outcomes(), ["reached", "promised", "declined", "complaint", "wrong_number"])
        self.assertEqual(self.calls[3].complaint_ids.reason_id.name, "Price")
