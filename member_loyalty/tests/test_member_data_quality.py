from datetime import date

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestRevision(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["member.file.item"].search([]).unlink()
        cls.env["member.file.item"].create([{"field": "phone", "weight": 60}, {"field": "email", "weight": 40}])
        cls.company.member_revision_score = 50

    def make_list(self):
        self.env["member.revision"].with_user(self.manager).action_make_list()
        return self.rows()

    def rows(self, state="todo"):
        rows = self.env["member.revision"].search([("state", "=", state), ("company_id", "=", self.company.id)])
        return {(row.partner_id.name, row.reason, row.twin_id.name, row.matched_on) for row in rows}

    def row(self, reason, user=None):
        return (
            self.env["member.revision"]
            .with_user(user or self.staff)
            .search([("reason", "=", reason), ("state", "=", "todo")])
        )

    def new_members(self):
        """Ada in order; Bea without anything; Cleo unreachable; Dan and Eve look like Ada."""
        self.new_member()
        self.new_member("Bea", phone=False)
        cleo = self.new_member("Cleo", PHONES[2])
        # As it came in before anybody asked: nobody enters it today.
        cleo.with_user(SUPERUSER_ID).email = "cleo@nowhere"
        self.new_member("Dan", PHONES[0])
        self.new_member("Eve", PHONES[4], birthdate_date=date(1990, 5, 5))
        self.new_member(" eve", PHONES[5], birthdate_date=date(1990, 5, 5))

    def test_what_is_put_on_the_list(self):
        self.new_members()
        self.assertEqual(
            self.make_list(),
            {
                ("Bea", "incomplete", False, False),
                ("Cleo", "invalid", False, False),
                ("Dan", "duplicate", "Ada", "phone"),
                (" eve", "duplicate", "Eve", "name"),
            },
        )
        self.assertEqual(len(self.make_list()), 4, "once each")

    def test_the_stronger_likeness_is_named_once(self):
        self.new_member(email="ada@example.com")
        self.new_member("Ada B", PHONES[0], email="Ada@Example.com")
        self.assertEqual(self.make_list(), {("Ada B", "duplicate", "Ada", "phone")})

    def test_who_lives_together_may_share_a_phone(self):
        ada, dan = self.new_member(), self.new_member("Dan", PHONES[0])
        self.env["member.household"].create({"name": "Elm Street", "partner_ids": [(6, 0, (ada | dan).ids)]})
        self.assertFalse(self.make_list())

    def test_files_grow_old(self):
        member = self.new_member()
        today = self.company._member_today()
        member.sudo().member_confirmed_on = fields.Date.subtract(today, months=24)
        self.assertEqual(self.make_list(), {("Ada", "outdated", False, False)})
        self.row("outdated").action_confirm()
        self.assertEqual(member.member_confirmed_on, today)
        self.assertFalse(self.make_list())

    def test_what_was_put_right_leaves_the_list(self):
        self.new_members()
        self.make_list()
        self.env["res.partner"].search([("name", "=", "Bea")]).phone = PHONES[7]
        self.assertNotIn(("Bea", "incomplete", False, False), self.make_list())

    def test_fix_in_place(self):
        self.new_members()
        self.make_list()
        row = self.row("invalid")
        self.assertIn("cleo@nowhere", row.description)
        with self.assertRaisesRegex(UserError, "Correct the file"):
            row.action_fixed()
        row.email = "cleo@example.com"
        following = row.action_fixed()
        self.assertEqual(following["res_model"], "member.revision")
        self.assertTrue(following["res_id"])
        self.assertEqual((row.state, row.outcome, row.done_by_id), ("done", "fixed", self.staff))
        self.assertEqual(row.partner_id.email, "cleo@example.com")

    def test_confirmed_stays_off_and_skipped_comes_back(self):
        self.new_members()
        self.make_list()
        self.row("incomplete").action_confirm()
        self.row("duplicate").filtered(lambda row: row.matched_on == "phone").action_confirm()
        self.row("invalid").action_skip()
        self.assertEqual(self.make_list(), {("Cleo", "invalid", False, False), (" eve", "duplicate", "Eve", "name")})

    def test_worked_off_one_by_one(self):
        self.new_members()
        self.make_list()
        action = self.env["member.revision"].with_user(self.staff).action_work_off()
        seen = []
        while action.get("res_id"):
            row = self.env["member.revision"].with_user(self.staff).browse(action["res_id"])
            seen.append(row.reason)
            action = row.action_skip()
            self.assertEqual(row.action_open()["target"], "new", "The buttons are those of the dialog.")
        self.assertEqual(seen, ["duplicate", "duplicate", "invalid", "incomplete"])
        self.assertFalse(self.rows())

    def test_duplicates_are_merged(self):
        ada = self.new_member(email="ada@example.com")
        dan = self.new_member("Dan", PHONES[0], email="ada@example.com")
        self.sell(dan, (self.soap, 1))
        self.make_list()
        action = self.row("duplicate", self.manager).action_merge()
        wizard = self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"]).create({})
        wizard.dst_partner_id = ada
        wizard.action_merge()
        self.assertFalse(dan.exists())
        self.assertEqual(self.points(ada), 10)
        row = self.env["member.revision"].search([("partner_id", "=", ada.id)])
        self.assertEqual((row.state, row.outcome), ("done", "merged"))
        self.assertFalse(self.make_list())
        self.assert_ledger_holds()

    def test_staff_work_on_their_own(self):
        self.new_members()
        bea = self.env["res.partner"].search([("name", "=", "Bea")])
        bea.user_id = self.manager
        self.make_list()
        self.assertFalse(self.row("incomplete"))
        self.assertTrue(self.row("incomplete", self.manager))
        with self.assertRaises(AccessError):
            self.row("incomplete", self.manager).with_user(self.staff).action_skip()
        bea.user_id = self.staff
        self.assertTrue(self.row("incomplete"))

    def test_an_auditor_reads_and_makes_nothing(self):
        self.new_members()
        self.make_list()
        auditor = mail_new_test_user(self.env, "revision_auditor", groups="member_loyalty.group_auditor")
        rows = self.row("incomplete", auditor)
        self.assertTrue(rows.description)
        with self.assertRaises(AccessError):
            rows.action_make_list()
        with self.assertRaises(AccessError):
            rows.action_skip()

    def test_each_company_has_its_own_list(self):
        self.new_members()
        rule = self.env["member.enrolment.rule"].create({"name": "Here", "amount": 1, "company_id": self.company.id})
        self.make_list()
        stranger = self.new_stranger()
        Revision = self.env["member.revision"].with_user(stranger)
        Revision.action_make_list()
        self.assertFalse(Revision.search_count([]), "members were enrolled in the other company")
        self.assertFalse(rule.with_user(stranger).has_access("read"))
        self.assertEqual(len(self.rows()), 4)
