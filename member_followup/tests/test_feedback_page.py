import re
from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common_day import DAY, DayCase


@tagged("post_install", "-at_install")
class TestFeedbackPage(DayCase, HttpCase):
    """The page with the one question: for who has the link, on any phone, and for nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{DAY} 12:00:00"))
        cls.change_step(
            cls.plan.version_id.step_ids[0], question="How is the cream?", script="Tell us: {{ feedback_link }}"
        )
        cls.ada.write({"name": "Ada Lovelace", "email": "ada@example.com"})
        cls.contact = cls.new_contact(person=cls.me)

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def link(self, contact=None):
        self.env.flush_all()
        return (contact or self.contact).sudo()._texts()[contact or self.contact]["script"].removeprefix("Tell us: ")

    def path(self, contact=None):
        return "/feedback/" + self.link(contact).partition("/feedback/")[2]

    def get(self, path=None):
        return self.url_open(path or self.path())

    def post(self, mark=None, comment="", path=None):
        said = {"comment": comment, **({} if mark is None else {"mark": mark})}
        answer = self.url_open(path or self.path(), data=said)
        self.env.invalidate_all()
        return answer

    def answers(self):
        return [(one.mark, one.comment) for one in self.env["member.feedback"].sudo().search([])]

    def test_asked_and_answered(self):
        page = self.get()
        self.assertEqual(page.status_code, 200)
        self.assertIn("How is the cream?", page.text)
        self.assertIn("Hello Ada,", page.text)
        for said in ("Lovelace", "ada@example.com", self.ada.phone, self.ada.member_number):
            self.assertNotIn(said, page.text)
        self.assertEqual(
            re.findall(r'name="mark" required="required" value="(\d+)"', page.text), [*map(str, range(11))]
        )
        self.assertIn('content="width=device-width', page.text)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertEqual((page.headers["Referrer-Policy"], page.headers["Cache-Control"]), ("no-referrer", "no-store"))
        done = self.post("9", "  <b>Soft</b>  ")
        self.assertIn("Your answer was recorded", done.text)
        self.assertEqual(self.answers(), [(9, "<b>Soft</b>")])
        # It isn't anybody's of the database: nothing tells of a user.
        self.assertEqual(self.env["member.feedback"].sudo().search([]).via, "link")

    def test_looking_writes_nothing(self):
        for _time in range(2):
            self.get(f"{self.path()}?mark=3&comment=x")
        self.assertEqual(self.answers(), [])

    def test_a_second_answer(self):
        self.post("9", "Soft")
        page = self.get().text
        self.assertIn("Soft", page)
        self.assertRegex(page, r'value="9"\s+checked')
        self.post("7")
        self.assertEqual(self.answers(), [(7, False)])
        with freeze_time(f"{DAY + timedelta(days=2)} 12:00:00"):
            page = self.get().text
            self.assertIn("Your answer was recorded.", page)
            self.assertNotIn("<form", page)
            self.assertIn("Your answer was recorded.", self.post("0", "Bad").text)
        self.assertEqual(self.answers(), [(7, False)])

    def test_what_is_no_mark(self):
        for mark in ("11", "-1", "", "7.5", "ten", "1" * 300, "٧", None):
            with self.subTest(mark):
                page = self.post(mark)
                self.assertEqual(page.status_code, 400)
                self.assertIn("Choose a mark from 0 to 10.", page.text)
        page = self.post("5", "x" * 100_000)
        self.assertEqual(page.status_code, 400)
        self.assertIn("Your comment has 100000 characters. Shorten it to 2000 at most.", page.text)
        self.assertLess(len(page.text), 10_000)
        self.assertEqual(self.answers(), [])
        self.post("5", "x" * 1999 + "\u4f60")
        self.assertEqual(len(self.answers()), 1)

    def test_links_that_nobody_made(self):
        """Unknown, guessed and expired links get the same answer, to the byte."""
        other = self.new_contact(self.bea, self.me)
        unasked = self.new_contact(self.cleo, self.me, self.new_plan({"name": "Call"}))
        token, foreign = (self.path(one).rpartition("/")[2] for one in (self.contact, other))
        contact_id = self.contact.id
        paths = [
            f"/feedback/{contact_id}/{foreign}",
            f"/feedback/{contact_id}/{token[:-1]}",
            f"/feedback/{contact_id}/{token}x",
            f"/feedback/{contact_id}/%C3%A9",
            f"/feedback/{other.id}/{token}",
            f"/feedback/{10**9}/{token}",
            f"/feedback/{2**70}/{token}",
            f"/feedback/0/{token}",
            f"/feedback/{unasked.id}/{unasked._feedback_token()}",
            f"/feedback/{2**30}/{self.contact.browse(2**30)._feedback_token()}",
        ]
        with freeze_time(f"{DAY + timedelta(days=31)} 12:00:00"):
            expired = self.get()
        self.assertEqual(expired.status_code, 404)
        self.assertIn("isn't valid any more", expired.text.replace("&#39;", "'"))
        for path in paths:
            for page in (self.get(path), self.post("5", path=path)):
                with self.subTest(path):
                    self.assertEqual((page.status_code, page.text), (404, expired.text))
        with freeze_time(f"{DAY + timedelta(days=31)} 12:00:00"):
            self.assertEqual(self.post("5").status_code, 404)
        with freeze_time(f"{DAY + timedelta(days=30)} 12:00:00"):
            self.assertEqual(self.get().status_code, 200)
        self.assertEqual(self.answers(), [])

    def test_of_an_erased_member(self):
        path = self.path()
        self.ada.sudo()._member_erase()
        self.assertEqual(self.get(path).status_code, 404)

    def test_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("es_ES")
        step = self.contact.step_id
        self.change_step(step.with_context(lang="es_ES"), question="¿Qué tal la crema?")
        self.ada.lang = "es_ES"
        page = self.get().text
        self.assertIn("¿Qué tal la crema?", page)
        self.assertIn('lang="es-ES"', page)

    def test_a_low_mark_of_a_stranger_is_a_complaint(self):
        """Who answers isn't signed in; the manager hears of it all the same, in the company that asked."""
        self.post("0", "It smells")
        self.post("1", "It smells, still")
        complaint = self.env["member.complaint"].sudo().search([])
        self.assertEqual((len(complaint), complaint.state, complaint.note), (1, "new", "Answered 0 of 10.\nIt smells"))
        self.assertEqual(complaint.activity_ids.user_id, complaint.user_id)
        self.assertTrue(complaint.user_id)

    def test_of_another_company(self):
        """Its page has its name, and its complaint is its own."""
        manager = self.new_stranger()
        elsewhere = manager.company_id
        elsewhere.member_responsible_id = manager
        zoe = self.env["res.partner"].create({"name": "Zoe", "phone": "+16502530099", "company_id": elsewhere.id})
        zoe.sudo().with_company(elsewhere)._member_enrol()
        plan = self.new_plan({"name": "Call", "question": "And you?"}, company_id=elsewhere.id)
        contact = self.new_contact(zoe, plan=plan, config_id=False)
        contact.run_id.write({"company_id": elsewhere.id, "config_id": False})
        contact.company_id = elsewhere
        path = f"/feedback/{contact.id}/{contact._feedback_token()}"
        self.assertIn("Elsewhere", self.get(path).text)
        self.assertEqual(self.post("2", path=path).status_code, 200)
        self.assertEqual(contact.feedback_ids.company_id, elsewhere)
        self.assertEqual(contact.complaint_ids.user_id, manager)
        self.assertFalse(self.env["member.feedback"].with_user(self.membership_manager).search([]))
        self.assertEqual(self.env["member.feedback"].with_user(manager).search([]).mark, 2)
