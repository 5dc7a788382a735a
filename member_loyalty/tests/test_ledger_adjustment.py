from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestAdjustment(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = mail_new_test_user(cls.env, "clerk", groups="member_loyalty.group_adjust")
        cls.boss = mail_new_test_user(cls.env, "boss", groups="member_loyalty.group_manager")
        cls.company.member_responsible_id = cls.boss
        cls.program.member_approval_above = 100

    def setUp(self):
        super().setUp()
        self.member = self.new_member()
        self.sell(self.member, (self.cream, 2))
        self.card = self.env["loyalty.card"].search([("partner_id", "=", self.member.id)])

    def ask(self, amount, user=None, **values):
        return (
            self.env["member.adjustment"]
            .with_user(user or self.clerk)
            .create(
                {
                    "kind": "adjust",
                    "partner_id": self.member.id,
                    "program_id": self.program.id,
                    "amount": amount,
                    "reason": "Late delivery",
                    **values,
                }
            )
        )

    def submit(self, amount, **values):
        adjustment = self.ask(amount, **values)
        adjustment.action_submit()
        return adjustment

    # ── One person ────────────────────────────────────────────────────────────────────────────────────────────

    def test_goodwill_is_an_entry_with_a_reason(self):
        self.program.write({"member_expiry": "months", "member_expiry_months": 6})
        adjustment = self.submit(50, kind="goodwill")
        entry = adjustment.entry_ids
        self.assertEqual((adjustment.state, entry.kind, entry.amount), ("done", "adjust", 50))
        self.assertEqual((entry.reason, entry.user_id), ("Late delivery", self.clerk))
        half_a_year = fields.Date.add(self.company._member_today(), months=6)
        self.assertEqual(entry.date_expiration, half_a_year)
        self.assertEqual(self.points(self.member), 130)
        self.assert_ledger_holds()

    def test_goodwill_with_a_day_of_its_own_for_a_member_without_card(self):
        friend = self.new_member("Bea", PHONES[1])
        good_until = self.company._member_today() + timedelta(days=30)
        adjustment = self.submit(50, kind="goodwill", partner_id=friend.id, date_expiration=good_until)
        self.assertEqual(adjustment.entry_ids.date_expiration, good_until)
        self.assertEqual(self.points(friend), 50)

    def test_correction_takes_no_more_than_there_is(self):
        self.assertEqual(self.submit(-30).entry_ids.amount, -30)
        with self.assertRaisesRegex(UserError, "Ada has only 50.00, so 60.00 can't be deducted"):
            self.submit(-60)
        self.assertEqual(self.points(self.member), 50)
        self.assert_ledger_holds()

    def test_posted_once(self):
        adjustment = self.submit(50)
        with self.assertRaisesRegex(UserError, "already been requested"):
            adjustment.action_submit()
        with self.assertRaises(UserError):
            adjustment.with_user(self.boss).action_approve()
        self.assertEqual(self.points(self.member), 130)

    def test_what_makes_no_sense_is_refused_by_name(self):
        stranger = self.env["res.partner"].create({"name": "Passer-by"})
        core = self.env["loyalty.program"].create({"name": "Core", "program_type": "loyalty", "applies_on": "both"})
        yesterday = self.company._member_today() - timedelta(days=1)
        for message, amount, values in (
            ("amount other than 0", 0, {}),
            ("Only a correction", -5, {"kind": "goodwill"}),
            ("isn't a member", 5, {"partner_id": stranger.id}),
            ("isn't managed by the ledger", 5, {"program_id": core.id}),
            ("doesn't have this balance type", 5, {"bucket": "principal"}),
            ("Choose another member", 5, {"kind": "transfer"}),
            ("Choose another member", 5, {"kind": "transfer", "to_partner_id": self.member.id}),
            ("already be expired", 5, {"date_expiration": yesterday}),
        ):
            with self.subTest(message=message), self.assertRaisesRegex(ValidationError, message):
                self.ask(amount, **values)

    # ── A second person ───────────────────────────────────────────────────────────────────────────────────────

    def test_above_the_limit_a_second_person_decides(self):
        adjustment = self.submit(101)
        self.assertEqual((adjustment.state, self.points(self.member)), ("waiting", 80))
        activity = adjustment.activity_ids
        self.assertEqual(activity.user_id, self.boss)
        with self.assertRaisesRegex(AccessError, "membership manager"):
            adjustment.with_user(self.clerk).action_approve()
        adjustment.with_user(self.boss).action_approve()
        self.assertEqual((adjustment.state, adjustment.approver_id), ("done", self.boss))
        self.assertEqual((self.points(self.member), adjustment.entry_ids.user_id), (181, self.clerk))
        self.assertFalse(adjustment.activity_ids)
        self.assert_ledger_holds()

    def test_nobody_approves_their_own(self):
        adjustment = self.submit(500, user=self.boss)
        self.assertNotEqual(adjustment.activity_ids.user_id, self.boss)
        with self.assertRaisesRegex(UserError, "your own adjustment"):
            adjustment.with_user(self.boss).action_approve()
        adjustment.with_user(self.manager).action_approve()
        self.assertEqual(self.points(self.member), 580)

    def test_splitting_does_not_help(self):
        self.assertEqual(self.submit(60).state, "done")
        self.assertEqual(self.submit(40).state, "done", "100 is not above 100")
        self.assertEqual(self.submit(-1).state, "waiting")
        self.assertEqual(self.submit(0.5).state, "waiting")
        self.assertEqual(self.submit(60, user=self.boss).state, "done", "each person has their own limit")

    def test_limit_starts_anew_each_day(self):
        self.submit(100)
        self.env.cr.execute("UPDATE member_ledger_entry SET date = date - interval '1 day' WHERE kind = 'adjust'")
        self.assertEqual(self.submit(100).state, "done")

    def test_refused_or_taken_back(self):
        refused, withdrawn = self.submit(200), self.submit(300)
        refused.with_user(self.boss).action_refuse()
        withdrawn.action_refuse()
        self.assertEqual((refused | withdrawn).mapped("state"), ["refused", "refused"])
        self.assertEqual(self.points(self.member), 80)
        with self.assertRaises(UserError):
            refused.with_user(self.boss).action_approve()

    def test_steps_and_content_cannot_be_written(self):
        adjustment = self.submit(500)
        for values in ({"state": "done"}, {"requester_id": self.boss.id}, {"approver_id": self.boss.id}):
            for user in (self.clerk, self.boss):
                with self.subTest(values=values), self.assertRaises(AccessError):
                    adjustment.with_user(user).write(values)
        with self.assertRaises(UserError):
            adjustment.write({"amount": 5})
        with self.assertRaises(AccessError):
            self.ask(50, state="done")
        with self.assertRaises(UserError):
            adjustment.unlink()

    def test_who_submits_is_who_asked(self):
        draft = self.ask(500)
        draft.with_user(self.boss).action_submit()
        with self.assertRaisesRegex(UserError, "your own adjustment"):
            draft.with_user(self.boss).action_approve()

    # ── Transfers ─────────────────────────────────────────────────────────────────────────────────────────────

    def test_transfer_moves_lots_with_their_expiry(self):
        friend = self.new_member("Bea", PHONES[1])
        soon = self.company._member_today() + timedelta(days=10)
        self.submit(50, date_expiration=soon)
        self.program.member_approval_above = 0
        transfer = self.submit(70, kind="transfer", to_partner_id=friend.id)
        arrived = transfer.to_card_id.member_entry_ids.sorted("id")
        self.assertEqual(arrived.mapped("kind"), ["transfer", "transfer"])
        self.assertEqual(
            [(entry.amount, entry.date_expiration, entry.left) for entry in arrived], [(50, soon, 50), (20, False, 20)]
        )
        self.assertEqual((self.points(self.member), self.points(friend)), (60, 70))
        with self.assertRaisesRegex(UserError, "Ada has only 60.00"):
            self.submit(61, kind="transfer", to_partner_id=friend.id)
        self.assert_ledger_holds()

    def test_transfer_leaves_what_is_on_the_way(self):
        friend = self.new_member("Bea", PHONES[1])
        self.program.write({"member_pending": "days", "member_pending_days": 3})
        self.sell(self.member, (self.soap, 1))
        with self.assertRaisesRegex(UserError, "Ada has only 80.00"):
            self.submit(81, kind="transfer", to_partner_id=friend.id)

    # ── Round the back ────────────────────────────────────────────────────────────────────────────────────────

    def test_direct_writes_keep_to_the_limit(self):
        card = self.card.with_user(self.boss)
        Wizard = self.env["loyalty.card.update.balance"].with_user(self.boss)
        card.write({"points": 130})
        with self.assertRaisesRegex(UserError, "Adjustments"):
            card.write({"points": 200})
        with self.assertRaisesRegex(UserError, "Adjustments"):
            Wizard.create({"card_id": card.id, "new_balance": 10, "description": "x"}).action_update_card_point()
        with self.assertRaisesRegex(UserError, "Adjustments"):
            self.env["loyalty.card"].with_user(self.boss).create(
                {"program_id": self.program.id, "partner_id": self.new_member("Bea", PHONES[1]).id, "points": 101}
            )
        loaded = self.env["loyalty.card"].with_user(self.boss).load([".id", "points"], [[str(card.id), "900"]])
        self.assertIn("Adjustments", loaded["messages"][0]["message"])
        self.assertEqual(self.points(self.member), 130)
        self.assertEqual(self.submit(60, user=self.boss).state, "waiting", "what was written counts, too")
        self.assert_ledger_holds()
