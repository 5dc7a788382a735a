from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common_import import ImportCase

PURCHASES = "basket,date,customer,net\nB1,2025-03-01,C1,60\nB2,2025-03-02,C2,5\n"
MEMBERS = (
    "id,name,phone,tags,accepts email marketing,consent date\nM1,Cleo,650-253-0001,VIP,yes,2024-05-01\nC1,Ada,,,,\n"
)


@tagged("post_install", "-at_install")
class TestImportUndo(ImportCase):
    def undo(self, record):
        record.action_undo()
        self.run_job(record)
        self.assertEqual(record.state, "undone")

    def test_purchases_go_and_can_come_again(self):
        record = self.load(self.history(PURCHASES))
        self.undo(record)
        self.assertFalse(self.env["member.purchase"].search([("import_id", "=", record.id)]))
        self.assertFalse(self.env["member.purchase.line"].search([("key", "=like", "import:%")]))
        self.assertEqual(self.load(self.history(PURCHASES)).new_count, 2)

    def test_purchases_that_were_returned_stay(self):
        record = self.load(self.history(PURCHASES))
        self.load(self.history("basket,date,customer,net,refund of\nB3,2025-03-03,C1,-60,B1\n"))
        with self.assertRaisesRegex(UserError, "1 purchases of this import were returned since"):
            record.action_undo()

    def test_members_go_with_all_that_made_them_members(self):
        record = self.load(self.history(MEMBERS, kind="members"))
        cleo = self.env["res.partner"].search([("ref", "=", "M1")])
        self.assertEqual(
            (cleo.member_consent_ids.purpose, str(cleo.member_consent_ids.given_at.date())), ("marketing", "2024-05-01")
        )
        self.undo(record)
        self.assertFalse(cleo.exists())
        # Who was a customer before stays one, and a member.
        self.assertTrue(self.ada.member_number)
        self.assertEqual(self.load(self.history(MEMBERS, kind="members")).new_count, 1)

    def test_members_with_purchases_stay(self):
        record = self.load(self.history(MEMBERS, kind="members"))
        self.load(self.history("basket,date,customer,net\nB1,2025-03-01,M1,60\n"))
        with self.assertRaisesRegex(UserError, "have 1 purchase since"):
            record.action_undo()

    def test_who_was_there_before_and_is_merged_stays(self):
        """Whichever of both contacts is kept: a part of it is none of the import's."""
        for keeps_imported in (False, True):
            with self.subTest(keeps_imported=keeps_imported):
                file = f"id,name\nX{keeps_imported:d},Eve\n"
                record = self.load(self.history(file, kind="members"))
                imported = self.env["res.partner"].search([("member_import_id", "=", record.id)])
                before = self.env["res.partner"].create({"name": "Eve, since 2019", "comment": "Likes roses"})
                kept, gone = (imported, before) if keeps_imported else (before, imported)
                # sudo: who may merge is tested elsewhere.
                self.env["base.partner.merge.automatic.wizard"].sudo()._merge((kept | gone).ids, kept)
                self.assertFalse(kept.member_import_id)
                self.undo(record)
                self.assertTrue(kept.exists())

    def test_what_else_depends_on_a_member_is_named(self):
        record = self.load(self.history(MEMBERS, kind="members"))
        cleo = self.env["res.partner"].search([("ref", "=", "M1")])
        self.env["member.alert"].sudo().create(
            {
                "partner_id": cleo.id,
                "company_id": self.company.id,
                "date_from": "2025-01-01",
                "date_to": "2025-01-01",
                "rule_id": self.env["member.watch.rule"].sudo().search([], limit=1).id,
            }
        )
        record.action_undo()
        job = record.job_id.sudo()
        job._run_batch()
        self.assertEqual(job.state, "failed")
        self.assertIn("other records of it since", job.error)
        self.assertTrue(cleo.exists())

    def test_products_go(self):
        record = self.load(self.history("sku,name\nN1,Oil\n", kind="products"))
        self.undo(record)
        self.assertFalse(
            self.env["product.product"].with_context(active_test=False).search([("default_code", "=", "N1")])
        )

    def test_balances_are_taken_back_by_entries(self):
        self.env["loyalty.program"].search([]).active = False
        club = self.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "member_program": True,
                "rule_ids": [Command.create({"reward_point_mode": "money", "reward_point_amount": 1})],
            }
        )
        self.ada._member_enrol()
        content = f"member,balance,expires\nC1,120,{fields.Date.today() + timedelta(days=99)}\nC1,7,\n"
        record = self.load(self.history(content, kind="balances"))
        card = self.env["loyalty.card"].search([("partner_id", "=", self.ada.id), ("program_id", "=", club.id)])
        self.assertEqual(card.points, 127)
        self.undo(record)
        self.assertEqual(card.points, 0)
        self.assertEqual(self.env["member.ledger.entry"]._check_balances(), [])
        again = self.load(self.history(content, kind="balances"))
        self.assertEqual((again.new_count, again.bad_count, card.points), (2, 0, 127))

    def test_balances_that_were_used_stay(self):
        self.env["loyalty.program"].search([]).active = False
        self.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "member_program": True,
                "rule_ids": [Command.create({"reward_point_mode": "money", "reward_point_amount": 1})],
            }
        )
        self.ada._member_enrol()
        record = self.load(self.history("member,balance\nC1,120\n", kind="balances"))
        card = self.env["loyalty.card"].search([("partner_id", "=", self.ada.id)])
        self.env["member.ledger.entry"].sudo()._post(
            [{"key": "test:used", "card_id": card.id, "kind": "adjust", "amount": -20, "reason": "Spent"}]
        )
        with self.assertRaisesRegex(UserError, "1 of the imported balances were used"):
            record.action_undo()

    def test_nothing_to_undo_and_nobody_else_undoes(self):
        record = self.check(self.history(PURCHASES))
        with self.assertRaisesRegex(UserError, "nothing to undo"):
            record.action_undo()
        staff = mail_new_test_user(self.env, "undo_staff", groups="base.group_user,member_loyalty.group_staff")
        with self.assertRaises(AccessError):
            record.with_user(staff).action_undo()
