from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_day import DAY, DayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 12:00:00")
class TestDayHand(DayCase):
    """Who may record, take, put back and skip, and what a browser can't say."""

    def setUp(self):
        super().setUp()
        self.call = self.new_contact(person=self.me)
        self.listed = self.new_contact(self.bea)

    # ── Who ───────────────────────────────────────────────────────────────────────────────────────────────────

    def test_who_may_record_a_person_s_contact(self):
        for user, made_by in (
            (self.staff, self.me),
            (self.supervisor, self.chief),
            (self.membership_manager, self.env["member.followup.person"]),
        ):
            with self.subTest(user.login):
                contact = self.new_contact(self.cleo, person=self.me)
                self.finish(contact, "reached", user)
                self.assertEqual((contact.done_by_id, contact.user_id), (made_by, user))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may_not(self):
        # The nearest: who looks after the member reads the contact, and doesn't record what others do.
        self.ada.user_id = self.colleague
        self.assertTrue(self.call.with_user(self.colleague).read(["note"]))
        for user in (self.colleague, self.outsider, self.auditor, self.cashier, self.new_stranger()):
            for method, arguments in (
                ("action_finish", ["reached"]),
                ("action_take", []),
                ("action_put_back", []),
                ("action_skip", []),
            ):
                with self.subTest(f"{user.login} {method}"), self.assertRaises(AccessError):
                    getattr(self.call.with_user(user), method)(*arguments)
        self.assertEqual(self.call.state, "open")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_the_list_of_the_store_is_for_the_store(self):
        for user in (self.outsider, self.supervisor, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.listed.with_user(user).action_finish("reached")
        self.finish(self.listed, "reached", self.colleague)
        self.assertEqual(self.listed.done_by_id, self.peer)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_edits(self):
        self.finish(self.call, "reached")
        for user in (self.staff, self.supervisor, self.membership_manager, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.listed.with_user(user).note = "Never said"
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.listed.with_user(user).create([{"partner_id": self.ada.id}])
        with self.assertRaisesRegex(UserError, "is over and can't be edited"):
            self.call.sudo().note = "Never said"
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            self.call.sudo().unlink()

    # ── What ──────────────────────────────────────────────────────────────────────────────────────────────────

    def test_what_cant_be_said(self):
        for outcome, recorded, message in (
            ("dropped", {}, "can't be"),
            ("sent", {}, "can't be"),
            ("bought", {}, "can't be"),
            (7, {}, "can't be"),
            ("reached", {"note": ["x"]}, "must be a text"),
            ("reached", {"seconds": -1}, "number of seconds"),
            ("reached", {"seconds": "60"}, "number of seconds"),
            ("reached", {"seconds": True}, "number of seconds"),
            ("promised", {}, "day on which Ada wants to visit"),
            ("promised", {"promised": "soon"}, "soon isn't a date"),
            ("promised", {"promised": 5}, "5 isn't a date"),
            ("promised", {"promised": "2026-02-30"}, "isn't a date"),
            ("promised", {"promised": "2026-05-31"}, "is over"),
            ("promised", {"promised": "2036-05-31"}, "more than a year away"),
            ("no_answer", {"again": "2026-05-31"}, "is over"),
            ("complaint", {"reason": 10**9}, "doesn't exist any more"),
            ("complaint", {"reason": "Price"}, "doesn't exist any more"),
        ):
            with self.subTest(outcome=outcome, **recorded), self.assertRaisesRegex(UserError, message):
                self.finish(self.call, outcome, **recorded)
        self.assertEqual(self.call.state, "open")

    def test_a_screen_left_open_over_night(self):
        self.finish(self.call, "reached", seconds=50_000)
        self.assertEqual(self.call.seconds, 3600)

    def test_an_outcome_keeps_only_what_belongs_to_it(self):
        self.finish(self.call, "reached", promised="2026-06-02", again="2026-06-02", reason=10**9)
        self.assertFalse(self.call.date_promised or self.call.date_again or self.call.complaint_ids)

    # ── Twice ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_two_tabs(self):
        self.finish(self.call, "reached")
        with self.assertRaisesRegex(UserError, "Ada · First call has been recorded already"):
            self.finish(self.call, "declined")
        self.assertEqual(len(self.following(self.call)), 1)

    def test_the_answer_was_lost_and_the_same_is_sent_again(self):
        self.finish(self.call, "promised", promised="2026-06-02", note="Gladly")
        self.assertEqual(self.finish(self.call, "promised", promised="2026-06-02", note="Gladly"), "")
        self.assertEqual(len(self.following(self.call)), 1)
        with self.assertRaisesRegex(UserError, "recorded already"):
            self.finish(self.call, "promised", self.supervisor, promised="2026-06-02", note="Gladly")

    # ── Take, put back, skip ──────────────────────────────────────────────────────────────────────────────────

    def test_one_of_two_gets_it(self):
        self.listed.with_user(self.staff).action_take()
        self.assertEqual((self.listed.person_id, self.listed.state), (self.me, "open"))
        self.listed.with_user(self.staff).action_take()
        # The other's screen still shows it.
        with self.assertRaisesRegex(UserError, "till_staff has taken Bea · First call already"):
            self.listed.with_user(self.colleague).action_take()
        self.listed.with_user(self.staff).action_put_back()
        self.assertFalse(self.listed.person_id or self.listed.date_taken)
        self.listed.with_user(self.colleague).action_take()
        self.assertEqual(self.listed.person_id, self.peer)

    def test_what_was_given_isnt_put_back(self):
        with self.assertRaisesRegex(UserError, "wasn't taken from the list"):
            self.call.with_user(self.staff).action_put_back()

    def test_a_manager_takes_nothing_without_being_on_the_staff(self):
        with self.assertRaisesRegex(UserError, "aren't on the contact staff"):
            self.listed.with_user(self.membership_manager).action_take()

    def test_skipped_is_open(self):
        self.call.with_user(self.staff).action_skip()
        self.assertTrue(self.call.date_skipped)
        self.assertEqual(self.call.state, "open")
        self.finish(self.call, "reached")
        for method in ("action_skip", "action_take", "action_put_back"):
            with self.subTest(method), self.assertRaisesRegex(UserError, "recorded already"):
                getattr(self.call.with_user(self.staff), method)()
