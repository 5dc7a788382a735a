from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common_profile import ProfileCase

from .common_day import DAY, DayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 12:00:00")
class TestProfile(DayCase, ProfileCase):
    """What contacts add to a member's profile."""

    def owed(self, user="staff"):
        return [(item["text"], item["note"]) for item in self.blocks(user=user)["owed"]["items"]]

    def timeline(self, user="staff", topic="contact"):
        self.env.flush_all()
        rows = self.ada.with_user(self.users[user]).member_profile_timeline(topic=topic)["rows"]
        return [(row["title"], row["text"], row["amount"]) for row in rows]

    def test_promises_and_gifts_are_owed(self):
        self.finish(self.new_contact(person=self.me), "promised", promised="2026-06-05")
        gift = ("Hand cream", "Promised on 06/01/2026")
        visit = ("Wants to visit on 06/05/2026", "First call")
        # The till tells it, too, and whoever didn't make the contact.
        for user in ("staff", "colleague", "outsider", "manager", "auditor", "cashier"):
            self.assertEqual(self.owed(user), [gift, visit], user)
        opens = {
            user: [bool(item["opens"]) for item in self.blocks(user=user)["owed"]["items"]]
            for user in ("staff", "outsider", "cashier", "auditor")
        }
        self.assertEqual(
            opens,
            {
                "staff": [True, True],
                "outsider": [False, False],
                "cashier": [False, False],
                "auditor": [True, True],
            },
        )

    def test_a_promise_is_kept_by_coming(self):
        self.finish(self.new_contact(person=self.me), "promised", promised="2026-06-05")
        with freeze_time("2026-06-03 12:00:00"):
            self.sell(self.ada, (self.soap, 1))
            self.assertEqual([text for text, _note in self.owed()], ["Hand cream"])
        with freeze_time("2026-06-06 12:00:00"):
            self.assertEqual([text for text, _note in self.owed()], ["Hand cream"])

    def test_contacts_and_complaints_are_in_the_timeline(self):
        self.finish(self.new_contact(person=self.me), "reached", note="Likes it")
        reason = self.env.ref("member_followup.member_complaint_reason_price")
        self.finish(self.new_contact(person=self.me), "complaint", reason=reason.id, note="Too dear")
        rows = self.timeline()
        self.assertEqual(
            sorted(rows),
            sorted(
                [
                    ("Phone Call · First call", "till_staff · Likes it", "Reached"),
                    ("Phone Call · First call", "till_staff · Too dear", "Complaint"),
                    ("Complaint: Price", "Too dear", "New"),
                ]
            ),
        )
        # By the rules of contacts: staff of another store read none of them.
        self.assertEqual(self.timeline("outsider"), [])
        self.assertEqual(sorted(self.timeline("auditor")), sorted(rows))
        self.assertEqual(self.timeline("cashier"), [])

    def test_one_click_from_a_contact_to_the_profile(self):
        contact = self.new_contact(person=self.me).with_user(self.staff)
        action = contact.action_member_profile()
        self.assertEqual((action["tag"], action["context"]), ("member_profile", {"active_id": self.ada.id}))

    def test_it_costs_the_same_with_many_contacts(self):
        member = self.ada.with_user(self.staff)

        def queries():
            self.env.flush_all()
            member.member_profile()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            member.member_profile()
            return self.cr.sql_log_count - before

        self.finish(self.new_contact(person=self.me), "promised", promised="2026-06-05")
        few = queries()
        for _number in range(6):
            self.finish(self.new_contact(person=self.me), "promised", promised="2026-06-05")
        self.assertLessEqual(queries(), few)
