from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.test_till_tours import TillCase


class ContactTillCase(TillCase):
    """Contacts with Ada, as plans and people leave them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._member_today()
        cls.till = cls.main_pos_config.with_user(cls.cashier)

    def contact(self, partner=None, **values):
        values = {"channel": "phone", "state": "done", "outcome": "reached", **values}
        contact = {"date_planned": self.today, "date_first": self.today, "date_last": self.today}
        partner = partner or self.ada
        return self.env["member.followup"].sudo().create({"partner_id": partner.id, **contact, **values})

    def gift(self, **values):
        return self.contact(gift="Hand cream", gift_state="waiting", **values)

    def promise(self, days=0, **values):
        day = self.today + timedelta(days=days)
        return self.contact(outcome="promised", date_promised=day, **values)

    def in_store(self, **values):
        return self.contact(channel="store", state="open", outcome=False, subject="Ask about the cream", **values)

    def asked(self, partner=None):
        """:return: what the till says or asks, or None"""
        return self.till.member_snapshot((partner or self.ada).id).get("contact")

    def answer(self, contact, answer, partner=None):
        return self.till.member_contact_answer((partner or self.ada).id, contact.id, answer)


@tagged("post_install", "-at_install")
class TestTillContact(ContactTillCase):
    def test_nothing(self):
        """Where there is nothing to say, the snapshot has one query more and nothing else."""
        self.till.member_snapshot(self.ada.id)
        self.assertIsNone(self.asked())
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env["member.followup"].sudo()._at_till_of(self.ada, self.today)

    def test_one_at_a_time(self):
        """The gift first, then the promise, then what is to be asked."""
        in_store, promise, gift = self.in_store(), self.promise(), self.gift()
        for contact, kind, answer in (
            (gift, "gift", "given"),
            (promise, "promise", "came"),
            (in_store, "store", "reached"),
        ):
            self.assertEqual((self.asked()["contact_id"], self.asked()["kind"]), (contact.id, kind))
            self.assertEqual(self.answer(contact, answer)["status"], "saved")
        self.assertIsNone(self.asked())
        self.assertEqual((gift.gift_state, gift.gift_given_by_id), ("given", self.cashier))
        self.assertEqual(promise.date_came, self.today)
        self.assertEqual((in_store.state, in_store.outcome, in_store.user_id), ("done", "reached", self.cashier))

    def test_recorded_once(self):
        """A gift is given once, whichever of two tills is asked again."""
        gift = self.gift()
        self.answer(gift, "given")
        again = self.answer(gift, "given")
        self.assertEqual(again["status"], "refused")
        self.assertIn("already", again["message"])

    def test_gift_taken_keeps_the_promise(self):
        gift = self.gift(date_promised=self.today)
        self.answer(gift, "given")
        self.assertEqual(gift.date_came, self.today)
        self.assertIsNone(self.asked())

    def test_days_of_a_promise(self):
        """Who comes too early isn't told, who comes a week too late still is."""
        for days, is_told in ((1, False), (0, True), (-7, True), (-8, False)):
            with self.subTest(days=days):
                promise = self.promise(days)
                self.assertEqual(bool(self.asked()), is_told)
                promise.with_context(member_followup_amend=True).date_came = self.today

    def test_what_a_browser_says(self):
        """Answers that weren't offered, contacts of others, and words for numbers change nothing."""
        gift, other = self.gift(), self.gift(partner=self.cleo)
        self.assertEqual(self.answer(gift, "reached")["status"], "refused")
        self.assertEqual(self.answer(other, "given")["status"], "refused")
        planned = self.contact(state="planned", outcome=False, channel="store")
        self.assertEqual(self.answer(planned, "reached")["status"], "refused")
        self.assertEqual(self.till.member_contact_answer(self.ada.id, "1", "given")["status"], "refused")
        self.assertEqual((gift.gift_state, other.gift_state, planned.state), ("waiting", "waiting", "planned"))

    def test_rights(self):
        """The cashier reads no contact but through the till's question."""
        gift = self.gift()
        with self.assertRaises(AccessError):
            gift.with_user(self.cashier).read(["gift"])
        with self.assertRaises(AccessError):
            gift.with_user(self.cashier)._answer_at_till("given")

    def test_another_company(self):
        """What another company has to say isn't this till's matter."""
        other = self.env["res.company"].create({"name": "Other"})
        self.gift(company_id=other.id)
        self.assertIsNone(self.asked())

    def test_tour(self):
        self.in_store()
        self.promise()
        self.gift()
        self.run_tour("MemberContactTillTour")
        self.assertFalse(self.env["member.followup"].sudo().search([("gift_state", "=", "waiting")]))

    def test_tour_later(self):
        """It is said again with the next order."""
        gift = self.gift()
        self.run_tour("MemberContactLaterTour")
        self.assertEqual(gift.gift_state, "waiting")
        self.assertEqual(self.asked()["contact_id"], gift.id)

    def test_hostile_arguments(self):
        """What a browser can't have meant is refused in words, and whose customer it isn't by rights."""
        gift = self.gift()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self._customer("Foreign", "+16502530199")
        foreign.company_id = elsewhere
        with self.assertRaises(AccessError):
            self.till.member_contact_answer(foreign.id, gift.id, "given")
        for arguments in ((True, gift.id, "given"), ("x\x00", gift.id, "given"), (self.ada.id, gift.id, {"given": 1})):
            with self.subTest(arguments=str(arguments)), self.assertRaises(UserError):
                self.till.member_contact_answer(*arguments)
        for contact_id, answer in (("5", "given"), (None, "given"), (gift.id, None), (gift.id, "reached")):
            with self.subTest(contact_id=contact_id, answer=answer):
                self.assertEqual(self.till.member_contact_answer(self.ada.id, contact_id, answer)["status"], "refused")
        self.assertEqual(gift.gift_state, "waiting")
